"""The tables behind the executions of outside programs."""

from __future__ import annotations

from sqlalchemy import BigInteger, Boolean, Float, Index, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from services.database.any_text import AnyText
from services.database.database import Base


class ExecutionEventRecord(Base):
    """One report of an execution, or what was noticed of it. ``event`` is the JSON that was published; ``position`` is
    its id in the event log, None for what nobody published. ``is_lasting``: its first start and its end, which never
    make room for others. Times are Unix seconds.
    """

    __tablename__ = "execution_events"
    __table_args__ = (Index("ix_execution_events_execution", "execution", "at", "id"),)

    id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=True)
    execution: Mapped[str] = mapped_column(String(64))
    position: Mapped[int | None] = mapped_column(BigInteger)
    at: Mapped[float] = mapped_column(Float)
    type: Mapped[str] = mapped_column(String(64))
    event: Mapped[str] = mapped_column(AnyText)
    is_lasting: Mapped[bool] = mapped_column(Boolean)


class InboxRecord(Base):
    """How far the reports in a data folder's event log have been read. It moves with what they say."""

    __tablename__ = "execution_inboxes"

    place: Mapped[str] = mapped_column(String(32), primary_key=True)
    position: Mapped[int] = mapped_column(BigInteger)


class PictureRecord(Base):
    """``owner_id`` owns what the uploader reports. ``execution`` is the newest that shows it; None: none does."""

    __tablename__ = "pictures"
    __table_args__ = (
        Index("ix_pictures_uploader_id", "uploader_id"),
        Index("ix_pictures_execution", "execution", "created_at"),
    )

    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    uploader_id: Mapped[str] = mapped_column(String(64))
    owner_id: Mapped[str | None] = mapped_column(String(64))
    type: Mapped[str] = mapped_column(String(16))
    size_bytes: Mapped[int] = mapped_column(Integer)
    created_at: Mapped[float] = mapped_column(Float)
    execution: Mapped[str | None] = mapped_column(String(64))
