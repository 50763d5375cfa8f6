"""Retention in the SQLite event log: removes what is too old or too much, in small steps, and records what is missing.

``trimmed_to`` moves in the transaction that deletes, so no reader ever meets a hole without its gap. `look` finds
what to remove before that transaction, and only where something was added or grew old: a channel's row is kept for
ever, since it says where the history ends and whether the channel is closed. So there may be millions of rows.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Sequence
from pathlib import Path

from services.streaming.log.retention import Retention
from services.streaming.log.sqlite_age import Ages, Old
from services.streaming.log.sqlite_schema import Lock

IDEMPOTENCY_MS = 24 * 3600 * 1000
IDEMPOTENCY_KEYS = 200_000
"""Per caller: about 50 MB. Nobody can push out another caller's."""

_JUMP_S = 30.0

_CHANNELS = 2000
"""Full channels that are looked for at once after the rules have changed."""

# NOT INDEXED: read in the order of ids, which ends with the new events, and not the whole index by channel.
_GROWN = """
    SELECT number, name, kept FROM channel WHERE kept > ? AND number IN (
        SELECT value FROM json_each(?) UNION SELECT channel FROM event NOT INDEXED WHERE id > ?
    )
"""
_ANY = "SELECT number, name, kept FROM channel WHERE number > ? AND kept > ? ORDER BY number LIMIT ?"


class Trimmer:
    """Trims for all processes: the one that holds the file lock does it."""

    def __init__(self, folder: Path, now_s: Callable[[], float], monotonic_s: Callable[[], float]) -> None:
        self._lock = Lock(folder / "events.trim.lock")
        self._now_s = now_s
        self._monotonic_s = monotonic_s
        self._offset_s = now_s() - monotonic_s()
        self._paused_until = 0.0
        self._retention: Retention | None = None
        self._seen_id = self._seen_at = 0
        self._unseen: int | None = 0
        self._full: set[int] = set()
        self._ages = Ages()
        self._old: Sequence[Old] = ()
        self._crowded: dict[str, int] = {}

    def may_trim(self, retention: Retention) -> bool:
        """Whether this process may trim now: not while another one does, nor just after the clock was set."""
        monotonic = self._monotonic_s()
        offset_s = self._now_s() - monotonic
        if abs(offset_s - self._offset_s) > _JUMP_S:
            # Ages measured across a jump of the clock mean nothing, and an operator may be about to set it right.
            self._paused_until = monotonic + max(60.0, *(kept.grace_s for kept in retention.every))
        self._offset_s = offset_s
        return monotonic >= self._paused_until and self._lock.try_exclusive()

    def begin_anew(self) -> None:
        """Look at everything again: what was found could not be removed."""
        self._retention = None
        self._ages.begin_anew()

    def look(self, reader: sqlite3.Connection, retention: Retention, max_rows: int) -> None:
        """Find events that are too old, channels with too many and callers with too many keys, outside any
        transaction: nobody waits.
        """
        self._old = self._ages.find(reader, retention, self._now_s(), max_rows)
        head, last_at = reader.execute("SELECT head, last_at FROM log").fetchone()
        self._look_for_full(reader, retention)
        # "At or after": more keys may have come in the last millisecond that was seen.
        active = "SELECT DISTINCT principal FROM idempotency INDEXED BY idempotency_at WHERE at >= ?"
        for (principal,) in reader.execute(active, (self._seen_at,)).fetchall():
            newest = "SELECT at FROM idempotency WHERE principal = ? ORDER BY at DESC LIMIT 1 OFFSET ?"
            over = reader.execute(newest, (principal, IDEMPOTENCY_KEYS)).fetchone()
            if over:
                self._crowded[principal] = over[0]
        self._seen_id, self._seen_at = head, last_at

    def _look_for_full(self, reader: sqlite3.Connection, retention: Retention) -> None:
        if retention != self._retention:
            self._retention, self._unseen = retention, 0
        least = min(kept.events for kept in retention.every)
        rows = reader.execute(_GROWN, (least, json.dumps([*self._full]), self._seen_id)).fetchall()
        if self._unseen is not None:
            some = reader.execute(_ANY, (self._unseen, least, _CHANNELS)).fetchall()
            self._unseen = some[-1][0] if len(some) == _CHANNELS else None
            rows += some
        self._full = {number for number, name, kept in rows if kept > retention.of(name).events}

    def trim(self, writer: sqlite3.Connection, retention: Retention, max_rows: int) -> int:
        """Remove what `look` has found. 0 if there was nothing, and nothing is left to look at."""
        now_ms = int(self._now_s() * 1000)
        removed = sum(self._remove(writer, number, id) for number, id in self._old)
        removed += self._trim_count(writer, retention, now_ms, max_rows - removed)
        removed += self._trim_idempotency(writer, now_ms)
        return removed or int(self._ages.is_behind or self._unseen is not None)

    def _trim_count(self, writer: sqlite3.Connection, retention: Retention, now_ms: int, max_rows: int) -> int:
        removed = 0
        for number in self._full:
            if removed >= max_rows:
                break
            kept = self._ages.kept_of(writer, number, retention)
            youngest = now_ms - int(kept.grace_s * 1000)
            (excess,) = writer.execute(
                "SELECT kept - ? FROM channel WHERE number = ?", (kept.events, number)
            ).fetchone()
            room = max(0, min(excess, max_rows - removed))
            oldest = "SELECT id, at FROM event WHERE channel = ? ORDER BY id LIMIT ?"
            ids = [id for id, at in writer.execute(oldest, (number, room)).fetchall() if at <= youngest]
            if ids:
                removed += self._remove(writer, number, ids[-1])
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
        """Remove everything of a channel up to a position; False if there is no such channel."""
        row = writer.execute("SELECT number FROM channel WHERE name = ?", (channel,)).fetchone()
        if row is not None:
            self._remove(writer, row[0], id)
        return row is not None

    @staticmethod
    def _remove(writer: sqlite3.Connection, number: int, to: int) -> int:
        count = writer.execute("DELETE FROM event WHERE channel = ? AND id <= ?", (number, to)).rowcount
        writer.execute(
            "UPDATE channel SET kept = kept - ?, trimmed_to = max(trimmed_to, ?) WHERE number = ?", (count, to, number)
        )
        writer.execute("UPDATE log SET top_trimmed = max(top_trimmed, ?)", (to,))
        return count

    def close(self) -> None:
        self._lock.close()
