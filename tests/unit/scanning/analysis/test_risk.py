"""Kinds, risk and order: what an issue is about, how bad that is in its place, and what is looked at first."""

from __future__ import annotations

import pytest

from services.scanning.analysis.issue import Severity
from services.scanning.analysis.kind import kind_of
from services.scanning.analysis.order import excess, in_expert_order
from services.scanning.analysis.risk import rated
from services.scanning.files.role import Role
from tests.support.report import issue


@pytest.mark.parametrize(
    ("engine", "rule", "kind"),
    [
        ("ruff", "S608", "sql-injection"),
        ("bandit", "B601", "shell-injection"),
        ("ruff", "PLE2502", "hidden-text"),
        ("ruff", "S308", "xss"),
        ("ruff", "F821", "bug"),
        ("ruff", "F841", "style"),
        ("ruff", "invalid-syntax", "syntax"),
        ("oxlint", "no-eval", "code-injection"),
        ("oxlint", "no-cond-assign", "bug"),
        ("shellcheck", "SC2086", "shell-quoting"),
        ("shellcheck", "SC1017", "line-ends"),
        ("zizmor", "unpinned-uses", "unpinned-action"),
        ("zizmor", "artipacked", "workflow-hygiene"),
        ("secrets", "AWSKey", "hard-coded-key"),
        ("anything", "complexity", "complexity"),
        ("anything", "else", "other"),
        ("semgrep", "python-sql-injection", "sql-injection"),
        ("semgrep", "python-sql-injection-django", "sql-injection"),
        ("semgrep", "go-nosql-injection-mongo", "nosql-injection"),
        ("semgrep", "java-unknown", "other"),
    ],
)
def test_a_rule_has_a_kind(engine: str, rule: str, kind: str) -> None:
    assert kind_of(engine, rule) == kind


@pytest.mark.parametrize(
    ("engine", "rule", "told", "severity"),
    [
        ("ruff", "S602", "medium", "high"),
        ("ruff", "S608", "medium", "low"),
        ("zizmor", "unpinned-uses", "high", "low"),
        ("zizmor", "template-injection", "low", "low"),
        ("zizmor", "template-injection", "high", "high"),
        ("secrets", "AWSKey", "critical", "critical"),
        ("secrets", "Keyword", "medium", "medium"),
        ("lizard", "complexity", "high", "medium"),
        ("shellcheck", "SC2086", "high", "low"),
        ("semgrep", "python-sql-injection", "critical", "critical"),
        ("semgrep", "python-bug-await", "low", "low"),
        ("anything", "else", "high", "high"),
    ],
)
def test_severity_is_the_risk_and_not_the_engines(engine: str, rule: str, told: Severity, severity: Severity) -> None:
    assert rated(issue(1, rule=rule, engine=engine, severity=told), "product").severity == severity


@pytest.mark.parametrize(
    ("role", "severity"),
    [
        ("product", "critical"),
        ("ci", "critical"),
        ("example", "high"),
        ("vendored", "high"),
        ("generated", "high"),
        ("test", "medium"),
        ("documentation", "medium"),
    ],
)
def test_what_is_beside_the_product_is_less_severe(role: Role, severity: Severity) -> None:
    key = issue(1, rule="AWSKey", engine="secrets", severity="critical")
    assert rated(key, role).severity == severity


def test_a_guessed_password_of_a_pipeline_is_low_and_a_token_there_is_not() -> None:
    guess, token = issue(rule="Keyword", engine="secrets", severity="medium"), issue(rule="AWSKey", engine="secrets")
    assert rated(guess, "ci").severity == "low"
    assert rated(guess, "product").severity == "medium"
    assert rated(token, "ci").severity == rated(token, "product").severity != "low"


def test_no_severity_is_below_low() -> None:
    assert rated(issue(1, rule="F841", engine="ruff", severity="low"), "test").severity == "low"


def test_an_expert_looks_at_the_product_first() -> None:
    roles: dict[str, Role] = {"test.py": "test", "ci.yml": "ci", "a.py": "product", "b.py": "product"}
    in_test = ("test.py", issue(1, rule="AWSKey", engine="secrets", severity="critical"))
    in_ci = ("ci.yml", issue(1, rule="artipacked", engine="zizmor", severity="low"))
    sure = ("b.py", issue(1, rule="python-ssrf", engine="semgrep", severity="high"))
    guessed = ("a.py", issue(1, rule="S602", engine="ruff", severity="high"))
    shape = ("a.py", issue(1, rule="complexity", engine="lizard", severity="low"))
    bug = ("a.py", issue(2, rule="F821", engine="ruff", severity="low"))
    depended = ("b.py", issue(9, rule="F821", engine="ruff", severity="low"))
    found = [in_test, in_ci, shape, bug, depended, guessed, sure]
    assert in_expert_order(found, roles, {"b.py": 7}) == [sure, guessed, depended, bug, shape, in_ci, in_test]


def test_the_largest_of_a_bad_shape_comes_first() -> None:
    messages = {
        "a.py": "read has 31 independent paths (limit 15)",
        "b.py": "read_2000 has 4 independent paths (limit 15)",
        "c.py": "read is 420 lines of code long (limit 150)",
        "d.py": "55 lines of code, to line 90, are repeated in x.py:1-55.",
        "e.py": "read takes 130 parameters (limit 12)",
        "f.py": "Nothing else in the repository names the function has_7",
    }
    rules = ["complexity", "complexity", "function-length", "duplicated-code", "parameter-count", "unused-export"]
    found = [
        (path, issue(1, rule=rule, engine="metrics", severity="low", message=text))
        for (path, text), rule in zip(messages.items(), rules, strict=True)
    ]
    assert [path for path, _ in in_expert_order(found, {})] == ["e.py", "c.py", "d.py", "a.py", "b.py", "f.py"]
    assert excess(issue(1, rule="S307", message="it takes 99 parameters (limit 12)")) == 0
