"""Reading runs: the statements behind lists, filters and look-ups."""

from __future__ import annotations

from sqlalchemy import ColumnElement, ScalarSelect, Select, and_, func, select
from sqlalchemy.orm import aliased

from services.jobs.job import ENDED
from services.runs.record import RunRecord

NEWEST_FIRST = (RunRecord.created_at.desc(), RunRecord.id.desc())


def runs() -> Select[RunRecord, str | None]:
    """Every run with the id of the one before it in its series."""
    return select(RunRecord, _previous())


def filtered(kind: str, owner_id: str | None, query: str | None, status: str | None) -> list[ColumnElement[bool]]:
    """Conditions for a list. ``query`` is looked for as text, in capitals or not."""
    conditions: list[ColumnElement[bool]] = [RunRecord.kind == kind]
    if owner_id is not None:
        conditions.append(RunRecord.owner_id == owner_id)
    if status is not None:
        conditions.append(RunRecord.state == status)
    if query:
        conditions.append(RunRecord.words.contains(query.lower(), autoescape=True))
    return conditions


def ended(kind: str, owner_id: str) -> Select[str]:
    """The ids of a user's ended runs, newest first."""
    own = (RunRecord.kind == kind, RunRecord.owner_id == owner_id, RunRecord.state.in_(ENDED))
    return select(RunRecord.id).where(*own).order_by(*NEWEST_FIRST)


def succeeded(kind: str, owner_id: str, subject: str, series: str) -> Select[str]:
    """The ids of a series' runs that succeeded, newest first."""
    same = (RunRecord.kind == kind, RunRecord.owner_id == owner_id, RunRecord.subject == subject)
    done = (RunRecord.series == series, RunRecord.state == "succeeded")
    return select(RunRecord.id).where(*same, *done).order_by(*NEWEST_FIRST)


def expired(kind: str, before: float) -> Select[str]:
    """The ids of runs that ended before that time, the oldest first."""
    ended_at = func.coalesce(RunRecord.finished_at, RunRecord.created_at)
    old = (RunRecord.kind == kind, RunRecord.state.in_(ENDED), ended_at < before)
    return select(RunRecord.id).where(*old).order_by(ended_at)


def _previous() -> ScalarSelect[str]:
    """The newest earlier run of the same series that succeeded."""
    before = aliased(RunRecord)
    same = and_(
        before.kind == RunRecord.kind,
        before.subject == RunRecord.subject,
        before.created_at < RunRecord.created_at,
        before.owner_id == RunRecord.owner_id,
        before.series == RunRecord.series,
        before.state == "succeeded",
    )
    newest = select(before.id).where(same).order_by(before.created_at.desc(), before.id.desc()).limit(1)
    return newest.correlate(RunRecord).scalar_subquery()
