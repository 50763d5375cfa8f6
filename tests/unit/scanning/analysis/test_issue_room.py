"""The room for issues: the worst stay, severe ones find room behind a flood, and no text is larger than its share."""

from __future__ import annotations

import msgspec
import pytest

from services.scanning.analysis.issue import MAX_MESSAGE_CHARS, Issue, bounded
from services.scanning.analysis.issue_room import FILE_BYTES, SCAN_BYTES, IssueRoom, export_bytes
from services.scanning.files.source_file import SourceFile
from services.scanning.report.html import to_html
from services.scanning.report.json import to_json
from services.scanning.report.markdown import to_markdown
from services.scanning.report.sarif import to_sarif
from tests.support.report import issue, report

LARGEST_EXPORT_BYTES = 32 * 2**20


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


@pytest.mark.parametrize(
    ("character", "path"), [("a", "a.py"), ("<", "%/" * 400), ("\U000e0041", "\x02" * 200), ("𝒳", "é.py")]
)
def test_the_largest_exports_have_a_bounded_size(character: str, path: str) -> None:
    """Whatever a scan finds, with every limit on the number of issues far away."""
    room = IssueRoom(10**6, 10**6)
    text = character * MAX_MESSAGE_CHARS
    found = [bounded(issue(line, rule=text, message=text, severity="critical")) for line in range(2800)]
    paths = [f"{number}{path}" for number in range(11)]
    kept = {name: room.keep(name, found).issues for name in paths}
    assert sum(export_bytes(name, one) for name in paths for one in kept[name]) <= SCAN_BYTES
    assert max(len(msgspec.json.encode(issues)) for issues in kept.values()) <= FILE_BYTES
    files = [SourceFile(name, "python", 1, "d" * 64) for name in paths]
    prints = {name: ["f" * 16] * len(kept[name]) for name in paths}
    whole = report(files=files, issues_by_file=kept, fingerprints=prints)
    for export in (to_json(whole), to_sarif(whole), to_html(whole).encode(), to_markdown(whole).encode()):
        assert len(export) <= LARGEST_EXPORT_BYTES


def test_an_engine_that_quotes_a_file_is_cut_short() -> None:
    cut = bounded(Issue(1, 1, "r" * 10**6, "low", "m" * 10**6, "ruff"))
    assert (len(cut.rule), len(cut.message), cut.message[-1]) == (100, MAX_MESSAGE_CHARS, "…")
