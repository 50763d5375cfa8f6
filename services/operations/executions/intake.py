"""The intake: reads what outside programs reported from the inbox into the executions, each report once.

How far it has read lies in the database and moves in the transaction that moves the rows. Only after that are the
reports discarded. So whatever crashes, nothing is lost and nothing counts twice. An execution falls silent only when
everything that was reported has been read: a runner that was away does not take its own absence for theirs.
"""

from __future__ import annotations

import math
import time
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Sequence
from typing import Any

from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.orm import Session

from services.database.database import Database
from services.operations.executions.outside import fall_silent, new_row, take
from services.operations.executions.record import ExecutionEventRecord, InboxRecord, PictureRecord
from services.operations.executions.report import Heard, heard
from services.runs.execution_record import ExecutionRecord
from services.streaming.event import Event
from services.streaming.log.event_log import EventLog

INBOX = "~inbox.operations"
SILENT = "execution.silent"
"""In a timeline: nothing was heard of it in time."""

_PORTION = 1000
_PORTION_BYTES = 4 * 2**20
_KEYS_AT_ONCE = 200
_SLACK = 1.1
"""An execution may have so many times more events than are kept, so that making room is rare."""

Key = tuple[str, str]


class Intake:
    """``place`` names the data folder whose log is read. ``patience_s``: of executions that name none; 0: for ever.
    ``events``: kept of each. ``owner_of`` says who owns what a publisher reports.
    """

    def __init__(
        self,
        database: Database,
        log: EventLog,
        place: Callable[[], str],
        *,
        patience_s: float,
        events: int,
        owner_of: Callable[[Session, Heard], str | None],
        now: Callable[[], float] = time.time,
    ) -> None:
        self._database = database
        self._log = log
        self._place = place
        self._patience_s = patience_s
        self._events = events
        self._owner_of = owner_of
        self._now = now
        self._idle_at: tuple[int, int | None] | None = None
        """The head of the log and the version of the database with which there was nothing to do."""
        self._idle_until = 0.0

    def read(self) -> bool:
        """Read some of what is there; whether there is more.

        Raises: Unavailable, the event log does not answer.
        """
        now, head, version = self._now(), self._log.head(), self._database.version()
        if version is not None and (head, version) == self._idle_at and now < self._idle_until:
            return False
        position = self._position()
        page = self._log.read_after([INBOX], position, limit=_PORTION, max_bytes=_PORTION_BYTES)
        copies = [item for item in page.items if isinstance(item, Event)]
        reports = [report for copy in copies if (report := heard(copy)) is not None]
        if copies and self._take(reports, position, page.cursor):
            self._log.discard(INBOX, page.cursor)
        if page.is_complete:
            self._mark_silent(now)
            self._idle_at, self._idle_until = (head, version), self._next_silence()
        return not page.is_complete

    def _position(self) -> int:
        with self._database.session() as session:
            row = session.get(InboxRecord, self._place())
            if row is None:
                row = InboxRecord(place=self._place(), position=0)
                session.add(row)
            return row.position

    def _take(self, reports: Sequence[Heard], since: int, cursor: int) -> bool:
        """False if another process has read them meanwhile."""
        with self._database.session() as session:
            here = (InboxRecord.place == self._place(), InboxRecord.position == since)
            moved: Any = session.execute(update(InboxRecord).where(*here).values(position=cursor))
            if not moved.rowcount:
                return False
            rows = self._rows(session, {report.key for report in reports})
            events, pictures = [], {}
            for report in reports:
                row = rows.get(report.key)
                if row is None:
                    row = rows[report.key] = new_row(report, self._owner_of(session, report))
                    session.add(row)
                events.append(_event(row, report, is_lasting=take(row, report, self._patience_s)))
                row.events_kept += 1
                if report.report.picture is not None:
                    pictures[report.report.picture] = row.id
            session.flush()
            if events:
                session.execute(insert(ExecutionEventRecord), events)
            for picture, execution in pictures.items():
                session.execute(update(PictureRecord).where(PictureRecord.id == picture).values(execution=execution))
            self._make_room(session, rows.values())
        return True

    def _rows(self, session: Session, keys: Collection[Key]) -> dict[Key, ExecutionRecord]:
        by_publisher: dict[str, list[str]] = defaultdict(list)
        for publisher, execution_id in sorted(keys):  # in one order: two who lock them do not wait for each other
            by_publisher[publisher].append(execution_id)
        found: dict[Key, ExecutionRecord] = {}
        for publisher, ids in by_publisher.items():
            for first in range(0, len(ids), _KEYS_AT_ONCE):
                some = ExecutionRecord.execution_id.in_(ids[first : first + _KEYS_AT_ONCE])
                own = select(ExecutionRecord).where(ExecutionRecord.publisher == publisher, some)
                for row in session.scalars(own.with_for_update()):
                    found[publisher, row.execution_id or ""] = row
        return found

    def _make_room(self, session: Session, rows: Iterable[ExecutionRecord]) -> None:
        """The oldest progress of an execution makes room; its start and its end never do."""
        for row in rows:
            if row.events_kept <= self._events * _SLACK:
                continue
            passing = (ExecutionEventRecord.execution == row.id, ExecutionEventRecord.is_lasting.is_(False))
            oldest = select(ExecutionEventRecord.id).where(*passing).order_by(ExecutionEventRecord.id)
            old = oldest.limit(row.events_kept - self._events).subquery()
            gone: Any = session.execute(
                delete(ExecutionEventRecord)
                .where(ExecutionEventRecord.id.in_(select(old.c.id)))
                .execution_options(synchronize_session=False)
            )
            row.events_kept -= gone.rowcount

    def _next_silence(self) -> float:
        """When the next execution has not been heard of for too long."""
        waited_for = ExecutionRecord.silent_at.is_not(None)  # else SQLite would not look into the index of those
        with self._database.session() as session:
            return session.scalar(select(func.min(ExecutionRecord.silent_at)).where(waited_for)) or math.inf

    def _mark_silent(self, now: float) -> None:
        due = select(ExecutionRecord).where(ExecutionRecord.silent_at < now).limit(_PORTION)
        with self._database.session() as session:
            if session.scalar(select(ExecutionRecord.id).where(ExecutionRecord.silent_at < now).limit(1)) is None:
                return
            session.execute(update(InboxRecord).where(InboxRecord.place == self._place()).values(place=self._place()))
            for row in session.scalars(due.with_for_update()):
                session.add(
                    ExecutionEventRecord(
                        execution=row.id, position=None, at=row.silent_at, type=SILENT, event="{}", is_lasting=False
                    )
                )
                fall_silent(row)
                row.events_kept += 1


def _event(row: ExecutionRecord, report: Heard, *, is_lasting: bool) -> dict[str, Any]:
    return {
        "execution": row.id,
        "position": report.position,
        "at": report.at,
        "type": report.type,
        "event": bytes(report.copy.event).decode(),
        "is_lasting": is_lasting,
    }
