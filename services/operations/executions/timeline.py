"""The timeline of an execution: when it was queued, started, fell silent, ended, and what it told meanwhile.

What a face's run told lies on its channel, what an outside program reported in the table of its kept events. A
conversation's events are shown to nobody but their owner; everybody else sees when things happened, and no more.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec
from sqlalchemy import select

from services.auth.identity import Identity
from services.errors import BadRequest
from services.face import SharedRooms
from services.jobs.runner import job_log
from services.operations.executions.acts import Acts
from services.operations.executions.record import ExecutionEventRecord
from services.runs.execution_record import ExecutionRecord
from services.streaming.event import Event
from services.streaming.log.event_log import MAX_POSITION

PAGE = 200
_PAGE_BYTES = 1_000_000
_LOG_BYTES = 262_144


@dataclass(frozen=True, slots=True)
class Entry:
    """``id`` is a position in the event log; None for what nobody published. ``at`` is in Unix seconds."""

    id: int | None
    at: float
    type: str
    event: msgspec.Raw | dict[str, Any]

    def as_dict(self) -> dict[str, Any]:
        return {"id": self.id, "at": self.at, "type": self.type, "data": self.event}


@dataclass(frozen=True, slots=True)
class TimelinePage:
    """In the order of time. ``next`` is the cursor of what follows; None behind the last. ``is_private``: the rest is
    its owner's alone. ``is_trimmed``: something before these is no longer kept.
    """

    entries: list[Entry]
    next: str | None
    is_private: bool = False
    is_trimmed: bool = False

    def as_dict(self) -> dict[str, Any]:
        return {
            "events": [entry.as_dict() for entry in self.entries],
            "next": self.next,
            "is_private": self.is_private,
            "is_trimmed": self.is_trimmed,
        }


class Timeline:
    def __init__(self, rooms: SharedRooms, acts: Acts) -> None:
        self._rooms = rooms
        self._acts = acts

    def page(
        self, identity: Identity, execution_id: str, *, after: str | None = None, limit: int = PAGE
    ) -> TimelinePage:
        """What happened after the cursor. Raises: NotFound; BadRequest, it is no cursor; Unavailable."""
        row = self._acts.find(identity, execution_id)
        position, since = _place(after)
        times = [entry for entry in _times(row) if entry.at >= since]
        if self._is_hidden(identity, row):
            return TimelinePage(times, None, is_private=True)
        if row.publisher is not None:
            return self._reported(row, position, limit)
        replay = self._rooms.event_log.read_after([row.channel], position, limit=limit, max_bytes=_PAGE_BYTES)
        told = [_told(item) for item in replay.items if isinstance(item, Event)]
        until = math.inf if replay.is_complete else told[-1].at if told else since
        entries = [entry for entry in times if entry.at < until] + told
        entries.sort(key=lambda entry: (entry.at, entry.id or 0))
        following = None if replay.is_complete else f"{replay.cursor}-{round(until * 1000)}"
        return TimelinePage(entries, following, is_trimmed=replay.has_gap)

    def log(self, identity: Identity, execution_id: str) -> str | None:
        """What the processes of its job wrote, the newest part of it, for operators; None if there is nothing, or it is
        not for this caller. Blocks for the disk. Raises: NotFound.
        """
        row = self._acts.find(identity, execution_id)
        if row.publisher is not None or not identity.is_admin or self._is_hidden(identity, row):
            return None
        path: Path = self._rooms.settings.data / job_log.FOLDER / f"{row.id}.log"
        try:
            with path.open("rb") as file:
                file.seek(max(0, path.stat().st_size - _LOG_BYTES))
                return file.read(_LOG_BYTES).decode(errors="replace")
        except OSError:
            return None

    def _is_hidden(self, identity: Identity, row: ExecutionRecord) -> bool:
        return row.publisher is None and row.owner_id != identity.user_id and self._acts.is_private(row.kind)

    def _reported(self, row: ExecutionRecord, after: int, limit: int) -> TimelinePage:
        own = (ExecutionEventRecord.execution == row.id, ExecutionEventRecord.id > after)
        query = select(ExecutionEventRecord).where(*own).order_by(ExecutionEventRecord.id).limit(limit + 1)
        with self._rooms.database.session() as session:
            rows = session.scalars(query).all()
        entries = [Entry(one.position, one.at, one.type, msgspec.Raw(one.event.encode())) for one in rows[:limit]]
        return TimelinePage(entries, f"{rows[limit - 1].id}-0" if len(rows) > limit else None)


def _times(row: ExecutionRecord) -> Iterator[Entry]:
    yield Entry(None, row.created_at, "queued", {})
    if row.started_at is not None:
        yield Entry(None, row.started_at, "started", {})
    if row.finished_at is not None:
        yield Entry(None, row.finished_at, "ended", {"status": row.state, "error": row.error})


def _told(event: Event) -> Entry:
    return Entry(event.id, event.at / 1000, event.type, msgspec.Raw(event.published))


def _place(cursor: str | None) -> tuple[int, float]:
    """Behind which event, and since when, so that each time is on one page. Raises: BadRequest."""
    if not cursor:
        return 0, -math.inf
    parts = cursor.split("-")
    if len(cursor) > 40 or len(parts) != 2 or not all(part.isascii() and part.isdigit() for part in parts):
        raise BadRequest("'after' is what 'next' of the page before says.", code="bad_cursor")
    if int(parts[0]) > MAX_POSITION:
        raise BadRequest("'after' is what 'next' of the page before says.", code="bad_cursor")
    return int(parts[0]), int(parts[1]) / 1000
