"""A run's row: everything a list or a dashboard shows of it, so that no list needs to join anything.

The row moves in the transaction that moves its job (`follower`), and stays when the job's row is deleted.
"""

from __future__ import annotations

from sqlalchemy import BigInteger, Boolean, Float, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from services.database.database import Base


class RunRecord(Base):
    """Times are Unix seconds. ``title`` is what a person calls the run; ``subject`` an alias that several may share;
    runs of one owner, kind, subject and ``series`` repeat one another. ``words``, in lower case, is what a search looks
    through. ``request`` is what was asked for and ``facts`` what was found, so far or in all, both as JSON.
    ``disk_bytes`` is what it takes on the disk; None while that is not known.
    """

    __tablename__ = "runs"
    __table_args__ = (
        Index("ix_runs_created_at", "created_at", "id"),
        Index("ix_runs_owner_id_created_at", "owner_id", "created_at", "id"),
        Index("ix_runs_owner_id_kind_created_at", "owner_id", "kind", "created_at", "id"),
        Index("ix_runs_kind_created_at", "kind", "created_at", "id"),
        Index("ix_runs_state_created_at", "state", "created_at", "id"),
        Index("ix_runs_kind_subject_created_at", "kind", "subject", "created_at", "id"),
    )

    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    kind: Mapped[str] = mapped_column(String(64))
    owner_id: Mapped[str] = mapped_column(String(64))
    title: Mapped[str] = mapped_column(Text)
    subject: Mapped[str] = mapped_column(String(128))
    series: Mapped[str] = mapped_column(Text)
    words: Mapped[str] = mapped_column(Text)
    request: Mapped[str] = mapped_column(Text)
    has_secret: Mapped[bool] = mapped_column(Boolean)
    state: Mapped[str] = mapped_column(String(16))
    stage: Mapped[str] = mapped_column(String(64), default="")
    progress: Mapped[float] = mapped_column(Float, default=0.0)
    message: Mapped[str] = mapped_column(Text, default="")
    error: Mapped[str | None] = mapped_column(Text)
    facts: Mapped[str | None] = mapped_column(Text)
    disk_bytes: Mapped[int | None] = mapped_column(BigInteger)
    created_at: Mapped[float] = mapped_column(Float)
    started_at: Mapped[float | None] = mapped_column(Float)
    finished_at: Mapped[float | None] = mapped_column(Float)
