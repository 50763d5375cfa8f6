"""Explanations: every kind that an engine can report has words that help."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from services.scanning.analysis.kind import kind_of
from services.scanning.engines.catalogue import offline_engines
from services.scanning.explanation.explanation import explain, explanations

ROOT = Path(__file__).parents[4]
KINDS = [
    "sql-injection", "nosql-injection", "ldap-injection", "xpath-injection", "shell-injection", "code-injection",
    "template-injection", "path-traversal", "zip-slip", "ssrf", "open-redirect", "xss", "header-injection",
    "unsafe-deserialisation", "xxe", "weak-crypto", "weak-random", "hard-coded-key", "tls-verification-off",
    "jwt-not-verified", "insecure-cookie", "csrf-off", "cors-wildcard-with-credentials", "log-of-secret",
    "prototype-pollution", "regex-dos", "buffer-overflow", "off-by-one", "use-after-free", "double-free",
    "integer-overflow", "null-dereference", "uninitialised", "format-string", "toctou", "memory-leak-of-secret",
    "root-user", "privileged-container", "excessive-capabilities", "excessive-permissions", "host-mount",
    "host-namespace", "world-writable", "self-hosted-runner", "open-ingress", "insecure-transport",
    "public-bucket", "public-database", "unencrypted-storage", "secrets-in-image", "remote-script",
    "script-injection", "untrusted-checkout", "unpinned-action", "unpinned-base", "unpinned-image", "bug",
]  # fmt: skip


@pytest.mark.parametrize("kind", sorted(explanations()))
def test_an_explanation_says_why_and_how_in_plain_sentences(kind: str) -> None:
    words = explanations()[kind]
    assert re.fullmatch(r"[A-Z][^.]{3,60}", words.title)
    for text in (words.why, words.mend):
        assert 40 <= len(text) <= 420
        assert text.endswith(".")
        assert text.count("`") % 2 == 0
    assert words.why != words.mend
    assert words.help.startswith("https://")
    assert re.fullmatch(r"CWE-[1-9]\d{0,3}|", words.cwe)
    assert words.tags
    if words.nature == "security":
        assert words.cwe, "security readers look kinds up by CWE"


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_our_rules_is_explained(kind: str) -> None:
    assert explanations()[kind].kind == kind


def test_every_kind_that_a_rule_file_names_is_explained() -> None:
    rules = (ROOT / "services/scanning/rules").rglob("*.yaml")
    named = {kind for file in rules for kind in re.findall(r"kind: ([a-z-]{1,60})", file.read_text())}
    assert named <= explanations().keys()


def test_every_engine_has_words_of_its_own() -> None:
    samples = {
        "ruff": ("S602", "shell-injection"),
        "bandit": ("B614", "unsafe-deserialisation"),
        "metrics": ("complexity", "complexity"),
        "secrets": ("AWSKey", "hard-coded-key"),
        "oxlint": ("no-eval", "code-injection"),
        "flawfinder": ("FF1001", None),
        "cppcheck": ("deallocuse", "use-after-free"),
        "shellcheck": ("SC2086", "shell-quoting"),
        "zizmor": ("unpinned-uses", "unpinned-action"),
        "yamllint": ("key-duplicates", None),
    }
    for engine in offline_engines():
        if engine.name in samples:
            rule, kind = samples[engine.name]
            words = explain(engine.name, rule)
            assert words.kind != "other", engine.name
            assert kind is None or words.kind == kind


def test_what_nothing_uses_is_tidied_up() -> None:
    words = explain("structure", "unused-export")
    assert (words.kind, words.nature) == ("unused-export", "hygiene")


def test_a_case_of_a_kind_has_the_words_of_the_kind_and_a_strange_rule_those_of_any() -> None:
    assert explain("semgrep", "python-sql-injection-django").kind == "sql-injection"
    assert explain("nobody", "\u202e<b>").kind == "other"


def test_two_engines_name_one_kind() -> None:
    assert kind_of("ruff", "S506") == kind_of("bandit", "B506") == "unsafe-deserialisation"
