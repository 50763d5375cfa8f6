"""The room for issues: the worst stay, severe ones find room behind a flood, and no text is larger than its share."""

from __future__ import annotations

import pytest

from services.scanning.analysis.issue import MAX_MESSAGE_CHARS, Issue, bounded
from services.scanning.analysis.issue_room import FILE_BYTES, SCAN_BYTES, IssueRoom, export_bytes
from services.scanning.files.source_file import SourceFile
from services.scanning.report.html import to_html
from services.scanning.report.json import to_json
from services.scanning.report.markdown import to_markdown
from services.scanning.report.sarif import to_sarif
from tests.support.report import issue, report

FIXED_BYTES = 32 * 1024
"""Of an export without issues: style sheet, rules, the file's own entry."""


def test_everything_that_fits_is_kept_by_line() -> None:
    found = [issue(line) for line in range(1, 101)]
    assert IssueRoom(100, 1000).keep("a.py", found) == (found, 0)


def test_the_worst_of_a_file_stay() -> None:
    found = [issue(line, severity="low") for line in range(1, 100)] + [issue(200, severity="critical")]
    kept = IssueRoom(10, 1000).keep("a.py", found)
    assert [one.line for one in kept.issues] == [*range(1, 10), 200]
    assert kept.not_kept == 90


def test_a_flood_of_minor_issues_leaves_room_for_severe_ones() -> None:
    room = IssueRoom(1000, 100)
    assert len(room.keep("a.py", [issue(line, severity="medium") for line in range(1000)]).issues) == 75
    assert len(room.keep("b.py", [issue(line, severity="high") for line in range(1000)]).issues) == 25
    assert room.keep("c.py", [issue(1, severity="critical")]) == ([], 1)


@pytest.mark.parametrize("character", ["a", "<", '"', "\x01", "\\", "é", "𝒳", "\U000e0041"])
@pytest.mark.parametrize("path", ["a.py", "%/" * 400, "\x02" * 200, "é.py"])
def test_no_export_takes_more_for_an_issue_than_the_room_counts(character: str, path: str) -> None:
    text = character * MAX_MESSAGE_CHARS
    found = [bounded(issue(line, rule=text, message=text, severity="critical")) for line in range(50)]
    files = [SourceFile(path, "python", 1, "d" * 64)]
    whole = report(files=files, issues_by_file={path: found}, fingerprints={path: ["f" * 16] * 50})
    counted = sum(export_bytes(path, one) for one in found)
    for export in (to_json(whole), to_sarif(whole), to_html(whole).encode(), to_markdown(whole).encode()):
        assert len(export) <= counted + FIXED_BYTES


def test_a_scan_has_room_for_so_many_bytes_and_a_file_for_a_part_of_them() -> None:
    room = IssueRoom(10**6, 10**6)
    kept = [room.keep(f"{number:02}.py", [issue(line) for line in range(4000)]).issues for number in range(12)]
    assert max(map(len, kept)) < 4000
    assert FILE_BYTES < sum(export_bytes("10.py", one) for issues in kept for one in issues) <= SCAN_BYTES


def test_an_engine_that_quotes_a_file_is_cut_short() -> None:
    cut = bounded(Issue(1, 1, "r" * 10**6, "low", "m" * 10**6, "ruff"))
    assert (len(cut.rule), len(cut.message), cut.message[-1]) == (100, MAX_MESSAGE_CHARS, "…")
