"""The rows of notifications: what is news, who wants to hear of it by webhook, and each message on its way there."""

from __future__ import annotations

from sqlalchemy import JSON, Boolean, Float, ForeignKey, Index, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from services.database.database import Base


class NoticeRecord(Base):
    """``key`` names what happened, so that it is news once, however often it is seen. ``subject`` is what it happened
    to (``execution:<id>``, ``part:<place>:<key>``). Trouble ``is_open`` until its end was news, too. ``owner_id`` is
    None for what concerns admins alone. ``body`` is what is told of it.
    """

    __tablename__ = "notices"
    __table_args__ = (Index("ix_notices_subject", "subject", "is_open"), Index("ix_notices_at", "at"))

    key: Mapped[str] = mapped_column(String(255), primary_key=True)
    type: Mapped[str] = mapped_column(String(64))
    subject: Mapped[str] = mapped_column(String(160))
    owner_id: Mapped[str | None] = mapped_column(String(64))
    is_open: Mapped[bool] = mapped_column(Boolean)
    body: Mapped[dict[str, object]] = mapped_column(JSON)
    at: Mapped[float] = mapped_column(Float)


class WebhookRecord(Base):
    """``types`` are the kinds of news that it gets. ``sees_all``: an admin's, about everybody's executions and the
    server. ``secret`` is sealed. It is off while ``disabled_at`` is set; ``problem`` says why, if not its owner did it.
    """

    __tablename__ = "webhooks"
    __table_args__ = (Index("ix_webhooks_owner_id", "owner_id"),)

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    owner_id: Mapped[str] = mapped_column(String(64))
    name: Mapped[str] = mapped_column(String(128))
    url: Mapped[str] = mapped_column(Text)
    secret: Mapped[str] = mapped_column(Text)
    types: Mapped[list[str]] = mapped_column(JSON)
    least_alert: Mapped[str] = mapped_column(String(8))
    sees_all: Mapped[bool] = mapped_column(Boolean)
    problem: Mapped[str] = mapped_column(Text, default="")
    created_at: Mapped[float] = mapped_column(Float)
    disabled_at: Mapped[float | None] = mapped_column(Float)


class DeliveryRecord(Base):
    """One message to one webhook. Its id is the same for all tries. ``next_at`` is when it is tried again; None when it
    has arrived, or was given up. ``again_at`` is when a person last had it sent again.
    """

    __tablename__ = "webhook_deliveries"
    __table_args__ = (
        Index("ix_webhook_deliveries_next_at", "next_at"),
        Index("ix_webhook_deliveries_webhook_id", "webhook_id", "created_at"),
    )

    id: Mapped[str] = mapped_column(String(40), primary_key=True)
    webhook_id: Mapped[str] = mapped_column(ForeignKey("webhooks.id", ondelete="CASCADE"))
    type: Mapped[str] = mapped_column(String(64))
    body: Mapped[str] = mapped_column(Text)
    attempts: Mapped[int] = mapped_column(Integer, default=0)
    status: Mapped[int | None] = mapped_column(Integer)
    error: Mapped[str] = mapped_column(Text, default="")
    took_ms: Mapped[int | None] = mapped_column(Integer)
    created_at: Mapped[float] = mapped_column(Float)
    next_at: Mapped[float | None] = mapped_column(Float)
    arrived_at: Mapped[float | None] = mapped_column(Float)
    again_at: Mapped[float | None] = mapped_column(Float)


class MaintenanceRecord(Base):
    """The maintenance that is on: one row, or none."""

    __tablename__ = "maintenance"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    message: Mapped[str] = mapped_column(Text)
    since: Mapped[float] = mapped_column(Float)
    until: Mapped[float | None] = mapped_column(Float)
