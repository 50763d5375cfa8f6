"""The journal's file: SQLite, beside the event log and apart from it, written by all workers and read by whoever asks.

It is made for looking back, not for keeping: a power cut may cost its last seconds, and a damaged file is set aside and
begun anew. A row per stream is written when the stream opens, falls behind, catches up and ends. A stream that has
everything needs no row per event: it has what its worker has fed to all such streams (``worker.upto``).
"""

from __future__ import annotations

import contextlib
import json
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from services.streaming.journal.entry import WORKER_DIED, Entry, Lapse, Told

SCHEMA = """
BEGIN IMMEDIATE;
CREATE TABLE IF NOT EXISTS worker (key TEXT PRIMARY KEY, upto INTEGER NOT NULL, at INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS stream (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    client_id TEXT NOT NULL UNIQUE,
    worker TEXT NOT NULL,
    user_id TEXT NOT NULL,
    login_id TEXT NOT NULL,
    kind TEXT NOT NULL,
    channels TEXT NOT NULL,
    network TEXT NOT NULL,
    program TEXT NOT NULL,
    opened_at INTEGER NOT NULL,
    position INTEGER,
    is_from_start INTEGER NOT NULL,
    is_recovered INTEGER NOT NULL,
    start INTEGER NOT NULL,
    previous TEXT NOT NULL,
    has_all INTEGER NOT NULL DEFAULT 0,
    written INTEGER NOT NULL,
    taken INTEGER,
    unconfirmed INTEGER,
    lag_ms INTEGER NOT NULL DEFAULT 0,
    peak_ms INTEGER NOT NULL DEFAULT 0,
    peak_at INTEGER,
    noted_at INTEGER NOT NULL,
    ended_at INTEGER,
    reason TEXT
);
CREATE INDEX IF NOT EXISTS stream_user ON stream (user_id, number);
CREATE INDEX IF NOT EXISTS stream_live ON stream (worker) WHERE ended_at IS NULL;
CREATE INDEX IF NOT EXISTS stream_ended ON stream (ended_at) WHERE ended_at IS NOT NULL;
CREATE TABLE IF NOT EXISTS gap (
    client_id TEXT NOT NULL, channel TEXT, from_id INTEGER NOT NULL, upto INTEGER NOT NULL, reason TEXT NOT NULL,
    at INTEGER NOT NULL
);
CREATE INDEX IF NOT EXISTS gap_client ON gap (client_id);
CREATE TABLE IF NOT EXISTS lapse (
    since INTEGER NOT NULL, until INTEGER NOT NULL, lost INTEGER NOT NULL, why TEXT NOT NULL
);
PRAGMA user_version = 1;
COMMIT;
"""

_VERSION = 1
_BUSY_MS = 2000
"""How long a thread waits for another worker's write. The worker's greenlets go on meanwhile."""

_OPENED = """
    INSERT OR IGNORE INTO stream (client_id, worker, user_id, login_id, kind, channels, network, program, opened_at,
        position, is_from_start, is_recovered, start, previous, written, noted_at)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
"""
_MOVED = """
    UPDATE stream SET has_all = ?, written = max(written, ?), taken = coalesce(?, taken),
        unconfirmed = coalesce(?, unconfirmed), lag_ms = ?, peak_ms = ?, peak_at = ?, noted_at = ?, ended_at = ?,
        reason = ?
    WHERE client_id = ?
"""
_TOLD = """
    INSERT INTO gap SELECT ?1, ?2, ?3, ?4, ?5, ?6 WHERE EXISTS (SELECT 1 FROM stream WHERE client_id = ?1)
"""
_COLUMNS = """
    stream.number, stream.client_id, stream.user_id, stream.login_id, stream.kind, stream.channels, stream.network,
    stream.program, stream.opened_at, stream.position, stream.is_from_start, stream.is_recovered, stream.start,
    stream.previous, CASE WHEN stream.has_all THEN max(stream.written, worker.upto) ELSE stream.written END,
    stream.taken, stream.unconfirmed, stream.lag_ms, stream.peak_ms, stream.peak_at, stream.noted_at, stream.ended_at,
    stream.reason
"""
_SELECT = f"SELECT {_COLUMNS} FROM stream LEFT JOIN worker ON worker.key = stream.worker"  # noqa: S608 – constants
_DIED = """
    UPDATE stream SET ended_at = max(noted_at, ?), reason = ?, lag_ms = 0, has_all = 0, written = CASE WHEN has_all
        THEN max(written, coalesce((SELECT upto FROM worker WHERE key = stream.worker), 0)) ELSE written END
    WHERE worker = ? AND ended_at IS NULL
"""


