"""The rows of triage: one for each issue that somebody decided about. They outlive the scans that found it."""

from __future__ import annotations

from sqlalchemy import Float, Index, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from services.database.any_text import AnyText
from services.database.database import Base


class VerdictRecord(Base):
    """``repository`` and ``issue`` are digests, short enough for an index: of the repository's address, and of ``path``
    and ``fingerprint``. ``history`` holds the earlier verdicts as JSON. Times are Unix seconds.
    """

    __tablename__ = "scan_verdicts"
    __table_args__ = (
        Index("ix_scan_verdicts_owner_id", "owner_id", "repository", "issue", unique=True),
        Index("ix_scan_verdicts_decided_at", "owner_id", "decided_at"),
    )

    id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=True)
    owner_id: Mapped[str] = mapped_column(String(64))
    repository: Mapped[str] = mapped_column(String(40))
    issue: Mapped[str] = mapped_column(String(40))
    path: Mapped[str] = mapped_column(Text)
    fingerprint: Mapped[str] = mapped_column(String(64))
    state: Mapped[str] = mapped_column(String(16))
    assignee: Mapped[str] = mapped_column(AnyText)
    note: Mapped[str] = mapped_column(AnyText)
    username: Mapped[str] = mapped_column(Text)
    decided_at: Mapped[float] = mapped_column(Float)
    history: Mapped[str] = mapped_column(Text)
