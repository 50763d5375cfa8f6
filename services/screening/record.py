"""The rows of résumé screening. None holds anything that a résumé says."""

from __future__ import annotations

from sqlalchemy import Float, Index, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from services.database.database import Base


class OpeningRecord(Base):
    """``criteria`` and ``weights`` are JSON. Times are Unix seconds."""

    __tablename__ = "screening_openings"
    __table_args__ = (Index("ix_screening_openings_owner_id", "owner_id", "created_at"),)

    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    owner_id: Mapped[str] = mapped_column(String(64))
    title: Mapped[str] = mapped_column(Text)
    description: Mapped[str] = mapped_column(Text)
    criteria: Mapped[str] = mapped_column(Text)
    weights: Mapped[str] = mapped_column(Text)
    created_at: Mapped[float] = mapped_column(Float)
    changed_at: Mapped[float] = mapped_column(Float)


class DecisionRecord(Base):
    """What a person decided and noted about a candidate; the newest row of a candidate holds."""

    __tablename__ = "screening_decisions"
    __table_args__ = (Index("ix_screening_decisions_screening_id", "screening_id", "id"),)

    id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=True)
    screening_id: Mapped[str] = mapped_column(String(64))
    candidate_id: Mapped[str] = mapped_column(String(64))
    decision: Mapped[str | None] = mapped_column(String(16))
    note: Mapped[str] = mapped_column(Text)
    user_id: Mapped[str] = mapped_column(String(64))
    username: Mapped[str] = mapped_column(Text)
    decided_at: Mapped[float] = mapped_column(Float)


class UnblindingRecord(Base):
    """Who ended the blindness of a screening."""

    __tablename__ = "screening_unblindings"

    screening_id: Mapped[str] = mapped_column(String(64), primary_key=True)
    user_id: Mapped[str] = mapped_column(String(64))
    username: Mapped[str] = mapped_column(Text)
    at: Mapped[float] = mapped_column(Float)