class Moved(NamedTuple):
    """What is new about a stream, in the order of the statement that notes it."""

    has_all: bool
    written: int
    taken: int | None
    unconfirmed: int | None
    lag_ms: int
    peak_ms: int
    peak_at: int | None
    noted_at: int
    ended_at: int | None
    reason: str | None
    client_id: str


class Batch(NamedTuple):
    """What a worker notes at one beat. ``upto``: what its streams that have everything have. ``forgotten``: users of
    whom nothing is kept, nor of what was noted with this.
    """

    opened: Sequence[tuple[object, ...]] = ()
    moved: Sequence[Moved] = ()
    told: Sequence[Told] = ()
    lapse: Lapse | None = None
    upto: int = 0
    forgotten: Sequence[str] = ()


class SqliteJournal:
    """One connection, for one thread at a time. Raises sqlite3.Error."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._connection = _open(path)

    @contextmanager
    def _writing(self) -> Iterator[sqlite3.Connection]:
        self._connection.execute("BEGIN IMMEDIATE")
        try:
            yield self._connection
            self._connection.execute("COMMIT")
        finally:
            if self._connection.in_transaction:
                self._connection.execute("ROLLBACK")

    def write(self, worker: str, batch: Batch, at: int) -> None:
        with self._writing() as connection:
            connection.executemany(_OPENED, batch.opened)
            connection.executemany(_MOVED, batch.moved)
            connection.executemany(_TOLD, batch.told)
            if batch.lapse is not None:
                connection.execute("INSERT INTO lapse VALUES (?, ?, ?, ?)", batch.lapse)
            self._forget(connection, batch.forgotten)
            connection.execute("INSERT OR REPLACE INTO worker VALUES (?, ?, ?)", (worker, batch.upto, at))

    def forget(self, user_id: str) -> None:
        """Remove all that is noted of a user's streams."""
        with self._writing() as connection:
            self._forget(connection, [user_id])

    def _forget(self, connection: sqlite3.Connection, user_ids: Sequence[str]) -> None:
        whose = [(user_id,) for user_id in user_ids]
        own = "SELECT client_id FROM stream WHERE user_id = ?"
        connection.executemany(f"DELETE FROM gap WHERE client_id IN ({own})", whose)  # noqa: S608 – constants
        connection.executemany("DELETE FROM stream WHERE user_id = ?", whose)

    def note_death(self, worker: str, at: int) -> None:
        """End the streams that a dead worker left open. ``at``: when it last gave a sign of life."""
        with self._writing() as connection:
            connection.execute(_DIED, (at, WORKER_DIED, worker))
            connection.execute("DELETE FROM worker WHERE key = ?", (worker,))

    def trim(self, ended_before: int, max_streams: int, max_rows: int) -> int:
        """Remove at most ``max_rows`` ended streams: those that ended long ago, and the oldest of too many."""
        count = self._connection.execute("SELECT count(*) FROM stream").fetchone()[0]
        old = "SELECT client_id FROM stream WHERE ended_at < ? ORDER BY ended_at LIMIT ?"
        found = self._connection.execute(old, (ended_before, max_rows)).fetchall()
        if not found and count > max_streams:
            oldest = "SELECT client_id FROM stream WHERE ended_at IS NOT NULL ORDER BY ended_at LIMIT ?"
            found = self._connection.execute(oldest, (min(max_rows, count - max_streams),)).fetchall()
        if found:
            with self._writing() as connection:
                connection.executemany("DELETE FROM gap WHERE client_id = ?", found)
                connection.executemany("DELETE FROM stream WHERE client_id = ?", found)
                connection.execute("DELETE FROM lapse WHERE until < ?", (ended_before,))
        return len(found)

    def workers(self) -> list[tuple[str, int]]:
        """Who wrote here and was not noted as dead, and when they last wrote."""
        return self._connection.execute("SELECT key, at FROM worker").fetchall()

    # -- reading ------------------------------------------------------------------------------------------------------

    def entry(self, client_id: str) -> Entry | None:
        found = self._entries("WHERE stream.client_id = ?", client_id)
        return found[0] if found else None

    def of_user(self, user_id: str, limit: int) -> list[Entry]:
        """A user's newest streams, oldest first."""
        rows = "WHERE stream.user_id = ? ORDER BY stream.number DESC LIMIT ?"
        return self._entries(rows, user_id, limit)[::-1]

    def live(
        self, *, user_id: str = "", channel: str = "", kind: str = "", before: int | None = None, limit: int = 100
    ) -> list[Entry]:
        """Open streams, newest first, of this user, on this channel, of this kind, where these are given."""
        parts, values = ["WHERE stream.ended_at IS NULL"], []
        for part, value in (
            ("stream.user_id = ?", user_id),
            ("stream.kind = ?", kind),
            ("EXISTS (SELECT 1 FROM json_each(stream.channels) WHERE value = ?)", channel),
            ("stream.number < ?", before),
        ):
            if value:
                parts.append(part)
                values.append(value)
        return self._entries(f"{' AND '.join(parts)} ORDER BY stream.number DESC LIMIT ?", *values, limit)

    def subscribers(self, channels: Sequence[str]) -> dict[str, int]:
        """How many open streams follow each of these channels."""
        counted = (
            "SELECT value, count(*) FROM stream, json_each(stream.channels) WHERE ended_at IS NULL"
            " AND value IN (SELECT value FROM json_each(?)) GROUP BY value"
        )
        found = dict(self._connection.execute(counted, (json.dumps([*channels]),)).fetchall())
        return {channel: found.get(channel, 0) for channel in channels}

    def told(self, client_ids: Sequence[str]) -> list[Told]:
        rows = "SELECT * FROM gap WHERE client_id IN (SELECT value FROM json_each(?)) ORDER BY rowid"
        return [Told._make(row) for row in self._connection.execute(rows, (json.dumps([*client_ids]),)).fetchall()]

    def lapses(self) -> list[Lapse]:
        return [Lapse._make(row) for row in self._connection.execute("SELECT * FROM lapse ORDER BY since").fetchall()]

    def summary(self, since: int) -> list[dict[str, object]]:
        """How many streams were open since then, by kind and by how they ended; None: they are open."""
        rows = (
            "SELECT kind, reason, count(*), sum(is_recovered), max(peak_ms),"
            " sum(EXISTS (SELECT 1 FROM gap WHERE gap.client_id = stream.client_id)) FROM stream"
            " WHERE ended_at IS NULL OR ended_at >= ? GROUP BY kind, reason ORDER BY kind, reason"
        )
        names = ("kind", "end", "streams", "recovered", "worst_lag_ms", "with_gap")
        return [dict(zip(names, row, strict=True)) for row in self._connection.execute(rows, (since,)).fetchall()]

    def _entries(self, condition: str, *values: object) -> list[Entry]:
        rows = self._connection.execute(f"{_SELECT} {condition}", values).fetchall()
        return [
            Entry._make(row)._replace(
                channels=tuple(json.loads(row[5])), is_from_start=bool(row[10]), is_recovered=bool(row[11])
            )
            for row in rows
        ]

    def close(self) -> None:
        self._connection.close()


def _open(path: Path) -> sqlite3.Connection:
    """Raises: sqlite3.Error, it cannot be used, but is not damaged."""
    with contextlib.suppress(OSError):  # SQLite says what is wrong
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    try:
        return _connect(path)
    except sqlite3.DatabaseError as error:
        if getattr(error, "sqlite_errorcode", 0) & 0xFF not in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB):
            raise
        for suffix in ("", "-wal", "-shm"):
            damaged = path.with_name(path.name + suffix)
            with contextlib.suppress(OSError):
                damaged.replace(path.with_name(f"{path.name}.damaged{suffix}"))
        return _connect(path)


def _connect(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False, timeout=0)
    try:
        connection.execute(f"PRAGMA busy_timeout={_BUSY_MS}")
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA synchronous=NORMAL")
        if connection.execute("PRAGMA user_version").fetchone()[0] != _VERSION:
            connection.executescript(SCHEMA)
    except BaseException:
        connection.close()
        raise
    return connection
