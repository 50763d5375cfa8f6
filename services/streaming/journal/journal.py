"""The journal: what became of every stream of the last day, over all workers on one data folder.

Each worker that notes something holds a lock on a file of its own, which the system takes back when the worker dies.
So whoever reads knows at once which streams ended with their worker.
"""

from __future__ import annotations

import contextlib
import os
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from services.errors import Unavailable
from services.streaming.journal.sqlite_journal import Batch, SqliteJournal
from services.streaming.log.sqlite_schema import Lock

_TRIM_ROWS = 500
_FILE = "streams.db"


@dataclass(frozen=True, slots=True)
class Kept:
    """What is kept: streams that ended less than ``seconds`` ago, and at most ``streams`` that have ended."""

    seconds: float = 86_400.0
    streams: int = 200_000


class Journal:
    """For reading in any process, for writing in a worker: then one thread calls `write`, `trim` and `leave`."""

    def __init__(self, folder: Path, kept: Kept = Kept(), *, now_s: Callable[[], float] = time.time) -> None:
        self.folder = folder
        self.kept = kept
        self._now_s = now_s
        self._own: tuple[str, Lock] | None = None
        self._writer: SqliteJournal | None = None

    # -- a worker's side ----------------------------------------------------------------------------------------------

    def write(self, key: str, batch: Batch, at: int) -> None:
        """Raises: sqlite3.Error, OSError."""
        if self._own is None:
            self._own = key, self._held(key)
        if self._writer is None:
            self._writer = SqliteJournal(self.folder / _FILE)
        self._writer.write(key, batch, at)
        os.utime(self._lock_of(key))  # its sign of life

    def _held(self, key: str) -> Lock:
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        while True:
            lock = Lock(self._lock_of(key))
            lock.exclusive()
            if self._lock_of(key).exists():
                return lock
            lock.close()  # somebody took it for a dead worker's before it was locked

    def begin_anew(self) -> None:
        """Let go of a file that could not be written. The next `write` opens it again."""
        if self._writer is not None:
            self._writer.close()
            self._writer = None

    def trim(self) -> int:
        """Remove, in one small step, what has had its time; 0 if there was nothing. Raises: sqlite3.Error."""
        if self._writer is None:
            return 0
        self._note_deaths(self._writer)
        ended_before = int((self._now_s() - self.kept.seconds) * 1000)
        return self._writer.trim(ended_before, self.kept.streams, _TRIM_ROWS)

    def leave(self, key: str) -> None:
        """The worker ends, and has noted so of its streams."""
        self.begin_anew()
        if self._own is not None:
            self._own[1].close()  # whoever comes next removes the rest
            self._own = None

    # -- everybody's --------------------------------------------------------------------------------------------------

    @contextmanager
    def reading(self) -> Iterator[SqliteJournal]:
        """What is noted, with the streams of dead workers ended. Raises: Unavailable."""
        try:
            # A command that looks makes no file, which the server's own user could then not write.
            path = self.folder / _FILE
            with closing(SqliteJournal(path if path.exists() else Path(":memory:"))) as found:
                self._note_deaths(found)
                yield found
        except sqlite3.Error as error:
            raise Unavailable(f"The journal of streams cannot be read: {error}.", code="journal_unavailable") from error

    def forget(self, user_id: str) -> None:
        """Remove all that is noted of a user. What a worker has still to note goes when it is told, too (`Recorder`).

        Raises: Unavailable.
        """
        with self.reading() as found:
            try:
                found.forget(user_id)
            except sqlite3.Error as error:
                raise Unavailable(
                    f"The journal of streams cannot be written: {error}.", code="journal_unavailable"
                ) from error

    def _note_deaths(self, found: SqliteJournal) -> None:
        for key, at in found.workers():
            if self._own is not None and key == self._own[0]:
                continue
            path = self._lock_of(key)
            if not path.exists():  # a restored copy
                found.note_death(key, at)
                continue
            with contextlib.suppress(OSError):  # another process was faster
                seen_at = int(path.stat().st_mtime * 1000)
                lock = Lock(path)
                try:
                    if lock.try_exclusive():
                        found.note_death(key, seen_at)
                        path.unlink()
                finally:
                    lock.close()

    def _lock_of(self, key: str) -> Path:
        return self.folder / f"{key}.lock"
