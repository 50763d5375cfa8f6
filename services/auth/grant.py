"""A grant: one channel pattern that a user may read or publish to, beyond their own channels."""

from __future__ import annotations

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from services.database.database import Base


class Grant(Base):
    """One channel pattern granted to a user beyond their own channels."""

    __tablename__ = "grants"

    user_id: Mapped[str] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), primary_key=True)
    action: Mapped[str] = mapped_column(String(16), primary_key=True)
    pattern: Mapped[str] = mapped_column(String(129), primary_key=True)
