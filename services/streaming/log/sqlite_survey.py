"""A survey of the SQLite event log. Each call is one snapshot."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Collection
from contextlib import AbstractContextManager
from typing import Protocol

from services.streaming.event import Event
from services.streaming.log.survey import MEASURED, ChannelState, Published

_CHANNEL = "SELECT number, name, kept, trimmed_to, closed FROM channel"
_EVENT = "SELECT id, type, at, data, prefix FROM event WHERE channel = ?"


class _Reader(Protocol):
    connection: sqlite3.Connection


class SqliteSurvey:
    """``reading`` gives a connection inside a snapshot."""

    def __init__(self, reading: Callable[[], AbstractContextManager[_Reader]]) -> None:
        self._reading = reading

    def channels(self, text: str, after: str, limit: int, *, with_empty: bool = False) -> list[ChannelState]:
        # '~' begins the names of internal channels alone, and sorts behind all others
        found = f"{_CHANNEL} WHERE name > ? AND name < '~' AND instr(name, ?) > 0 AND kept >= ? ORDER BY name LIMIT ?"
        with self._reading() as reader:
            rows = reader.connection.execute(found, (after, text, 0 if with_empty else 1, limit)).fetchall()
            return [_state(reader.connection, *row) for row in rows]

    def channel(self, name: str) -> ChannelState | None:
        with self._reading() as reader:
            row = reader.connection.execute(f"{_CHANNEL} WHERE name = ?", (name,)).fetchone()
            return row and _state(reader.connection, *row)

    def around(self, channel: str, id: int, before: int, after: int) -> list[Event]:
        with self._reading() as reader:
            connection = reader.connection
            row = connection.execute(f"{_CHANNEL} WHERE name = ?", (channel,)).fetchone()
            if row is None:
                return []
            earlier = connection.execute(
                f"{_EVENT} AND id < ? ORDER BY id DESC LIMIT ?", (row[0], id, before)
            ).fetchall()
            at = connection.execute(f"{_EVENT} AND id = ?", (row[0], id)).fetchall()
            later = connection.execute(f"{_EVENT} AND id > ? ORDER BY id LIMIT ?", (row[0], id, after)).fetchall()
            return [Event(one[0], channel, *one[1:]) for one in (*earlier[::-1], *at, *later)]

    def published(self, channels: Collection[str], after: int, max_ids: int) -> list[Published]:
        with self._reading() as reader:
            return [_published(reader.connection, name, after, max_ids) for name in sorted(channels)]

    def event(self, id: int) -> Event | None:
        found = (
            "SELECT channel.name, event.type, event.at, event.data, event.prefix FROM event"
            " JOIN channel ON channel.number = event.channel WHERE event.id = ?"
        )
        with self._reading() as reader:
            row = reader.connection.execute(found, (id,)).fetchone()
            return row and Event(id, *row)


def _state(
    connection: sqlite3.Connection, number: int, name: str, kept: int, trimmed_to: int, closed: int
) -> ChannelState:
    ends = "SELECT id, at FROM event WHERE channel = ? ORDER BY id {} LIMIT 1"
    oldest = connection.execute(ends.format("ASC"), (number,)).fetchone()
    newest = connection.execute(ends.format("DESC"), (number,)).fetchone()
    sizes = "SELECT length(data) FROM event WHERE channel = ? ORDER BY id DESC LIMIT ?"
    measured = [size for (size,) in connection.execute(sizes, (number, MEASURED)).fetchall()]
    is_measured = len(measured) == kept
    return ChannelState(
        name,
        max(newest[0] if newest else 0, trimmed_to, closed),
        kept,
        sum(measured) if is_measured else sum(measured) * kept // len(measured),
        is_measured,
        oldest and oldest[1],
        newest and newest[1],
        trimmed_to,
        closed,
    )


def _published(connection: sqlite3.Connection, name: str, after: int, max_ids: int) -> Published:
    row = connection.execute(f"{_CHANNEL} WHERE name = ?", (name,)).fetchone()
    if row is None:
        return Published(name, 0, None, None, (), 0)
    number, trimmed_to = row[0], row[3]
    counted = "SELECT count(*), min(id), max(id) FROM event WHERE channel = ? AND id > ?"
    some = "SELECT id FROM event WHERE channel = ? AND id > ? ORDER BY id LIMIT ?"
    count, first, last = connection.execute(counted, (number, after)).fetchone()
    ids = tuple(id for (id,) in connection.execute(some, (number, after, max_ids)).fetchall())
    return Published(name, count, first, last, ids, trimmed_to if trimmed_to > after else 0)
