"""Which executions of outside programs are kept. Those of the faces go when their runs do."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence

from sqlalchemy import Select, delete, func, select

from services.database.database import Database
from services.operations.executions.record import ExecutionEventRecord
from services.runs.execution_record import ExecutionRecord

DAY_S = 86_400
_AT_ONCE = 1000
_BUDGET_S = 10.0
_REPORTED_AND_ENDED = (ExecutionRecord.publisher.is_not(None), ExecutionRecord.finished_at.is_not(None))
"""As the index says it that counts them."""
_OLDEST_FIRST = (ExecutionRecord.created_at, ExecutionRecord.id)


def forget_old_executions(
    database: Database, kept: int, silent_days: float, now: Callable[[], float] = time.time
) -> None:
    """Delete ended ones beyond the ``kept`` newest, and those of which nothing was heard for so many days (0: none).

    For some seconds at a time: what is left then goes the next time.
    """
    deadline = time.monotonic() + _BUDGET_S
    with database.session() as session:
        surplus = (session.scalar(select(func.count()).where(*_REPORTED_AND_ENDED)) or 0) - kept
    oldest = select(ExecutionRecord.id).where(*_REPORTED_AND_ENDED).order_by(*_OLDEST_FIRST)
    while surplus > 0 and time.monotonic() < deadline:
        surplus -= _forget(database, oldest.limit(min(surplus, _AT_ONCE))) or surplus
    last_heard = func.coalesce(ExecutionRecord.heard_at, ExecutionRecord.created_at)
    silent = (
        ExecutionRecord.state == "no_news",
        ExecutionRecord.created_at < now() - silent_days * DAY_S,  # which the index of the states knows
        last_heard < now() - silent_days * DAY_S,
    )
    while silent_days and time.monotonic() < deadline:
        if _forget(database, select(ExecutionRecord.id).where(*silent).limit(_AT_ONCE)) < _AT_ONCE:
            return


def _forget(database: Database, which: Select[str]) -> int:
    """How many there were."""
    with database.session() as session:
        ids: Sequence[str] = session.scalars(which.with_for_update()).all()  # no report comes between
        session.execute(delete(ExecutionEventRecord).where(ExecutionEventRecord.execution.in_(ids)))
        session.execute(delete(ExecutionRecord).where(ExecutionRecord.id.in_(ids)))
    return len(ids)
