"""The table of agents elsewhere."""

from __future__ import annotations

from sqlalchemy import Boolean, Float, Index, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from services.database.database import Base


class RegistrationRecord(Base):
    """``card`` is the card as it was fetched, and ``credential`` is sealed. ``etag`` is that of the card."""

    __tablename__ = "agent_registrations"
    __table_args__ = (Index("ix_agent_registrations_card_url", "card_url", unique=True),)

    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    card_url: Mapped[str] = mapped_column(Text)
    card: Mapped[str] = mapped_column(Text)
    etag: Mapped[str] = mapped_column(Text)
    credential: Mapped[str] = mapped_column(Text)
    is_enabled: Mapped[bool] = mapped_column(Boolean)
    added_by: Mapped[str] = mapped_column(Text)
    added_at: Mapped[float] = mapped_column(Float)
    health: Mapped[str] = mapped_column(String(16))
    problem: Mapped[str] = mapped_column(Text)
    checked_at: Mapped[float] = mapped_column(Float)
    seen_at: Mapped[float | None] = mapped_column(Float)
    latency_ms: Mapped[int | None] = mapped_column(Integer)
