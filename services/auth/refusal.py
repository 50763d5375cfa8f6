"""Refusals: who was refused lately because of a limit, and how often.

Each worker counts in memory and writes at most once in two seconds, however many requests it refuses. Few rows are
kept, and none for longer than a day: this is to see what goes on, not to remember it.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import gevent
from sqlalchemy import String, delete, select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Mapped, Session, mapped_column

from services.database.database import Base, Database

_log = logging.getLogger(__name__)

MOST_ROWS = 1_000
KEPT_S = 86_400.0
FLUSH_S = 2.0


class Refusal(Base):
    """``caller`` is a user's or a service token's id, or the address of one that nobody knows. ``until``: when it was
    told to try again.
    """

    __tablename__ = "refusals"

    code: Mapped[str] = mapped_column(String(64), primary_key=True)
    caller: Mapped[str] = mapped_column(String(64), primary_key=True)
    caller_name: Mapped[str] = mapped_column(String(255))
    address: Mapped[str] = mapped_column(String(64))
    message: Mapped[str] = mapped_column(String(300))
    count: Mapped[int]
    first_at: Mapped[float]
    last_at: Mapped[float] = mapped_column(index=True)
    until: Mapped[float]


@dataclass(slots=True)
class _Noted:
    caller_name: str
    address: str
    message: str
    count: int
    first_at: float
    last_at: float
    until: float


class Refusals:
    def __init__(self, database: Database, *, clock: Callable[[], float] = time.time) -> None:
        self._database = database
        self._clock = clock
        self._noted: dict[tuple[str, str], _Noted] = {}
        self._is_waiting = False

    def note(self, code: str, caller: str, caller_name: str, address: str, message: str, wait_s: float) -> None:
        """Count one refusal. It is written soon, by a greenlet of its own."""
        now = self._clock()
        key = (code[:64], caller[:64])
        before = self._noted.get(key)
        if before is None and len(self._noted) >= MOST_ROWS:
            return
        count, first_at = (before.count, before.first_at) if before is not None else (0, now)
        self._noted[key] = _Noted(
            caller_name[:255], address[:64], message[:300], count + 1, first_at, now, now + wait_s
        )
        if not self._is_waiting:
            self._is_waiting = True
            gevent.spawn_later(FLUSH_S, self.flush)

    def flush(self) -> None:
        """Write what was counted."""
        self._is_waiting = False
        noted, self._noted = self._noted, {}
        if not noted:
            return
        try:
            with self._database.session() as session:
                self._database.one_at_a_time(session)
                for key, new in noted.items():
                    self._write(session, key, new)
                self._tidy(session)
        except SQLAlchemyError as error:  # they are no loss
            _log.warning("refusals_not_written", extra={"error": str(error)})

    def forget(self, caller: str) -> None:
        """Remove what is known of a user or service token."""
        with self._database.session() as session:
            session.execute(delete(Refusal).where(Refusal.caller == caller))

    def newest(self, limit: int = 200) -> Sequence[Refusal]:
        """Of the last day, the newest first."""
        recent = select(Refusal).where(Refusal.last_at > self._clock() - KEPT_S)
        with self._database.session() as session:
            return session.scalars(recent.order_by(Refusal.last_at.desc()).limit(limit)).all()

    @staticmethod
    def _write(session: Session, key: tuple[str, str], new: _Noted) -> None:
        row = session.get(Refusal, key)
        if row is None:
            row = Refusal(code=key[0], caller=key[1], count=0, first_at=new.first_at)
            session.add(row)
        row.caller_name, row.address, row.message = new.caller_name, new.address, new.message
        row.count += new.count
        row.last_at, row.until = new.last_at, new.until

    def _tidy(self, session: Session) -> None:
        session.flush()
        session.execute(delete(Refusal).where(Refusal.last_at <= self._clock() - KEPT_S))
        newest = select(Refusal.last_at).order_by(Refusal.last_at.desc()).offset(MOST_ROWS).limit(1)
        if (oldest := session.scalar(newest)) is not None:
            session.execute(delete(Refusal).where(Refusal.last_at <= oldest))
