"""The event log's SQLite files: schema, connections, opening under a lock, epochs.

An epoch is a span of positions that one opening of the log has handed out. The first process to open the log begins one
above everything that may ever have been handed out: ``max(head, the high-water mark beside the database,
unix_seconds << 20)``. So a database restored from yesterday's backup hands out no id twice, and recognises a position
from the lost day.
"""

from __future__ import annotations

import fcntl
import os
import sqlite3
import time
from pathlib import Path

from services.errors import SettingsError, Unavailable

VERSION = 1
"""What `SCHEMA` makes, in ``PRAGMA user_version``."""

SCHEMA = """
BEGIN IMMEDIATE;
CREATE TABLE log (
    only INTEGER PRIMARY KEY CHECK (only = 1),
    head INTEGER NOT NULL,
    last_at INTEGER NOT NULL,
    top_trimmed INTEGER NOT NULL DEFAULT 0,  -- the highest trimmed_to and closed of all channels, for tails
    top_closed INTEGER NOT NULL DEFAULT 0
);
CREATE TABLE epoch (start INTEGER PRIMARY KEY, last INTEGER);
CREATE TABLE channel (
    number INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    kept INTEGER NOT NULL DEFAULT 0,
    trimmed_to INTEGER NOT NULL DEFAULT 0,
    closed INTEGER NOT NULL DEFAULT 0
);
CREATE INDEX channel_trimmed ON channel (trimmed_to) WHERE trimmed_to > 0;
CREATE INDEX channel_closed ON channel (closed) WHERE closed > 0;
CREATE TABLE event (
    id INTEGER PRIMARY KEY,
    channel INTEGER NOT NULL,
    type TEXT NOT NULL,
    at INTEGER NOT NULL,
    prefix INTEGER NOT NULL,
    data BLOB NOT NULL
);
CREATE INDEX event_channel ON event (channel, id);
CREATE TABLE idempotency (
    principal TEXT NOT NULL,
    key TEXT NOT NULL,
    digest BLOB NOT NULL,
    first_id INTEGER NOT NULL,
    count INTEGER NOT NULL,
    at INTEGER NOT NULL,
    PRIMARY KEY (principal, key)
) WITHOUT ROWID;
CREATE INDEX idempotency_at ON idempotency (at);
CREATE INDEX idempotency_principal ON idempotency (principal, at);
INSERT INTO log (only, head, last_at) VALUES (1, 0, 0);
PRAGMA user_version = 1;
COMMIT;
"""

CHECKED_BYTES = 512 * 2**20
"""A log up to this size is checked from end to end when its first user opens it, at 1 GiB a second."""

BUSY_MS = 25
"""How long SQLite itself waits for another process's write lock before the caller checks its deadline."""


LEAST_SQLITE = (3, 35, 0)
"""The first with RETURNING, which publishing and jobs are built on."""


def check_sqlite(found: tuple[int, ...] = sqlite3.sqlite_version_info) -> None:
    """Raises: SettingsError, this Python's SQLite is too old."""
    if found < LEAST_SQLITE:
        raise SettingsError(
            f"This Python has SQLite {'.'.join(map(str, found))}, and Tailrace needs"
            f" {'.'.join(map(str, LEAST_SQLITE))} or newer: use a Python that was built with a newer one."
        )


def connect(path: Path, *, synchronous: str = "FULL") -> sqlite3.Connection:
    connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False, cached_statements=64, timeout=0)
    connection.execute(f"PRAGMA busy_timeout={BUSY_MS}")
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute(f"PRAGMA synchronous={synchronous}")
    return connection


