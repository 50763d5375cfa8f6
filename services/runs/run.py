"""A run as it was when it was read: one piece of work that somebody started and watches."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from services.jobs.job import LIVE, State
from services.jobs.job_record import readable_object
from services.runs.kind import RunKind
from services.runs.record import RunRecord

STATES: tuple[State, ...] = ("queued", "running", "succeeded", "failed", "cancelled")


@dataclass(frozen=True, slots=True)
class Run:
    """``owner_id`` is the user whose run it is; ``previous_id`` the run before it of the same series that succeeded."""

    id: str
    kind: RunKind
    owner_id: str
    title: str
    subject: str
    series: str
    words: str
    request: dict[str, Any]
    has_secret: bool
    state: State
    stage: str
    progress: float
    message: str
    error: str | None
    facts: dict[str, Any]
    created_at: float
    started_at: float | None
    finished_at: float | None
    previous_id: str | None

    @property
    def status(self) -> State:
        """What the wire calls the state."""
        return self.state

    @property
    def is_live(self) -> bool:
        return self.state in LIVE

    @property
    def channel(self) -> str:
        return self.kind.channel(self.id)

    def as_dict(self) -> dict[str, Any]:
        """For JSON; whose it is stays out."""
        return {
            self.kind.id_name: self.id,
            "title": self.title,
            "status": self.state,
            "stage": self.stage,
            "progress": self.progress,
            "message": self.message,
            "error": self.error,
            "created_at": self.created_at,
            "started_at": self.started_at,
            "finished_at": self.finished_at,
            "previous_id": self.previous_id,
            "facts": self.facts,
        }


def run_of(kind: RunKind, row: RunRecord, previous_id: str | None) -> Run:
    """The row as a value that outlives its session."""
    return Run(
        id=row.id,
        kind=kind,
        owner_id=row.owner_id,
        title=row.title,
        subject=row.subject,
        series=row.series,
        words=row.words,
        request=readable_object(row.request) or {},
        has_secret=row.has_secret,
        state=row.state,  # type: ignore[arg-type]
        stage=row.stage or kind.first_stage,
        progress=row.progress,
        message=row.message,
        error=row.error,
        facts=readable_object(row.facts) or {},
        created_at=row.created_at,
        started_at=row.started_at,
        finished_at=row.finished_at,
        previous_id=previous_id,
    )
