"""Reading scans: rows joined with the jobs that they live by, for lists, filters and single look-ups."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import aliased

from services.jobs.job_record import JobRecord
from services.scanning.scan_record import ScanRecord

_Rows = Select[ScanRecord, JobRecord | None, str | None]

status_now = func.coalesce(ScanRecord.state, JobRecord.state, "failed")


def scans() -> _Rows:
    """Every scan with its job, if there still is one, and the id of the analysis of the same repository before it."""
    return select(ScanRecord, JobRecord, _previous()).outerjoin(JobRecord, JobRecord.id == ScanRecord.scan_id)


def unsettled() -> Select[ScanRecord, JobRecord | None]:
    """Scans without a state of their own whose job has ended or is gone."""
    return (
        select(ScanRecord, JobRecord)
        .outerjoin(JobRecord, JobRecord.id == ScanRecord.scan_id)
        .where(ScanRecord.state.is_(None), or_(JobRecord.id.is_(None), JobRecord.state.not_in(("queued", "running"))))
    )


def filtered(owner_id: str | None, query: str | None, status: str | None) -> list[ColumnElement[bool]]:
    """Conditions for a list. ``query`` is looked for in owner, name and address, as text."""
    conditions: list[ColumnElement[bool]] = []
    if owner_id is not None:
        conditions.append(ScanRecord.owner_id == owner_id)
    if status is not None:
        conditions.append(status_now == status)
    if query:
        name = ScanRecord.owner + "/" + ScanRecord.repo_name
        conditions.append(or_(*(_holds(column, query) for column in (name, ScanRecord.url))))
    return conditions


def count(conditions: Sequence[ColumnElement[bool]]) -> Select[int]:
    joined = select(func.count()).select_from(ScanRecord).outerjoin(JobRecord, JobRecord.id == ScanRecord.scan_id)
    return joined.where(*conditions)


def _holds(column: Any, text: str) -> ColumnElement[bool]:
    found: ColumnElement[bool] = func.lower(column).contains(text.lower(), autoescape=True)
    return found


def _previous() -> Any:
    """The newest earlier scan of the same owner and repository that has a report."""
    before, job = aliased(ScanRecord), aliased(JobRecord)
    same = and_(
        before.owner_id == ScanRecord.owner_id,
        before.owner == ScanRecord.owner,
        before.repo_name == ScanRecord.repo_name,
        before.url == ScanRecord.url,
        before.created_at < ScanRecord.created_at,
        func.coalesce(before.state, job.state) == "succeeded",
    )
    newest = select(before.scan_id).outerjoin(job, job.id == before.scan_id).where(same)
    return newest.order_by(before.created_at.desc()).limit(1).correlate(ScanRecord).scalar_subquery()
