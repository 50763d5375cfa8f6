"""Retention in the SQLite event log: removes what is too old or too much, in small steps, and writes down what is missing.

``trimmed_to`` moves in the transaction that deletes, so that no reader ever meets a hole without its gap.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from pathlib import Path

from services.streaming.event_log import Retention
from services.streaming.sqlite_schema import Lock

IDEMPOTENCY_MS = 24 * 3600 * 1000
IDEMPOTENCY_KEYS = 200_000
_JUMP_S = 30.0


class Trimmer:
    """Trims for all processes: whoever holds the file lock does it."""

    def __init__(self, folder: Path, now_s: Callable[[], float], monotonic_s: Callable[[], float]) -> None:
        self._lock = Lock(folder / "events.trim.lock")
        self._now_s = now_s
        self._monotonic_s = monotonic_s
        self._offset_s = now_s() - monotonic_s()
        self._paused_until = 0.0

    def may_trim(self, retention: Retention) -> bool:
        """Whether this process trims now: not while another does, nor just after the clock was set."""
        monotonic = self._monotonic_s()
        offset_s = self._now_s() - monotonic
        if abs(offset_s - self._offset_s) > _JUMP_S:
            # Ages measured across a jump of the clock mean nothing; an operator may be about to set it right again.
            self._paused_until = monotonic + max(60.0, retention.grace_s)
        self._offset_s = offset_s
        return monotonic >= self._paused_until and self._lock.try_exclusive()

    def trim(self, writer: sqlite3.Connection, retention: Retention, max_rows: int) -> int:
        now_ms = int(self._now_s() * 1000)
        youngest = now_ms - int(retention.grace_s * 1000)
        removed = self._trim_age(writer, min(youngest, now_ms - int(retention.age_s * 1000)), max_rows)
        removed += self._trim_count(writer, retention.events, youngest, max_rows - removed)
        return removed + self._trim_idempotency(writer, now_ms)

    def _trim_age(self, writer: sqlite3.Connection, oldest_at: int, max_rows: int) -> int:
        # ``at`` never falls as ids rise, so the oldest events are the lowest ids.
        rows = writer.execute("SELECT id, channel, at FROM event ORDER BY id LIMIT ?", (max_rows,)).fetchall()
        last: dict[int, int] = {}
        count: dict[int, int] = {}
        for id, channel, at in rows:
            if at > oldest_at:
                break
            last[channel] = id
            count[channel] = count.get(channel, 0) + 1
        for channel, id in last.items():
            self._remove(writer, channel, id, count[channel])
        return sum(count.values())

    def _trim_count(self, writer: sqlite3.Connection, kept: int, youngest: int, max_rows: int) -> int:
        removed = 0
        for number, excess in writer.execute("SELECT number, kept - ? FROM channel WHERE kept > ?", (kept, kept)).fetchall():
            room = min(excess, max_rows - removed)
            if room <= 0:
                break
            oldest = "SELECT id, at FROM event WHERE channel = ? ORDER BY id LIMIT ?"
            ids = [id for id, at in writer.execute(oldest, (number, room)).fetchall() if at <= youngest]
            if ids:
                self._remove(writer, number, ids[-1], len(ids))
                removed += len(ids)
        return removed

    def _trim_idempotency(self, writer: sqlite3.Connection, now_ms: int) -> int:
        oldest = "SELECT at FROM idempotency ORDER BY at DESC LIMIT 1 OFFSET ?"
        over = writer.execute(oldest, (IDEMPOTENCY_KEYS,)).fetchone()
        until = max(now_ms - IDEMPOTENCY_MS, over[0] if over else 0)
        found = writer.execute("SELECT principal, key FROM idempotency WHERE at <= ? LIMIT 500", (until,)).fetchall()
        writer.executemany("DELETE FROM idempotency WHERE principal = ? AND key = ?", found)
        return len(found)

    def purge(self, writer: sqlite3.Connection, channel: str) -> None:
        row = writer.execute("SELECT number, kept FROM channel WHERE name = ?", (channel,)).fetchone()
        if row is None:
            return
        last = writer.execute("SELECT max(id) FROM event WHERE channel = ?", (row[0],)).fetchone()[0]
        if last is not None:
            self._remove(writer, row[0], last, row[1])

    @staticmethod
    def _remove(writer: sqlite3.Connection, number: int, to: int, count: int) -> None:
        writer.execute("DELETE FROM event WHERE channel = ? AND id <= ?", (number, to))
        writer.execute(
            "UPDATE channel SET kept = kept - ?, trimmed_to = max(trimmed_to, ?) WHERE number = ?", (count, to, number)
        )
        writer.execute("UPDATE log SET top_trimmed = max(top_trimmed, ?)", (to,))

    def close(self) -> None:
        self._lock.close()
