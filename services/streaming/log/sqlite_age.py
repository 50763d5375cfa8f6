"""Which events of the SQLite event log are too old, where channels keep theirs for different times.

Ids rise with time. So each age has one place in the log: all events below it were looked at when they reached that age.
What one look costs does not depend on how much is kept.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from typing import NamedTuple

from services.streaming.log.retention import Kept, Retention

_LOOKED_AT = 5000
"""Events per look, read without a lock in about three milliseconds."""

_REMEMBERED = 10_000


class Old(NamedTuple):
    """The events of a channel up to ``id`` are too old."""

    number: int
    id: int


class Ages:
    """Ask again while it `is_behind`."""

    def __init__(self) -> None:
        self._retention: Retention | None = None
        self._seen: dict[float, int] = {}
        self._kept: dict[int, Kept] = {}
        self.is_behind = False

    def begin_anew(self) -> None:
        self._retention = None

    def kept_of(self, reader: sqlite3.Connection, number: int, retention: Retention) -> Kept:
        """What is kept of the channel with this number."""
        if number not in self._kept:
            if len(self._kept) >= _REMEMBERED:
                self._kept.clear()
            (name,) = reader.execute("SELECT name FROM channel WHERE number = ?", (number,)).fetchone()
            self._kept[number] = retention.of(name)
        return self._kept[number]

    def find(self, reader: sqlite3.Connection, retention: Retention, now_s: float, max_rows: int) -> list[Old]:
        """At most ``max_rows`` events that are too old now. They count as removed."""
        if retention != self._retention:
            self._retention = retention
            self._seen = {kept.oldest_s: 0 for kept in retention.every}
            self._kept.clear()
        found: dict[int, int] = {}
        self.is_behind = False
        left = max_rows
        for age_s in sorted(self._seen):
            left -= self._find(reader, age_s, int((now_s - age_s) * 1000), left, found)
        return [Old(number, id) for number, id in found.items()]

    def _find(
        self, reader: sqlite3.Connection, age_s: float, oldest_at: int, max_rows: int, found: dict[int, int]
    ) -> int:
        retention = self._retention
        assert retention is not None
        is_its = self._is_of_age(reader, retention, age_s)
        count = 0
        rows = reader.execute(
            "SELECT id, channel, at FROM event WHERE id > ? ORDER BY id LIMIT ?", (self._seen[age_s], _LOOKED_AT)
        ).fetchall()
        for id, number, at in rows:
            if at > oldest_at:
                return count
            if is_its(number):
                if count >= max_rows:
                    self.is_behind = True
                    return count
                found[number] = max(id, found.get(number, 0))
                count += 1
            self._seen[age_s] = id
        self.is_behind |= len(rows) == _LOOKED_AT
        return count

    def _is_of_age(self, reader: sqlite3.Connection, retention: Retention, age_s: float) -> Callable[[int], bool]:
        if not retention.rules:
            return lambda number: True
        return lambda number: self.kept_of(reader, number, retention).oldest_s == age_s
