"""Tallies of executions: how many there are now, and how those that ended lately did."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from services.runs.execution import ExecutionState
from services.runs.execution_record import ExecutionRecord

UNFINISHED: tuple[ExecutionState, ...] = ("queued", "running", "no_news")
MOST_ENDINGS = 10_000


@dataclass(frozen=True, slots=True)
class Ended:
    """Executions that ended in some time. ``durations_s`` are those of the newest 10,000, sorted."""

    succeeded: int
    failed: int
    cancelled: int
    durations_s: list[float]

    @property
    def success_percent(self) -> float | None:
        """Of those that were not cancelled; None if there was none."""
        told = self.succeeded + self.failed
        return 100 * self.succeeded / told if told else None

    def duration_s(self, share: float) -> float | None:
        """How long that ``share`` of them took at most."""
        count = len(self.durations_s)
        return self.durations_s[min(count - 1, int(share * count))] if count else None


def executions_now(session: Session, owner_id: str | None = None) -> dict[str, int]:
    """How many are queued, running or silent."""
    live: list[ColumnElement[bool]] = [ExecutionRecord.state.in_(UNFINISHED)]
    if owner_id is not None:
        live.append(ExecutionRecord.owner_id == owner_id)
    counts = select(ExecutionRecord.state, func.count()).where(*live).group_by(ExecutionRecord.state)
    return dict.fromkeys(UNFINISHED, 0) | dict(session.execute(counts).all())


def executions_ended(session: Session, since: float, owner_id: str | None = None) -> Ended:
    """Those that ended after a time (Unix seconds), but for false positives."""
    within: list[ColumnElement[bool]] = [ExecutionRecord.finished_at > since, ExecutionRecord.false_positive.is_(False)]
    if owner_id is not None:
        within.append(ExecutionRecord.owner_id == owner_id)
    counts = select(ExecutionRecord.state, func.count()).where(*within).group_by(ExecutionRecord.state)
    found = dict(session.execute(counts).all())
    seconds = ExecutionRecord.finished_at - func.coalesce(ExecutionRecord.started_at, ExecutionRecord.created_at)
    newest = select(seconds).where(*within).order_by(ExecutionRecord.finished_at.desc()).limit(MOST_ENDINGS)
    return Ended(
        found.get("succeeded", 0),
        found.get("failed", 0),
        found.get("cancelled", 0),
        sorted(max(0.0, value or 0.0) for value in session.scalars(newest)),
    )


@dataclass(frozen=True, slots=True)
class Ending:
    """When one ended, how, and how long it had taken."""

    at: float
    state: str
    seconds: float


def latest_endings(session: Session, since: float, owner_id: str | None = None) -> list[Ending]:
    """The newest 10,000 that ended after a time, but for false positives; the oldest first."""
    within: list[ColumnElement[bool]] = [ExecutionRecord.finished_at > since, ExecutionRecord.false_positive.is_(False)]
    if owner_id is not None:
        within.append(ExecutionRecord.owner_id == owner_id)
    seconds = ExecutionRecord.finished_at - func.coalesce(ExecutionRecord.started_at, ExecutionRecord.created_at)
    newest = select(ExecutionRecord.finished_at, ExecutionRecord.state, seconds).where(*within)
    newest = newest.order_by(ExecutionRecord.finished_at.desc()).limit(MOST_ENDINGS)
    rows = reversed(session.execute(newest).all())
    return [Ending(at or 0.0, state, max(0.0, took or 0.0)) for at, state, took in rows]
