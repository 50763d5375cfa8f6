"""Lint: rules that point out faults keep their weight; what a linter only suspects is a hint."""

from __future__ import annotations

import pytest

from services.scanning.analysis.duplicate import without_duplicates
from services.scanning.analysis.issue import Issue
from services.scanning.analysis.kind import kind_of
from services.scanning.analysis.lint import HINTING, TELLING, is_hint
from services.scanning.analysis.risk import confidence_of, rated


@pytest.mark.parametrize(
    ("engine", "rule", "severity"),
    [
        ("ruff", "F821", "medium"),
        ("ruff", "F507", "medium"),
        ("oxlint", "no-dupe-keys", "medium"),
        ("shellcheck", "SC2115", "medium"),
        ("ruff", "S602", "high"),
        ("cppcheck", "doubleFree", "high"),
        ("cppcheck", "memleak", "medium"),
        ("semgrep", "c-buffer-overflow", "high"),
        ("semgrep", "c-format-string", "high"),
    ],
)
def test_rules_that_point_out_faults_keep_their_severity(engine: str, rule: str, severity: str) -> None:
    assert rated(Issue(1, 1, rule, severity, "", engine), "product").severity == severity  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("engine", "rule"),
    [
        ("ruff", "B023"),
        ("ruff", "ASYNC110"),
        ("ruff", "S324"),
        ("bandit", "B413"),
        ("oxlint", "no-control-regex"),
        ("shellcheck", "SC2154"),
        ("flawfinder", "FF1001"),
        ("cppcheck", "nullPointerOutOfMemory"),
        ("cppcheck", "uninitvar"),
        ("semgrep", "c-double-free"),
        ("semgrep", "c-buffer-overflow-loop"),
        ("oxlint", "no-eval"),
    ],
)
def test_what_a_linter_suspects_is_low_and_unsure(engine: str, rule: str) -> None:
    hint = Issue(1, 1, rule, "low" if engine == "flawfinder" else "high", "", engine)
    assert rated(hint, "product").severity == "low"
    assert confidence_of(hint) == "low"


def test_a_hint_that_a_flow_confirms_is_as_bad_as_the_flow() -> None:
    hint = rated(Issue(3, 1, "S301", "high", "", "ruff"), "product")
    flow = Issue(3, 1, "python-unsafe-deserialisation", "critical", "", "semgrep")
    assert [(issue.rule, issue.severity) for issue in without_duplicates([hint, flow])] == [("S301", "critical")]


def test_no_rule_is_both_and_faults_are_bugs_or_of_a_kind_that_has_a_name() -> None:
    for engine, rules in HINTING.items():
        assert not rules & TELLING.get(engine, frozenset())
        assert all(is_hint(engine, rule, kind_of(engine, rule)) for rule in rules)
    for engine, rules in TELLING.items():
        assert not any(is_hint(engine, rule, kind_of(engine, rule)) for rule in rules)
