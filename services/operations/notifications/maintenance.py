"""Maintenance: while it is on, every page says so, and nothing that goes wrong is news."""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from services.database.database import Database
from services.errors import BadRequest
from services.operations.notifications.record import MaintenanceRecord
from services.visible import is_line

LONGEST_MESSAGE = 500
_LOOK_S = 2.0


@dataclass(frozen=True, slots=True)
class Maintenance:
    """``until`` is when it ends by itself; None: when somebody ends it. Times are Unix seconds."""

    message: str
    since: float
    until: float | None

    def as_dict(self) -> dict[str, Any]:
        return {"message": self.message, "since": self.since, "until": self.until}


class Maintenances:
    """At most one at a time."""

    def __init__(self, database: Database, now: Callable[[], float] = time.time) -> None:
        self._database = database
        self._now = now
        self._known: Maintenance | None = None
        self._looked_at = float("-inf")

    def begin(self, session: Session, message: str, until: float | None) -> Maintenance:
        """Begin it, or give the one that is on another message or end. A part of the caller's transaction.

        Raises: BadRequest.
        """
        message = " ".join(message.split())
        if not 0 < len(message) <= LONGEST_MESSAGE or not is_line(message):
            raise BadRequest(f"Tell people in 1 to {LONGEST_MESSAGE} characters what is going on.", code="bad_message")
        if until is not None and not self._now() < until < self._now() + 366 * 86_400:
            raise BadRequest("Maintenance ends in the future, within a year.", code="bad_until")
        before = session.scalar(select(MaintenanceRecord))
        since = self._now() if before is None else before.since
        session.execute(delete(MaintenanceRecord))
        session.add(MaintenanceRecord(id=1, message=message, since=since, until=until))
        self._looked_at = float("-inf")
        return Maintenance(message, since, until)

    def end(self, session: Session) -> None:
        session.execute(delete(MaintenanceRecord))
        self._looked_at = float("-inf")

    def current(self) -> Maintenance | None:
        """The one that is on, as of two seconds ago at most: every page asks, also the one that says that the database
        does not answer; then it is the one that was.
        """
        if time.monotonic() - self._looked_at >= _LOOK_S:
            with suppress(SQLAlchemyError), self._database.session() as session:
                row = session.scalar(select(MaintenanceRecord))
                self._known = None if row is None else Maintenance(row.message, row.since, row.until)
            self._looked_at = time.monotonic()
        known = self._known
        return None if known is None or (known.until is not None and known.until <= self._now()) else known
