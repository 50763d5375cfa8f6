"""An execution's row: any run of any face, or of an outside program, as a dashboard shows it.

One narrow table for all of them, so that a list over a million needs no joins. Whoever moves a run moves its execution
in the same transaction (`services.runs.execution`).
"""

from __future__ import annotations

from sqlalchemy import Boolean, Float, Index, Integer, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from services.database.any_text import AnyText
from services.database.database import Base

_REPORTED_AND_ENDED = text("publisher IS NOT NULL AND finished_at IS NOT NULL")
_REPORTED_AND_LIVE = text("publisher IS NOT NULL AND finished_at IS NULL")
UNTOLD = text("NOT is_told")
"""In these very words: SQLite looks into the index of the few only if a statement has them."""


class ExecutionRecord(Base):
    """Times are Unix seconds. A face's run has the run's own id. ``words``, in lower case, is what a search looks
    through. ``channel`` is where its events are.

    ``publisher`` is the user or the service token that reports an outside program's run, under its own
    ``execution_id``; both are None for ours. It was last heard of at ``heard_at``, and is heard of again before
    ``silent_at``, or it is *no news*. ``has_started``: it has said so. ``events_kept`` counts its kept events.

    ``version`` counts the changes; until ``is_told``, followers have not heard of the last one, and while ``is_new`` of
    none.
    """

    __tablename__ = "executions"
    __table_args__ = (
        Index("ix_executions_created_at", "created_at", "id", "state", "kind", "owner_id", "alert", "words"),
        Index("ix_executions_owner_id", "owner_id", "created_at", "id", "state", "kind", "alert", "words"),
        Index("ix_executions_state", "state", "created_at", "id"),
        Index("ix_executions_owner_id_state", "owner_id", "state", "created_at", "id"),
        Index("ix_executions_finished_at", "finished_at", "state", "owner_id"),
        Index("ix_executions_publisher", "publisher", "execution_id", unique=True),
        Index(
            "ix_executions_reported",
            "created_at",
            "id",
            sqlite_where=_REPORTED_AND_ENDED,
            postgresql_where=_REPORTED_AND_ENDED,
        ),
        Index("ix_executions_live", "publisher", sqlite_where=_REPORTED_AND_LIVE, postgresql_where=_REPORTED_AND_LIVE),
        Index("ix_executions_untold", "id", sqlite_where=UNTOLD, postgresql_where=UNTOLD),
        Index(
            "ix_executions_silent_at",
            "silent_at",
            sqlite_where=text("silent_at IS NOT NULL"),
            postgresql_where=text("silent_at IS NOT NULL"),
        ),
    )

    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    kind: Mapped[str] = mapped_column(String(64))
    title: Mapped[str] = mapped_column(AnyText)
    words: Mapped[str] = mapped_column(Text)
    owner_id: Mapped[str | None] = mapped_column(String(64))
    publisher: Mapped[str | None] = mapped_column(String(64))
    execution_id: Mapped[str | None] = mapped_column(String(255))
    channel: Mapped[str] = mapped_column(String(128))
    state: Mapped[str] = mapped_column(String(16))
    progress: Mapped[float] = mapped_column(Float, default=0.0)
    stage: Mapped[str] = mapped_column(AnyText, default="")
    message: Mapped[str] = mapped_column(AnyText, default="")
    error: Mapped[str | None] = mapped_column(AnyText)
    alert: Mapped[str] = mapped_column(String(8), default="none")
    picture: Mapped[str | None] = mapped_column(String(64))
    false_positive: Mapped[bool] = mapped_column(Boolean, default=False)
    created_at: Mapped[float] = mapped_column(Float)
    started_at: Mapped[float | None] = mapped_column(Float)
    finished_at: Mapped[float | None] = mapped_column(Float)
    expect_within_s: Mapped[float | None] = mapped_column(Float)
    heard_at: Mapped[float | None] = mapped_column(Float)
    silent_at: Mapped[float | None] = mapped_column(Float)
    has_started: Mapped[bool] = mapped_column(Boolean, default=False)
    events_kept: Mapped[int] = mapped_column(Integer, default=0)
    version: Mapped[int] = mapped_column(Integer, default=1)
    is_new: Mapped[bool] = mapped_column(Boolean, default=True)
    is_told: Mapped[bool] = mapped_column(Boolean, default=False)
