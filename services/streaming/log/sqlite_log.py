"""The event log on SQLite (WAL): the embedded default, for any number of processes on one host.

Ids are handed out inside the write transaction, so id order is commit order. Reads are snapshots, and no writer delays
them. Only this module and its ``sqlite_…`` neighbours know SQLite.
"""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable, Collection, Sequence
from pathlib import Path
from typing import TypeVar

from gevent.monkey import get_original

from services.errors import Conflict, KeyReused, TailraceError, Unavailable
from services.streaming.event import Event
from services.streaming.log import sqlite_read
from services.streaming.log.bell import Bell
from services.streaming.log.event_log import Append, Outcome, Replay, Tail
from services.streaming.log.retention import Retention
from services.streaming.log.sqlite_error import BUSY, DAMAGED, NO_ROOM, primary, refusal
from services.streaming.log.sqlite_schema import Damaged, connect, open_files
from services.streaming.log.sqlite_survey import SqliteSurvey
from services.streaming.log.sqlite_trim import Trimmer
from services.streaming.log.survey import Survey

T = TypeVar("T")


class SqliteEventLog:
    """See `services.streaming.log.event_log.EventLog`.

    ``folder`` is made with mode 0700 if it is missing. ``deadline_s`` bounds how long an append waits for the write
    lock of another process.
    """

    def __init__(
        self,
        folder: Path,
        *,
        synchronous: str = "FULL",
        deadline_s: float = 5.0,
        now_s: Callable[[], float] = time.time,
        monotonic_s: Callable[[], float] = time.monotonic,
    ) -> None:
        self._path = folder / "events.db"
        self._now_s = now_s
        self._deadline_s = deadline_s
        self._writer, self._in_use, self._high_water = open_files(folder, synchronous, now_s())
        # A real one: of the locks that gevent puts into `threading`, one thread can miss that another let go. Our own
        # web workers have safe ones there; this room does not rely on them.
        self._write_lock = get_original("_thread", "allocate_lock")()
        self._is_damaged = False
        """After a damaged page nothing is written any more: what SQLite has in memory would look fine for a while."""
        self._readers: list[sqlite3.Connection] = []
        self._numbers: dict[str, int] = {}
        self._trimmer = Trimmer(folder, now_s, monotonic_s)
        self.bell: Bell | None = Bell(folder / "events.bell")
        self.survey: Survey = SqliteSurvey(self._reading)
        with self._reading() as reader:
            self._epochs = sqlite_read.epochs(reader.connection)

    # -- writing ----------------------------------------------------------------------------------------------------

    def append(self, batch: Sequence[Append]) -> list[Outcome]:
        with self._write_lock:
            try:
                outcomes = self._transact(lambda: self._store_all(batch))
            except sqlite3.Error as error:
                if len(batch) == 1 or primary(error) in NO_ROOM:
                    raise self._unavailable(error) from error
                # One append of the group upset SQLite; only that append fails.
                outcomes = [self._append_alone(append) for append in batch]
            except OSError as error:  # the high-water mark beside the database
                raise Unavailable(
                    f"The event log cannot be written: {error.strerror}.", code="event_log_full"
                ) from error
        self._ring()
        return outcomes

    def _append_alone(self, append: Append) -> Outcome:
        try:
            return self._transact(lambda: self._store_all([append]))[0]
        except sqlite3.Error as error:
            return self._unavailable(error)

    def _transact(self, work: Callable[[], T]) -> T:
        """``work`` in one transaction, rolled back whatever it raises. Waits for the write lock until the deadline."""
        if self._is_damaged:
            raise Damaged
        deadline = time.monotonic() + self._deadline_s
        while True:
            try:
                self._writer.execute("BEGIN IMMEDIATE")
                break
            except sqlite3.OperationalError as error:
                if primary(error) not in BUSY or time.monotonic() > deadline:
                    raise
        try:
            result = work()
            self._writer.execute("COMMIT")
        except BaseException:
            self._numbers.clear()  # some of these channels may be rolled back with the rest
            if self._writer.in_transaction:
                self._writer.execute("ROLLBACK")
            raise
        return result

    def _store_all(self, batch: Sequence[Append]) -> list[Outcome]:
        head, last_at = self._writer.execute("SELECT head, last_at FROM log").fetchone()
        at = max(int(self._now_s() * 1000), last_at)
        outcomes: list[Outcome] = []
        for append in batch:
            try:
                ids = self._store(append, head, at)
            except TailraceError as error:  # raised before any of it was written
                outcomes.append(error)
                continue
            head = max(head, ids[-1])
            outcomes.append(ids)
        self._high_water.cover(head)
        self._writer.execute("UPDATE log SET head = ?, last_at = ?", (head, at))
        return outcomes

    def _store(self, append: Append, head: int, at: int) -> list[int]:
        if append.idempotency_key is not None and (ids := self._stored_before(append)):
            return ids
        if append.closes is not None:
            return [self._close_channel(append.closes, head + 1)]
        names = {event.channel for event in append.events}
        numbers = {name: self._open_channel(name) for name in names}
        rows = [
            (id, numbers[event.channel], event.type, at, event.prefix, event.data)
            for id, event in enumerate(append.events, head + 1)
        ]
        self._writer.executemany(
            "INSERT INTO event (id, channel, type, at, prefix, data) VALUES (?, ?, ?, ?, ?, ?)", rows
        )
        for name in names:
            count = len(rows) if len(names) == 1 else sum(event.channel == name for event in append.events)
            self._writer.execute("UPDATE channel SET kept = kept + ? WHERE number = ?", (count, numbers[name]))
        if append.idempotency_key is not None:
            self._writer.execute(
                "INSERT INTO idempotency VALUES (?, ?, ?, ?, ?, ?)",
                (append.principal, append.idempotency_key, append.body_digest, head + 1, len(rows), at),
            )
        return list(range(head + 1, head + 1 + len(rows)))

    def _stored_before(self, append: Append) -> list[int] | None:
        row = self._writer.execute(
            "SELECT digest, first_id, count FROM idempotency WHERE principal = ? AND key = ?",
            (append.principal, append.idempotency_key),
        ).fetchone()
        if row is None:
            return None
        digest, first_id, count = row
        if digest != append.body_digest:
            raise KeyReused("This Idempotency-Key came with another body before; use a new key for a new request.")
        return list(range(first_id, first_id + count))

    def _open_channel(self, name: str) -> int:
        """The number of a channel, which is made if it is new. Raises: Conflict, it is closed."""
        number = self._numbers.get(name)
        if number is None:
            row = self._writer.execute("SELECT number FROM channel WHERE name = ?", (name,)).fetchone()
            if row is None:
                row = self._writer.execute("INSERT INTO channel (name) VALUES (?) RETURNING number", (name,)).fetchone()
            if len(self._numbers) >= 10_000:
                self._numbers.clear()
            number = self._numbers[name] = int(row[0])
        if self._writer.execute("SELECT closed FROM channel WHERE number = ?", (number,)).fetchone()[0]:
            raise Conflict(f"The channel {name} is closed; nothing more can be published to it.", code="channel_closed")
        return number

    def _close_channel(self, name: str, id: int) -> int:
        number = self._open_channel(name)
        self._writer.execute("UPDATE channel SET closed = ? WHERE number = ?", (id, number))
        self._writer.execute("UPDATE log SET top_closed = max(top_closed, ?)", (id,))
        return id

    def trim(self, retention: Retention, *, max_rows: int = 500) -> int:
        if not self._trimmer.may_trim(retention):
            return 0
        with self._write_lock:
            try:
                self._trimmer.look(self._writer, retention, max_rows)
                return self._transact(lambda: self._trimmer.trim(self._writer, retention, max_rows))
            except sqlite3.Error as error:
                self._trimmer.begin_anew()
                raise self._unavailable(error) from error

    def purge(self, channel: str) -> None:
        self._remove(lambda: self._purge(channel))
        self._ring()

    def discard(self, channel: str, to: int) -> None:
        self._remove(lambda: self._trimmer.purge(self._writer, channel, to))

    def _remove(self, work: Callable[[], object]) -> None:
        with self._write_lock:
            try:
                self._transact(work)
            except sqlite3.Error as error:
                raise self._unavailable(error) from error

    def _purge(self, channel: str) -> None:
        id = self._writer.execute("SELECT head + 1 FROM log").fetchone()[0]
        if self._trimmer.purge(self._writer, channel, id):
            self._high_water.cover(id)
            self._writer.execute("UPDATE log SET head = ?", (id,))

    # -- reading ----------------------------------------------------------------------------------------------------

    def head(self) -> int:
        with self._reading() as reader:
            if self._is_damaged:
                raise Damaged
            return sqlite_read.head(reader.connection)

    def standing(self, channels: Collection[str]) -> tuple[frozenset[str], int]:
        with self._reading() as reader:
            return sqlite_read.standing(reader.connection, channels)

    def read_after(
        self, channels: Collection[str], after: int, *, limit: int = 1000, max_bytes: int = 131_072
    ) -> Replay:
        with self._reading() as reader:
            return sqlite_read.replay(reader.connection, self._epochs, channels, after, limit, max_bytes)

    def newest(self, channel: str) -> Event | None:
        with self._reading() as reader:
            return sqlite_read.newest(reader.connection, channel)

    def tail(self, after: int, *, limit: int = 2000, max_bytes: int = 4_194_304) -> Tail:
        with self._reading() as reader:
            return sqlite_read.tail(reader.connection, after, limit, max_bytes)

    def _reading(self) -> _Reading:
        return _Reading(self)

    def close(self) -> None:
        for connection in [self._writer, *self._readers]:
            connection.close()
        self._readers.clear()
        self._trimmer.close()
        if self.bell:
            self.bell.close()
        self._in_use.close()

    def _ring(self) -> None:
        if self.bell:
            self.bell.ring()

    def _unavailable(self, error: sqlite3.Error) -> Unavailable:
        self._is_damaged |= primary(error) in DAMAGED
        return refusal(error)


class _Reading:
    """A connection to read with, and one snapshot on it, for the length of a ``with`` block.

    Connections are kept in a list, not per thread: once gevent has patched it, ``threading.local`` means "per
    greenlet".
    """

    def __init__(self, log: SqliteEventLog) -> None:
        self._log = log

    def __enter__(self) -> _Reading:
        try:
            self.connection = self._idle_or_new()
            self.connection.execute("BEGIN")
        except sqlite3.Error as error:  # too many open files, or the disk fails
            raise self._log._unavailable(error) from error
        return self

    def _idle_or_new(self) -> sqlite3.Connection:
        try:
            return self._log._readers.pop()
        except IndexError:
            return connect(self._log._path)

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: object) -> None:
        if self.connection.in_transaction:  # some errors have already ended it
            self.connection.execute("ROLLBACK")
        self._log._readers.append(self.connection)
        if isinstance(error, sqlite3.Error):
            raise self._log._unavailable(error) from error
