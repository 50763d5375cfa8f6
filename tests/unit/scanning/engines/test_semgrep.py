"""Semgrep's engine: rules of our own, run on real sources; what it leaves out is said."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from services.scanning.analysis.kind import kind_of
from services.scanning.engines import rule_set
from services.scanning.engines.semgrep import Semgrep
from services.scanning.files.language import detect_language
from services.scanning.files.source_file import SourceFile
from tests.support.source_tree import write_tree

SAMPLES = Path(__file__).parents[3] / "rule_samples"
MARK = re.compile(r"\b(ruleid|ok): ([\w, -]+)")
CWE = re.compile(r"CWE-[1-9]\d*")
Place = tuple[str, int, str]


def marks(path: str, text: str) -> Iterator[tuple[str, Place]]:
    """What the comments above the lines expect: ``ruleid: a, b`` a finding of each, ``ok: a`` none."""
    lines = text.split("\n")
    for number, line in enumerate(lines, 1):
        for mark in MARK.finditer(line):
            below = number + 1
            while MARK.search(lines[below - 1]):
                below += 1
            for rule in mark[2].split(","):
                yield mark[1], (path, below, rule.strip())


@pytest.mark.parametrize("folder", rule_set.folders())
def test_each_rule_finds_its_samples_and_no_near_miss(folder: str, tmp_path: Path) -> None:
    prefix = ".github/workflows/" if folder == "workflow" else ""
    samples = {prefix + path.name: path for path in (SAMPLES / folder).iterdir()}
    files = write_tree(tmp_path, {path: sample.read_text() for path, sample in samples.items()})
    expected = [mark for path, sample in samples.items() for mark in marks(path, sample.read_text())]
    findings = Semgrep().check(tmp_path.resolve(), files, 120.0)
    found = {(path, issue.line, issue.rule) for path, issues in findings.items() for issue in issues}
    assert found == {place for mark, place in expected if mark == "ruleid"}
    counts = Counter((mark, rule) for mark, (_, _, rule) in expected)
    rules = {rule["id"] for rule in rule_set.rules_of(folder)}
    assert {rule for _, rule in counts} == rules
    assert [rule for rule in sorted(rules) if min(counts["ruleid", rule], counts["ok", rule]) < 2] == []


def test_rules_are_named_once_and_say_kind_cause_and_risk() -> None:
    rules = [rule for folder in rule_set.folders() for rule in rule_set.rules_of(folder)]
    assert [name for name, times in Counter(rule["id"] for rule in rules).items() if times > 1] == []
    for rule in rules:
        assert kind_of("semgrep", rule["id"]) == rule["metadata"]["kind"] != "other", rule["id"]
        assert CWE.fullmatch(rule["metadata"]["cwe"]), rule["id"]
        assert rule["severity"] in {"LOW", "MEDIUM", "HIGH", "CRITICAL"}, rule["id"]
        assert re.fullmatch(r".{10,200}\.", rule["message"].strip(), re.DOTALL), rule["id"]


def _file(root: Path, name: str, text: str) -> SourceFile:
    (root / name).write_text(text)
    language = detect_language(name, text.encode())
    assert language
    return SourceFile(name, language, len(text), "")


def test_a_file_that_it_cannot_read_hides_no_findings_of_others(tmp_path: Path) -> None:
    """A program that is cut, and code that nests deeper than any reader's stack."""
    fault = (
        "from flask import request\n\n\ndef f(cursor):\n"
        "    cursor.execute('SELECT * FROM t WHERE n = ' + request.args['n'])\n"
    )
    texts = {"cut.py": "def f(:\n  (((", "deep.py": "x = " + "(" * 50_000 + ")" * 50_000, "fault.py": fault}
    files = [_file(tmp_path, name, text) for name, text in texts.items()]
    findings = Semgrep().check(tmp_path.resolve(), files, 120.0)
    assert [issue.line for issue in findings["fault.py"]] == [5]
