"""A job's row in the database."""

from __future__ import annotations

from typing import Any

import msgspec
from sqlalchemy import Boolean, Float, Index, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from services.database.database import Base
from services.jobs.job import Job


class JobRecord(Base):
    """The row. Times are Unix seconds. ``place`` is the data folder that the job belongs to;
    ``runner`` is the id of the runner that claimed it.
    """

    __tablename__ = "jobs"
    __table_args__ = (
        Index("ix_jobs_queue", "place", "state", "owner_id", "created_at", "id"),
        Index("ix_jobs_owner_id_state", "owner_id", "state"),
    )

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
    request_id: Mapped[str | None] = mapped_column(String(64))
    traceparent: Mapped[str | None] = mapped_column(String(64))


def storable(text: str) -> str:
    """Text that every database takes: what a child says may hold NUL, and what a path says half a character."""
    return text.encode("utf-8", "replace").decode().replace("\0", "\N{REPLACEMENT CHARACTER}")


def readable_object(text: str | None) -> dict[str, Any] | None:
    """The JSON object in a row; None if there is none, or if something else stands there."""
    try:
        values = msgspec.json.decode(text or "null")
    except (msgspec.MsgspecError, RecursionError):
        return None
    return values if isinstance(values, dict) else None


def job_of(row: JobRecord) -> Job:
    """The row as a value that outlives its session."""
    return Job(
        id=row.id,
        kind=row.kind,
        owner_id=row.owner_id,
        channel=row.channel,
        params=readable_object(row.params) or {},
        state=row.state,  # type: ignore[arg-type]
        reason=row.reason,
        stage=row.stage,
        progress=row.progress,
        progress_message=row.progress_message,
        result=readable_object(row.result),
        attempt=row.attempt,
        has_secret=row.has_secret,
        cancel_requested=row.cancel_requested,
        created_at=row.created_at,
        started_at=row.started_at,
        finished_at=row.finished_at,
        request_id=row.request_id or "",
        traceparent=row.traceparent or "",
    )
