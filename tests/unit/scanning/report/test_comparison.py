"""Comparison: what is new, fixed and still there, even if lines and files have moved in between."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.scanning.analysis.fingerprint import fingerprints
from services.scanning.analysis.issue import Issue
from services.scanning.analysis.sketch import SIZE, likeness, sketch, sketches
from services.scanning.files.source_file import SourceFile
from services.scanning.report.comparison import compare, compare_open
from services.scanning.report.report import Report
from services.scanning.triage.verdict import Verdict, numbered
from tests.support.report import issue, report

BAD = "danger()"


def scanned(root: Path, contents: dict[str, str]) -> Report:
    """Return a report that has an issue for every line with ``danger()``."""
    found: dict[str, list[Issue]] = {}
    for path, text in contents.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text)
        issues = [
            issue(number, column=line.index(BAD) + 1) for number, line in enumerate(text.splitlines(), 1) if BAD in line
        ]
        if issues:
            found[path] = issues
    files = [SourceFile(path, "python", len(text), f"digest of {text!r}") for path, text in contents.items()]
    return report(
        files=files, issues_by_file=found, fingerprints=fingerprints(root, found), sketches=sketches(root, found)
    )


def places(found: list[dict[str, Any]]) -> list[tuple[str, int]]:
    return sorted((item["path"], item["line"]) for item in found)


def result(tmp_path: Path, before: dict[str, str], after: dict[str, str]) -> dict[str, list[tuple[str, int]]]:
    comparison = compare(scanned(tmp_path / "before", before), scanned(tmp_path / "after", after))
    return {kind: places(found) for kind, found in comparison.items()}


def test_the_same_is_unchanged(tmp_path: Path) -> None:
    tree = {"a.py": f"x = 1\n{BAD}\n"}
    assert result(tmp_path, tree, tree) == {"new": [], "fixed": [], "unchanged": [("a.py", 2)]}


def test_moved_and_reindented_lines_are_unchanged(tmp_path: Path) -> None:
    before, after = {"a.py": f"{BAD}\n"}, {"a.py": f"# new\n\nif x:\n    {BAD}\n"}
    assert result(tmp_path, before, after) == {"new": [], "fixed": [], "unchanged": [("a.py", 4)]}


def test_one_more_of_the_same_is_one_new(tmp_path: Path) -> None:
    before, after = {"a.py": f"{BAD}\n"}, {"a.py": f"{BAD}\ny = 2\n{BAD}\n"}
    assert result(tmp_path, before, after) == {"new": [("a.py", 3)], "fixed": [], "unchanged": [("a.py", 1)]}


def test_one_less_of_the_same_is_one_fixed(tmp_path: Path) -> None:
    before, after = {"a.py": f"{BAD}\ny = 2\n{BAD}\n"}, {"a.py": f"y = 2\n{BAD}\n"}
    assert result(tmp_path, before, after) == {"new": [], "fixed": [("a.py", 3)], "unchanged": [("a.py", 2)]}


def test_the_same_line_in_another_file_is_new(tmp_path: Path) -> None:
    before, after = {"a.py": f"{BAD}\n"}, {"a.py": "\n", "b.py": f"{BAD} # b\n"}
    assert result(tmp_path, before, after) == {"new": [("b.py", 1)], "fixed": [("a.py", 1)], "unchanged": []}


def test_a_renamed_file_keeps_its_issues(tmp_path: Path) -> None:
    before, after = {"old/a.py": f"x\n{BAD}\n"}, {"new/b.py": f"x\n{BAD}\n"}
    assert result(tmp_path, before, after) == {"new": [], "fixed": [], "unchanged": [("new/b.py", 2)]}


def test_a_copied_file_is_new(tmp_path: Path) -> None:
    before, after = {"a.py": f"{BAD}\n"}, {"a.py": f"{BAD}\n", "b.py": f"{BAD}\n"}
    assert result(tmp_path, before, after) == {"new": [("b.py", 1)], "fixed": [], "unchanged": [("a.py", 1)]}


def code(lines: int, name: str = "value") -> str:
    return "".join(f"{name}_{number} = {number}\n" for number in range(lines))


@pytest.mark.parametrize("lines", [3, 40, 3000])
def test_a_file_that_is_renamed_and_edited_keeps_its_issues(tmp_path: Path, lines: int) -> None:
    text = f"{code(lines)}{BAD}\n"
    before, after = {"src/utils.py": text}, {"lib/utilities.py": f"# moved\n{text}# one more comment\n"}
    assert result(tmp_path, before, after) == {
        "new": [],
        "fixed": [],
        "unchanged": [("lib/utilities.py", lines + 2)],
    }


def test_a_moved_folder_keeps_its_issues_file_by_file(tmp_path: Path) -> None:
    licence = "".join(f"# licence, line {number}\n" for number in range(20))
    texts = [f"{licence}{code(60, f'part_{number}')}{BAD}\n" for number in range(60)]
    before = {f"old/{number}.py": text for number, text in enumerate(texts)}
    after = {f"new/deep/{number}.py": f"import os\n{text}" for number, text in enumerate(texts)}
    assert len(result(tmp_path, before, after)["unchanged"]) == 60


def test_another_file_in_its_place_is_no_rename(tmp_path: Path) -> None:
    before, after = {"a.py": f"{code(40)}{BAD}\n"}, {"b.py": f"{code(40, 'other')}{BAD}\n"}
    assert result(tmp_path, before, after) == {"new": [("b.py", 41)], "fixed": [("a.py", 41)], "unchanged": []}


def test_of_two_files_alike_the_one_with_the_same_name_is_the_renamed_one(tmp_path: Path) -> None:
    text = f"{code(20)}{BAD}\n"
    before = {"old/app.py": text}
    after = {"a/copy.py": f"{text}# 1\n", "new/app.py": f"{text}# 2\n"}
    found = result(tmp_path, before, after)
    assert (found["unchanged"], found["new"]) == ([("new/app.py", 21)], [("a/copy.py", 21)])


def test_likeness_is_about_the_share_of_common_lines() -> None:
    half = sketch(code(2 * SIZE) + code(2 * SIZE, "more"))
    assert likeness(half, half) == 1
    assert 0.25 <= likeness(half, sketch(code(2 * SIZE))) <= 0.75
    assert likeness(half, sketch(code(9, "nothing"))) == likeness("", "") == 0


def test_the_worst_come_first() -> None:
    found = [issue(1, severity="low"), issue(2, severity="critical"), issue(3, severity="medium")]
    comparison = compare(report(issues_by_file={}), report(issues_by_file={"a.py": found}))
    assert [item["severity"] for item in comparison["new"]] == ["critical", "medium", "low"]


def test_reports_without_fingerprints_are_compared_by_message() -> None:
    before = report(issues_by_file={"a.py": [issue(1, message="x"), issue(2, message="y")]}, fingerprints={})
    after = report(issues_by_file={"a.py": [issue(9, message="x")]}, fingerprints={})
    comparison = compare(before, after)
    assert [places(comparison[kind]) for kind in ("new", "fixed", "unchanged")] == [[], [("a.py", 2)], [("a.py", 9)]]


def judged(report: Report, *states: str) -> Report:
    """With a verdict about each issue of ``a.py``, in order."""
    known = zip(numbered(report.fingerprints["a.py"]), states, strict=True)
    report.verdicts = {"a.py": {fingerprint: Verdict(state) for fingerprint, state in known}}  # type: ignore[arg-type]
    return report


def test_what_people_closed_is_neither_new_nor_still_there(tmp_path: Path) -> None:
    before = scanned(tmp_path / "before", {"a.py": f"{BAD}  # 1\n"})
    after = scanned(tmp_path / "after", {"a.py": "".join(f"{BAD}  # {number}\n" for number in range(5))})
    judged(after, "accepted", "accepted", "false_positive", "open", "open")
    found = compare_open(before, after)
    assert (places(found["new"]), found["unchanged"], found["fixed"]) == ([("a.py", 4), ("a.py", 5)], [], [])
    assert found["closed"] == {"new": 2, "fixed": 0, "unchanged": 1}
    everything = compare(before, after)
    assert (len(everything["new"]), len(everything["unchanged"])) == (4, 1)


def test_one_more_of_an_accepted_issue_is_new(tmp_path: Path) -> None:
    before, after = (scanned(tmp_path / str(count), {"a.py": f"{BAD}\n" * count}) for count in (1, 2))
    judged(before, "accepted")
    judged(after, "accepted", "open")
    found = compare_open(before, after)
    assert (places(found["new"]), found["unchanged"]) == ([("a.py", 2)], [])


def test_an_accepted_issue_that_is_gone_is_fixed_and_a_false_positive_is_not(tmp_path: Path) -> None:
    before = scanned(tmp_path / "before", {"a.py": "".join(f"{BAD}  # {number}\n" for number in range(3))})
    after = scanned(tmp_path / "after", {"a.py": "pass\n"})
    found = compare_open(judged(before, "accepted", "false_positive", "open"), after)
    assert (places(found["fixed"]), found["closed"]["fixed"]) == ([("a.py", 1), ("a.py", 3)], 1)


texts = st.lists(st.sampled_from([BAD, f"{BAD}  # 2", "x = 1", "y = 2", ""]), max_size=8).map("\n".join)
trees = st.dictionaries(st.sampled_from(["a.py", "b.py", "c/d.py"]), texts, max_size=3)


@given(before=trees, after=trees)
def test_every_issue_is_told_exactly_once(tmp_path_factory: Any, before: dict[str, str], after: dict[str, str]) -> None:
    root = tmp_path_factory.mktemp("trees")
    old, new = scanned(root / "before", before), scanned(root / "after", after)
    comparison = compare(old, new)
    told_after = places(comparison["new"] + comparison["unchanged"])
    assert told_after == sorted((path, found.line) for path, found in new.issues())
    assert len(comparison["fixed"]) + len(comparison["unchanged"]) == len(list(old.issues()))
    backwards = compare(new, old)
    assert len(backwards["new"]) == len(comparison["fixed"])
    assert len(backwards["fixed"]) == len(comparison["new"])
    assert places(compare(new, new)["unchanged"]) == told_after


@given(
    tree=trees,
    above=st.lists(st.sampled_from(["x", "", "# comment"]), max_size=5),
    indent=st.sampled_from(["", "  ", "\t"]),
)
def test_moving_all_lines_changes_nothing(
    tmp_path_factory: Any, tree: dict[str, str], above: list[str], indent: str
) -> None:
    root = tmp_path_factory.mktemp("trees")
    moved = {path: "\n".join(above + [indent + line for line in text.split("\n")]) for path, text in tree.items()}
    comparison = compare(scanned(root / "before", tree), scanned(root / "after", moved))
    assert comparison["new"] == comparison["fixed"] == []
