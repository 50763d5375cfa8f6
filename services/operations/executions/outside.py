"""What a report changes of an execution's row. Nothing here reads or writes; who calls has locked the row.

- A start or any progress makes the row, an ending as well: reports may come in any order.
- The first ending stands. What comes later only gives a title or a kind to a run that had none.
- Progress is what the program said last. It may go back: some programs begin anew.
- What a report leaves out stays as it was.
"""

from __future__ import annotations

from services.identifier import new_id
from services.operations.executions.report import Finished, Heard, Progress, Started
from services.runs.execution import searched
from services.runs.execution_record import ExecutionRecord

KIND = "program"
"""Of a run that names none."""

ENDED = ("succeeded", "failed", "cancelled")


def new_row(heard: Heard, owner_id: str | None) -> ExecutionRecord:
    """Of an execution that was never heard of."""
    row = ExecutionRecord(
        id=new_id() + new_id(),
        kind=KIND,
        title=heard.report.execution_id,
        owner_id=owner_id,
        publisher=heard.copy.publisher,
        execution_id=heard.report.execution_id,
        channel=heard.copy.source,
        state="running",
        progress=0.0,
        stage="",
        message="",
        alert="none",
        false_positive=False,
        created_at=heard.at,
        started_at=heard.at,
        version=0,
        is_new=True,
        has_started=False,
        events_kept=0,
    )
    _search(row)
    return row


def take(row: ExecutionRecord, heard: Heard, patience_s: float) -> bool:
    """Move the row; whether the report is its first start, or the end that stands. ``patience_s`` is that of a run that
    names none; 0: for ever.
    """
    report = heard.report
    is_first_start = isinstance(report, Started) and not row.has_started
    if isinstance(report, Started):
        _start(row, report)
    row.version += 1
    row.is_told = False
    if row.state in ENDED:
        return is_first_start
    row.state = "running"
    row.heard_at = heard.at
    row.alert = report.alert or row.alert
    row.picture = report.picture or row.picture
    if isinstance(report, Finished):
        row.state = report.status
        row.finished_at = heard.at
        row.error = report.error
        row.silent_at = None
        row.progress = 1.0 if report.status == "succeeded" else row.progress
        return True
    if isinstance(report, Progress):
        row.progress = report.progress
        row.stage = row.stage if report.stage is None else report.stage
        row.message = row.message if report.message is None else report.message
    within_s = row.expect_within_s or patience_s
    row.silent_at = heard.at + within_s if within_s else None
    return is_first_start


def fall_silent(row: ExecutionRecord) -> None:
    """Nothing was heard of it for longer than it said; the next report takes that back."""
    row.state = "no_news"
    row.silent_at = None
    row.version += 1
    row.is_told = False


def _start(row: ExecutionRecord, report: Started) -> None:
    has_ended = row.state in ENDED
    if report.title and (not has_ended or row.title == row.execution_id):
        row.title = report.title
    if report.kind and (not has_ended or row.kind == KIND):
        row.kind = report.kind
    if report.expect_within_s is not None and not has_ended:
        row.expect_within_s = report.expect_within_s
    row.has_started = True
    _search(row)


def _search(row: ExecutionRecord) -> None:
    row.words = searched(f"{row.title} {row.execution_id}" if row.title != row.execution_id else row.title)
