"""Retention in the SQLite event log: removes what is too old or too much, in small steps, and records what is missing.

``trimmed_to`` moves in the transaction that deletes, so no reader ever meets a hole without its gap. `look` finds
what to remove before that transaction, and only where something was added: a channel's row is kept for ever, since it
says where the history ends and whether the channel is closed. So there may be millions of rows.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable
from pathlib import Path

from services.streaming.log.event_log import Retention
from services.streaming.log.sqlite_schema import Lock

IDEMPOTENCY_MS = 24 * 3600 * 1000
IDEMPOTENCY_KEYS = 200_000
"""Per caller: about 50 MB. Nobody can push out another caller's."""

_JUMP_S = 30.0

# NOT INDEXED: read in the order of ids, which ends with the new events, and not the whole index by channel.
_FULL = """
    SELECT number FROM channel WHERE kept > ? AND number IN (
        SELECT value FROM json_each(?) UNION SELECT channel FROM event NOT INDEXED WHERE id > ?
    )
"""


class Trimmer:
    """Trims for all processes: the one that holds the file lock does it."""

    def __init__(self, folder: Path, now_s: Callable[[], float], monotonic_s: Callable[[], float]) -> None:
        self._lock = Lock(folder / "events.trim.lock")
        self._now_s = now_s
        self._monotonic_s = monotonic_s
        self._offset_s = now_s() - monotonic_s()
        self._paused_until = 0.0
        self._events_kept = 0
        self._seen_id = self._seen_at = 0
        self._full: set[int] = set()
        self._crowded: dict[str, int] = {}

    def may_trim(self, retention: Retention) -> bool:
        """Whether this process may trim now: not while another one does, nor just after the clock was set."""
        monotonic = self._monotonic_s()
        offset_s = self._now_s() - monotonic
        if abs(offset_s - self._offset_s) > _JUMP_S:
            # Ages measured across a jump of the clock mean nothing, and an operator may be about to set it right.
            self._paused_until = monotonic + max(60.0, retention.grace_s)
        self._offset_s = offset_s
        return monotonic >= self._paused_until and self._lock.try_exclusive()

    def look(self, reader: sqlite3.Connection, retention: Retention) -> None:
        """Find channels with too many events and callers with too many keys, outside any transaction: nobody waits."""
        head, last_at = reader.execute("SELECT head, last_at FROM log").fetchone()
        if retention.events == self._events_kept:
            found = reader.execute(_FULL, (retention.events, json.dumps([*self._full]), self._seen_id))
        else:
            found = reader.execute("SELECT number FROM channel WHERE kept > ?", (retention.events,))
        self._full = {number for (number,) in found.fetchall()}
        # "At or after": more keys may have come in the last millisecond that was seen.
        active = "SELECT DISTINCT principal FROM idempotency INDEXED BY idempotency_at WHERE at >= ?"
        for (principal,) in reader.execute(active, (self._seen_at,)).fetchall():
            newest = "SELECT at FROM idempotency WHERE principal = ? ORDER BY at DESC LIMIT 1 OFFSET ?"
            over = reader.execute(newest, (principal, IDEMPOTENCY_KEYS)).fetchone()
            if over:
                self._crowded[principal] = over[0]
        self._events_kept, self._seen_id, self._seen_at = retention.events, head, last_at

    def trim(self, writer: sqlite3.Connection, retention: Retention, max_rows: int) -> int:
        """Remove what `look` has found, and what is too old."""
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
        for number in self._full:
            if removed >= max_rows:
                break
            excess = writer.execute("SELECT kept - ? FROM channel WHERE number = ?", (kept, number)).fetchone()[0]
            room = max(0, min(excess, max_rows - removed))
            oldest = "SELECT id, at FROM event WHERE channel = ? ORDER BY id LIMIT ?"
            ids = [id for id, at in writer.execute(oldest, (number, room)).fetchall() if at <= youngest]
            if ids:
                self._remove(writer, number, ids[-1], len(ids))
                removed += len(ids)
        return removed

    def _trim_idempotency(self, writer: sqlite3.Connection, now_ms: int) -> int:
        found = writer.execute(
            "SELECT principal, key FROM idempotency WHERE at <= ? LIMIT 500", (now_ms - IDEMPOTENCY_MS,)
        ).fetchall()
        for principal, until in list(self._crowded.items()):
            oldest = "SELECT principal, key FROM idempotency WHERE principal = ? AND at <= ? LIMIT 500"
            if over := writer.execute(oldest, (principal, until)).fetchall():
                found += over
                break
            del self._crowded[principal]
        writer.executemany("DELETE FROM idempotency WHERE principal = ? AND key = ?", found)
        return len(found)

    def purge(self, writer: sqlite3.Connection, channel: str, id: int) -> bool:
        """Remove everything up to the new position ``id``; False if there is no such channel."""
        row = writer.execute("SELECT number, kept FROM channel WHERE name = ?", (channel,)).fetchone()
        if row is not None:
            self._remove(writer, row[0], id, row[1])
        return row is not None

    @staticmethod
    def _remove(writer: sqlite3.Connection, number: int, to: int, count: int) -> None:
        writer.execute("DELETE FROM event WHERE channel = ? AND id <= ?", (number, to))
        writer.execute(
            "UPDATE channel SET kept = kept - ?, trimmed_to = max(trimmed_to, ?) WHERE number = ?", (count, to, number)
        )
        writer.execute("UPDATE log SET top_trimmed = max(top_trimmed, ?)", (to,))

    def close(self) -> None:
        self._lock.close()
