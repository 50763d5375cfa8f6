"""A job: one piece of long work, its state and its row.

    queued ──► running ──► succeeded
      │  ▲        ├──────► failed
      │  └────────┤        (back to queued: only kinds that may start again)
      ├───────────┴──────► cancelled
      └──────────────────► failed       (what it needed was lost before it started)

The row decides, the event log follows: a job that has ended stays ``told = False`` until its last events are in the log and
its channel is closed, whoever crashes in between (`telling`).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

import msgspec
from sqlalchemy import Boolean, Float, Index, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from services.database import Base

State = Literal["queued", "running", "succeeded", "failed", "cancelled"]
LIVE: tuple[State, ...] = ("queued", "running")
ENDED: tuple[State, ...] = ("succeeded", "failed", "cancelled")
NEXT: dict[State, tuple[State, ...]] = {
    "queued": ("running", "failed", "cancelled"),
    "running": ("queued", "succeeded", "failed", "cancelled"),
    "succeeded": (),
    "failed": (),
    "cancelled": (),
}
"""The state machine. Every change is one conditional UPDATE from a state to one that follows it (`store`)."""


class JobRecord(Base):
    """The row. Times are Unix seconds. ``place`` is the data folder that the job belongs to, ``runner`` the run of the
    runner that claimed it.
    """

    __tablename__ = "jobs"
    __table_args__ = (Index("ix_jobs_place_state", "place", "state"), Index("ix_jobs_owner_id_state", "owner_id", "state"))

    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    kind: Mapped[str] = mapped_column(String(64))
    owner_id: Mapped[str] = mapped_column(String(64))
    channel: Mapped[str] = mapped_column(String(128))
    params: Mapped[str] = mapped_column(Text)
    state: Mapped[str] = mapped_column(String(16))
    reason: Mapped[str] = mapped_column(Text, default="")
    stage: Mapped[str] = mapped_column(String(64), default="")
    progress: Mapped[float] = mapped_column(Float, default=0.0)
    progress_message: Mapped[str] = mapped_column(Text, default="")
    result: Mapped[str | None] = mapped_column(Text)
    place: Mapped[str] = mapped_column(String(64))
    runner: Mapped[str] = mapped_column(String(64), default="")
    attempt: Mapped[int] = mapped_column(Integer, default=0)
    has_secret: Mapped[bool] = mapped_column(Boolean, default=False)
    cancel_requested: Mapped[bool] = mapped_column(Boolean, default=False)
    told: Mapped[bool] = mapped_column(Boolean, default=False)
    created_at: Mapped[float] = mapped_column(Float)
    started_at: Mapped[float | None] = mapped_column(Float)
    heartbeat_at: Mapped[float | None] = mapped_column(Float)
    finished_at: Mapped[float | None] = mapped_column(Float)


@dataclass(frozen=True, slots=True)
class Job:
    """A job as it was when it was read. ``reason`` says in one sentence why it failed or was cancelled, ``stage`` how far
    it had come.
    """

    id: str
    kind: str
    owner_id: str
    channel: str
    params: dict[str, Any]
    state: State
    reason: str
    stage: str
    progress: float
    progress_message: str
    result: dict[str, Any] | None
    attempt: int
    has_secret: bool
    cancel_requested: bool
    created_at: float
    started_at: float | None
    finished_at: float | None

    @property
    def is_live(self) -> bool:
        return self.state in LIVE


def job_of(row: JobRecord) -> Job:
    """The row as a value that outlives its session."""
    return Job(
        id=row.id,
        kind=row.kind,
        owner_id=row.owner_id,
        channel=row.channel,
        params=msgspec.json.decode(row.params),
        state=row.state,  # type: ignore[arg-type]
        reason=row.reason,
        stage=row.stage,
        progress=row.progress,
        progress_message=row.progress_message,
        result=None if row.result is None else msgspec.json.decode(row.result),
        attempt=row.attempt,
        has_secret=row.has_secret,
        cancel_requested=row.cancel_requested,
        created_at=row.created_at,
        started_at=row.started_at,
        finished_at=row.finished_at,
    )