class Lock:
    """An advisory lock on a file. It ends with the process, whatever happens to that."""

    def __init__(self, path: Path) -> None:
        self._fd = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)

    def exclusive(self) -> None:
        fcntl.flock(self._fd, fcntl.LOCK_EX)

    def try_exclusive(self) -> bool:
        try:
            fcntl.flock(self._fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True

    def shared(self) -> None:
        fcntl.flock(self._fd, fcntl.LOCK_SH)

    def close(self) -> None:
        os.close(self._fd)


class HighWater:
    """A number beside the database, never below its head. Written once per million ids, before they are used."""

    STEP = 1 << 20

    def __init__(self, path: Path) -> None:
        self._path = path
        self._reserved = self.read()

    def read(self) -> int:
        try:
            return int(self._path.read_text())
        except (FileNotFoundError, ValueError):
            return 0

    def cover(self, head: int) -> None:
        """Raise the mark to ``head`` or above. Called inside the write transaction, so by one process at a time."""
        if head <= self._reserved:
            return
        self._reserved = self.read()
        if head <= self._reserved:
            return
        self._reserved = head + self.STEP
        new = self._path.with_suffix(".new")
        with new.open("w") as file:
            file.write(str(self._reserved))
            file.flush()
            os.fsync(file.fileno())
        new.replace(self._path)


def open_files(folder: Path, synchronous: str, now_s: float) -> tuple[sqlite3.Connection, Lock, HighWater]:
    """Create or open the log. The returned lock is held, shared, for as long as the log is open.

    Raises:
        Unavailable: the files cannot be used; says why. Nothing is overwritten.
    """
    check_sqlite()
    path = folder / "events.db"
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        opening = Lock(folder / "events.opening.lock")
        opening.exclusive()
        try:
            return _open_under_lock(folder, path, synchronous, now_s)
        finally:
            opening.close()
    except sqlite3.DatabaseError as error:
        raise _refusal(path, error) from error
    except OSError as error:
        raise Unavailable(
            f"The event log's folder {folder} cannot be used: {error.strerror}.", code="event_log_unusable"
        ) from error


def _open_under_lock(
    folder: Path, path: Path, synchronous: str, now_s: float
) -> tuple[sqlite3.Connection, Lock, HighWater]:
    in_use = Lock(folder / "events.lock")
    try:
        is_first = in_use.try_exclusive()
        if is_first and path.exists():
            _look_for_damage(path)
        connection = connect(path, synchronous=synchronous)
        high_water = HighWater(folder / "events.high")
        _create_or_check(connection, path)
        if is_first:
            _begin_epoch(connection, high_water, now_s)
        in_use.shared()
    except BaseException:
        in_use.close()
        raise
    return connection, in_use, high_water


def _look_for_damage(path: Path) -> None:
    """Looks with a connection that cannot write: closing any other would move what waits in the -wal into the file.

    Raises: sqlite3.DatabaseError; Unavailable, the log is a newer one.
    """
    connection = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)
    try:
        connection.execute(f"PRAGMA busy_timeout={BUSY_MS}")
        _is_empty(connection, path)
        if path.stat().st_size <= CHECKED_BYTES:
            found = connection.execute("PRAGMA quick_check(1)").fetchone()[0]
            if found != "ok":
                raise Damaged(" ".join(found.split()).removeprefix("*** in database main *** "))
    finally:
        connection.close()


class Damaged(sqlite3.DatabaseError):
    """Damage that we found by asking; SQLite itself raised nothing."""

    sqlite_errorcode = sqlite3.SQLITE_CORRUPT


def _refusal(path: Path, error: sqlite3.DatabaseError) -> Unavailable:
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    if code in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
        return Unavailable(
            f"Another program (a backup, a shell) has locked the event log {path}; end that program and start again.",
            code="event_log_busy",
        )
    if code in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB):
        return Unavailable(
            f"The event log {path} is damaged and cannot be opened: {error}. Nothing was changed;"
            " restore it from a backup, or move it away together with its -wal and -shm files to begin a new one.",
            code="event_log_damaged",
        )
    return Unavailable(
        f"The event log {path} cannot be opened: {error}. Nothing was changed; make sure that this user may write it.",
        code="event_log_unusable",
    )


def _create_or_check(connection: sqlite3.Connection, path: Path) -> None:
    if _is_empty(connection, path):
        # Other openers wait at the lock. A crash in here leaves an empty database, which the next opening fills.
        connection.executescript(SCHEMA)


def _is_empty(connection: sqlite3.Connection, path: Path) -> bool:
    """Raises: Unavailable, the database is not of this version."""
    version = connection.execute("PRAGMA user_version").fetchone()[0]
    if version == 0 and not connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]:
        return True
    if version != VERSION:
        raise Unavailable(
            f"The event log {path} cannot be opened: it has version {version}, and this Tailrace knows {VERSION}."
            " Nothing was changed; start the Tailrace that wrote it, or a newer one.",
            code="event_log_unusable",
        )
    return False


def _begin_epoch(connection: sqlite3.Connection, high_water: HighWater, now_s: float) -> None:
    deadline = time.monotonic() + 5
    while True:
        try:
            connection.execute("BEGIN IMMEDIATE")
            break
        except sqlite3.OperationalError:
            if time.monotonic() > deadline:
                raise
    head = connection.execute("SELECT head FROM log").fetchone()[0]
    start = max(head, high_water.read(), int(now_s) << 20)
    row = connection.execute("SELECT start FROM epoch WHERE last IS NULL").fetchone()
    if row is None or row[0] != start:  # if it is, nothing was handed out in it and it goes on
        connection.execute("UPDATE epoch SET last = ? WHERE last IS NULL", (head,))
        connection.execute("INSERT INTO epoch (start, last) VALUES (?, NULL)", (start,))
        connection.execute("UPDATE log SET head = ?", (start,))
    high_water.cover(start)
    connection.execute("COMMIT")
