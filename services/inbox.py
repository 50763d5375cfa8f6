"""Inboxes: what the faces want appended with the events that people and programs publish (`services.face.Inbox`)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from services.auth.identity import Identity
from services.errors import BadRequest
from services.face import Face, SharedRooms
from services.streaming.event import MAX_EVENT_BYTES, NewEvent, encode_event
from services.streaming.log.retention import Kept, Rule

_ROOM_BYTES = 4096
"""For what a face adds to an event."""

_EVERYTHING = Kept(events=10**15, age_s=1e10, grace_s=0.0)


class Inboxes:
    def __init__(self, rooms: SharedRooms, faces: Iterable[Face[Any]]) -> None:
        self._rooms = rooms
        self._faces = {type: face for face in faces if face.inbox for type in face.inbox.types}

    def copies(self, author: Identity | None, events: Sequence[NewEvent]) -> list[NewEvent]:
        """What to append after ``events`` in their batch. Raises: BadRequest, one of them is not as its face wants."""
        if self._faces.keys().isdisjoint(event.type for event in events):
            return []
        copies: list[NewEvent] = []
        for number, event in enumerate(events):
            face = self._faces.get(event.type)
            if face is None or face.inbox is None:
                continue
            try:
                values = face.inbox.take(self._rooms.service(face), author, event, len(events) - number + len(copies))
            except BadRequest as error:
                if len(events) == 1:
                    raise
                raise BadRequest(f"Event {number + 1}: {error}", code=error.code) from None
            copies.append(encode_event(face.inbox.channel, event.type, dict(values), MAX_EVENT_BYTES + _ROOM_BYTES))
        return copies


def spared(faces: Iterable[Face[Any]]) -> tuple[Rule, ...]:
    """Retention leaves the inboxes alone: only who reads them knows what is no longer needed."""
    return tuple(Rule(face.inbox.channel, _EVERYTHING) for face in faces if face.inbox is not None)
