"""Verdicts under new names: what files were called before, over several scans, and which verdict then holds."""

from __future__ import annotations

import pytest

from services.scanning.analysis.sketch import sketch
from services.scanning.files.source_file import SourceFile
from services.scanning.report.lineage import MAX_FORMER, former_paths
from services.scanning.report.report import Report
from services.scanning.triage.triage import under_new_names
from services.scanning.triage.verdict import Triaged, Verdict
from tests.support.report import report

TEXT = "".join(f"line {number}\n" for number in range(20))


def scanned(**texts: str) -> Report:
    files = [SourceFile(path, "python", len(text), f"digest of {text!r}") for path, text in texts.items()]
    return report(files=files, sketches={path: sketch(text) for path, text in texts.items()})


def verdict(path: str, note: str = "") -> Triaged:
    return Triaged(path=path, fingerprint="f1", verdict=Verdict("accepted", note=note, by="ada", at=1.0))


def test_a_renamed_file_with_one_changed_line_is_known_by_its_earlier_name() -> None:
    assert former_paths(scanned(a=TEXT), {}, scanned(b=TEXT + "# more\n")) == {"b": ["a"]}


def test_a_copy_and_another_file_have_no_earlier_name() -> None:
    assert former_paths(scanned(a=TEXT), {}, scanned(a=TEXT, b=TEXT)) == {}
    assert former_paths(scanned(a=TEXT), {}, scanned(b="another\n")) == {}


def test_names_add_up_and_only_the_latest_are_kept() -> None:
    known: dict[str, list[str]] = {}
    for number in range(MAX_FORMER + 2):
        known = former_paths(scanned(**{f"a{number}": TEXT}), known, scanned(**{f"a{number + 1}": TEXT}))
    last = MAX_FORMER + 2
    assert known == {f"a{last}": [f"a{number}" for number in range(last - 1, last - 1 - MAX_FORMER, -1)]}


def test_a_file_that_keeps_its_name_keeps_its_earlier_ones() -> None:
    assert former_paths(scanned(b=TEXT), {"b": ["a"]}, scanned(b=TEXT)) == {"b": ["a"]}


def test_a_name_that_is_in_use_again_is_no_files_earlier_one() -> None:
    assert former_paths(scanned(b=TEXT), {"b": ["a"]}, scanned(b=TEXT, a="new\n")) == {}


def test_a_verdict_holds_under_the_new_name() -> None:
    assert under_new_names([verdict("a"), verdict("c")], {"b": ["a"]}) == [verdict("b"), verdict("c")]


@pytest.mark.parametrize("paths", [("c", "b", "a"), ("a", "b", "c")])
def test_the_verdict_about_the_latest_name_holds(paths: tuple[str, ...]) -> None:
    kept = [verdict(path, note=f"about {path}") for path in paths]
    assert under_new_names(kept, {"c": ["b", "a"]}) == [verdict("c", "about c")]
    assert under_new_names([one for one in kept if one.path != "c"], {"c": ["b", "a"]}) == [verdict("c", "about b")]
