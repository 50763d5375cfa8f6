"""Reading the SQLite event log. Each function works inside the snapshot that its caller has begun."""

from __future__ import annotations

import heapq
import sqlite3
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import closing

from services.streaming.event import Event
from services.streaming.log.event_log import Closing, Gap, Replay, Tail

Epochs = Sequence[tuple[int, int | None]]

_EVENTS = "SELECT id, type, at, data, prefix FROM event WHERE channel = ? AND id > ? ORDER BY id LIMIT ?"
_NEWEST = "SELECT id, type, at, data, prefix FROM event WHERE channel = ? ORDER BY id DESC LIMIT 1"
_ALL_EVENTS = (
    "SELECT event.id, channel.name, event.type, event.at, event.data, event.prefix"
    " FROM event JOIN channel ON channel.number = event.channel WHERE event.id > ? ORDER BY event.id LIMIT ?"
)


def head(connection: sqlite3.Connection) -> int:
    return int(connection.execute("SELECT head FROM log").fetchone()[0])


def standing(connection: sqlite3.Connection, channels: Collection[str]) -> tuple[frozenset[str], int]:
    closed = frozenset(name for name in channels if _channel(connection, name)[3])
    return closed, head(connection)


def epochs(connection: sqlite3.Connection) -> list[tuple[int, int | None]]:
    """The spans of positions that this log has handed out, oldest first. The last one is open."""
    return connection.execute("SELECT start, last FROM epoch ORDER BY start").fetchall()


def is_known(position: int, epochs: Epochs, head: int) -> bool:
    """Whether ``position`` is one of this log's. 0, the beginning, always is."""
    return position == 0 or any(start <= position <= (head if last is None else last) for start, last in epochs)


def replay(
    connection: sqlite3.Connection, epochs: Epochs, channels: Collection[str], after: int, limit: int, max_bytes: int
) -> Replay:
    top = head(connection)
    items: list[Event | Gap] = []
    is_of_this_log = is_known(after, epochs, top)
    if not is_of_this_log:
        start = epochs[0][0]
        items.append(Gap(None, after, start, "reset"))
        after = start
    rows = [_channel(connection, name) for name in channels]
    streams: list[Iterable[Event | Gap]] = []
    for name, number, trimmed_to, _closed in rows:
        if trimmed_to > after:
            streams.append([Gap(name, after, trimmed_to, "trimmed")])
        if number:
            streams.append(_events(connection, name, number, after, limit + 2))  # one more than a page
    cut = top
    size = 0
    for item in heapq.merge(*streams, key=_position):
        if size >= max_bytes or len(items) > limit:
            cut = _position(items[-1])
            break
        items.append(item)
        size += len(item.data) if isinstance(item, Event) else 0
    closed = frozenset(name for name, *_, closed_at in rows if closed_at)
    has_gap = not is_of_this_log or any(trimmed_to > after for _, _, trimmed_to, _ in rows)
    return Replay(items, cut, top, cut == top, closed, has_gap)


def newest(connection: sqlite3.Connection, channel: str) -> Event | None:
    _, number, _, _ = _channel(connection, channel)
    row = connection.execute(_NEWEST, (number,)).fetchone()
    return None if row is None else Event(row[0], channel, *row[1:])


def _events(connection: sqlite3.Connection, name: str, number: int, after: int, limit: int) -> Iterator[Event]:
    """Reads rows one by one, since a page's bytes may be used up long before its ``limit``."""
    with closing(connection.execute(_EVENTS, (number, after, limit))) as rows:
        for id, type, at, data, prefix in rows:
            yield Event(id, name, type, at, data, prefix)


def tail(connection: sqlite3.Connection, after: int, limit: int, max_bytes: int) -> Tail:
    top, top_trimmed, top_closed = connection.execute("SELECT head, top_trimmed, top_closed FROM log").fetchone()
    if top <= after:
        return Tail(upto=after)
    items: list[Event | Gap | Closing] = []
    size = 0
    upto = top
    with closing(connection.execute(_ALL_EVENTS, (after, limit))) as rows:
        for row in rows:
            items.append(Event._make(row))
            size += len(row[4])
            if size >= max_bytes or len(items) == limit:
                upto = row[0]
                break
    extra: list[Event | Gap | Closing] = []
    if top_trimmed > after:
        found = connection.execute(
            "SELECT name, trimmed_to FROM channel WHERE trimmed_to > ? AND trimmed_to <= ?", (after, upto)
        )
        extra += [Gap(name, after, trimmed_to, "trimmed") for name, trimmed_to in found.fetchall()]
    if top_closed > after:
        found = connection.execute("SELECT closed, name FROM channel WHERE closed > ? AND closed <= ?", (after, upto))
        extra += [Closing(id, name) for id, name in found.fetchall()]
    if extra:
        items = sorted(items + extra, key=_position)
    return Tail(upto, items, is_complete=upto == top)


def _channel(connection: sqlite3.Connection, name: str) -> tuple[str, int, int, int]:
    row = connection.execute("SELECT number, trimmed_to, closed FROM channel WHERE name = ?", (name,)).fetchone()
    return (name, *row) if row else (name, 0, 0, 0)


def _position(item: Event | Gap | Closing) -> int:
    return item.to if isinstance(item, Gap) else item.id
