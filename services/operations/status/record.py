"""The rows of the system's status: when each part became how it is, and until when somebody looked."""

from __future__ import annotations

from sqlalchemy import Float, Index, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from services.database.database import Base


class StatusRecord(Base):
    """A part of a data folder's server (``place``) has been at a ``level`` from ``since`` on, and was last seen so at
    ``until``; both are Unix seconds. Between the end of one row and the beginning of the next nobody looked.
    """

    __tablename__ = "status_spans"
    __table_args__ = (Index("ix_status_spans_place", "place", "part", "since"),)

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    place: Mapped[str] = mapped_column(String(64))
    part: Mapped[str] = mapped_column(String(64))
    level: Mapped[str] = mapped_column(String(16))
    why: Mapped[str] = mapped_column(Text)
    since: Mapped[float] = mapped_column(Float)
    until: Mapped[float] = mapped_column(Float)
