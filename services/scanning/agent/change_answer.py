"""Answers about what changed between two analyses of a repository."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from services.answering.markdown import code, counted, prose, table
from services.answering.sentences import more
from services.scanning.agent.issue_answer import ROWS, place
from services.scanning.agent.query import Query
from services.scanning.report.comparison import compare_open
from services.scanning.report.report import Report


def changes(before: Report, after: Report, query: Query) -> Iterator[str]:
    found = compare_open(before, after)
    new, fixed, unchanged = found["new"], found["fixed"], found["unchanged"]
    if not new and not fixed:
        yield f"No issue is new and none is fixed; {counted(len(unchanged), 'issue')} stayed."
    else:
        yield f"{len(new):,} new, {len(fixed):,} fixed, {len(unchanged):,} unchanged."
    if closed := sum(found["closed"].values()):
        yield f"Left out: {counted(closed, 'issue')} that people accepted or marked as a false positive."
    most = query.most or ROWS
    if new:
        yield "New:"
        yield _table(after.scan_id, new[:most])
        yield from more(len(new), most, "new issue")
    if fixed:
        yield "Fixed:"
        yield _table(before.scan_id, fixed[:most])
        yield from more(len(fixed), most, "fixed issue")
    yield from _files(before, after)


def _table(scan_id: str, issues: list[dict[str, Any]]) -> str:
    rows = [
        (one["severity"], place(scan_id, one["path"], one["line"]), code(one["rule"]), prose(one["message"]))
        for one in issues
    ]
    return table(("Severity", "Place", "Rule", "Message"), rows)


def _files(before: Report, after: Report) -> Iterator[str]:
    old, now = {file.path: file.digest for file in before.files}, {file.path: file.digest for file in after.files}
    came, gone = len(now.keys() - old.keys()), len(old.keys() - now.keys())
    edited = sum(now[path] != old[path] for path in now.keys() & old.keys())
    yield f"Files: {came:,} added, {gone:,} removed, {edited:,} edited."
