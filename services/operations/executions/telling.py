"""Telling: followers of the dashboard hear of each execution that has changed, once per round however often it did.

The row is the truth, and what is announced of it can be announced again after a crash: an update carries everything
that a row shows. So only the newest state of several is sent, and nobody hears of a state after a later one.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from services.database.database import Database
from services.database.idle_look import IdleLook
from services.runs.announcement import BEGUN, CHANGED, announcement
from services.runs.execution import Execution, execution_of
from services.runs.execution_record import UNTOLD, ExecutionRecord
from services.streaming.publishing.publisher import Publisher

_PORTION = 200

Heed = Callable[[Session, Sequence[Execution]], None]


class Telling:
    """``heed`` is given what was told, in the transaction that notes it."""

    def __init__(self, database: Database, publisher: Publisher, heed: Heed = lambda _session, _told: None) -> None:
        self._database = database
        self._publisher = publisher
        self._heed = heed
        self._look = IdleLook(database)

    def tell(self) -> bool:
        """Announce what has changed; whether there is more of it.

        Raises: Unavailable, the event log accepts nothing now.
        """
        rows = self._look.find(self._untold)
        told = [(row, execution_of(row)) for row in rows]
        events = [event for row, one in told for event in announcement(BEGUN if row.is_new else CHANGED, one)]
        if events:
            self._publisher.publish(events)
            self._note(rows, [execution for _, execution in told])
        return len(rows) == _PORTION

    def _untold(self) -> Sequence[ExecutionRecord]:
        with self._database.session() as session:
            return session.scalars(select(ExecutionRecord).where(UNTOLD).limit(_PORTION)).all()

    def _note(self, rows: Sequence[ExecutionRecord], told: Sequence[Execution]) -> None:
        """One that has changed meanwhile is told again."""
        with self._database.session() as session:
            self._heed(session, told)
            for row in rows:
                same = (ExecutionRecord.id == row.id, ExecutionRecord.version == row.version)
                session.execute(update(ExecutionRecord).where(*same).values(is_told=True))
                session.execute(update(ExecutionRecord).where(ExecutionRecord.id == row.id).values(is_new=False))
