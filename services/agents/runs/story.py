"""The story of a run: what its channel has told, event by event, and what that amounts to.

The producer keeps it while it tells, finds it again in the event log when an earlier producer died, and packs it into
the run's row at the end: from there it is told once more, with the same ids, when the log has forgotten it.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

import msgspec

from services.streaming.event import Event
from services.streaming.log.event_log import EventLog

ROUTING_STARTED = "routing_started"
ROUTING_COMPLETED = "routing_completed"
EXECUTION_STARTED = "agent_execution_started"
STATUS = "agent_status"
CHUNK = "response_chunk"
INPUT_REQUIRED = "input_required"
COMPLETED = "completed"
FAILED = "failed"
LAST = (INPUT_REQUIRED, COMPLETED, FAILED)
"""Exactly one of these ends a run."""

PROTOCOL = "a2a"
"""What every agent speaks, those that are hosted here included."""

MOST_STEPS = 500
"""That a message keeps; the stream tells all of them."""


class Told(NamedTuple):
    """An event as it was published."""

    id: int
    type: str
    data: Mapping[str, Any]


def text_chunk(text: str) -> dict[str, Any]:
    """The next part of the answer."""
    return chunk([{"kind": "text", "text": text}])


def chunk(parts: list[dict[str, Any]], artifact_id: str = "") -> dict[str, Any]:
    about = {"artifact_id": artifact_id} if artifact_id else {}
    return {"response_data": {"raw_response": {"parts": parts}}, "protocol": PROTOCOL, **about}


class Story:
    """Events in the order of their ids. The answer's own text is kept as UTF-8: characters take up to four times that,
    and there may be millions of them.
    """

    def __init__(self) -> None:
        self._told: list[tuple[int, str, Mapping[str, Any] | bytes]] = []
        self.text_bytes = 0

    def add(self, id: int, type: str, data: Mapping[str, Any]) -> None:
        text = answer_text(Told(id, type, data))
        kept = data if text is None else text.encode()
        self.text_bytes += len(kept) if isinstance(kept, bytes) else 0
        self._told.append((id, type, kept))

    def __len__(self) -> int:
        return len(self._told)

    @property
    def events(self) -> Iterator[Told]:
        for id, type, kept in self._told:
            yield Told(id, type, text_chunk(kept.decode()) if isinstance(kept, bytes) else kept)

    @property
    def text(self) -> str:
        """The answer so far."""
        return b"".join(kept for _, _, kept in self._told if isinstance(kept, bytes)).decode()

    @property
    def last_id(self) -> int | None:
        return self._told[-1][0] if self._told else None

    @property
    def last(self) -> Told | None:
        """The event that ended the run."""
        if not self._told or self._told[-1][1] not in LAST:
            return None
        id, type, data = self._told[-1]
        assert not isinstance(data, bytes), "no text ends a run"
        return Told(id, type, data)

    def data_of(self, type: str) -> Mapping[str, Any] | None:
        """What the first event of this type said; not for the text of an answer."""
        found = (kept for _, told, kept in self._told if told == type and not isinstance(kept, bytes))
        return next(found, None)

    def steps(self) -> list[dict[str, Any]]:
        """What the agent said about its work."""
        found = [told.data for told in self.events if told.type == STATUS]
        return [{"text": data.get("text", ""), "step": data.get("step", {})} for data in found[:MOST_STEPS]]

    def pack(self) -> bytes:
        """For a row; the answer's text is not in it, because the message has that."""
        lines = [[id, type, len(kept.decode()) if isinstance(kept, bytes) else kept] for id, type, kept in self._told]
        return zlib.compress(msgspec.json.encode(lines))


def unpack(packed: bytes, text: str) -> Story:
    """What `pack` made, with the message's text."""
    story, at = Story(), 0
    for id, type, data in msgspec.json.decode(zlib.decompress(packed)):
        if isinstance(data, int):
            story.add(id, type, text_chunk(text[at : at + data]))
            at += data
        else:
            story.add(id, type, data)
    return story


def answer_text(told: Told) -> str | None:
    """The part of the answer that an event brings; None for every other event."""
    if told.type != CHUNK or "artifact_id" in told.data:
        return None
    parts = told.data["response_data"]["raw_response"]["parts"]
    return str(parts[0]["text"]) if len(parts) == 1 and parts[0]["kind"] == "text" else None


def read_story(event_log: EventLog, channel: str) -> Story:
    """What the event log holds of a run. Blocks for the disk."""
    story = Story()
    for event in events_of(event_log, channel):
        story.add(event.id, event.type, published(event))
    return story


def events_of(event_log: EventLog, channel: str) -> Iterator[Event]:
    """All events that the log holds of a channel, page by page."""
    after, is_complete = 0, False
    while not is_complete:
        page = event_log.read_after([channel], after)
        yield from (item for item in page.items if isinstance(item, Event))
        after, is_complete = page.cursor, page.is_complete


def published(event: Event) -> dict[str, Any]:
    """An event's data as it was published, without the key ``event`` that repeats its type."""
    data: dict[str, Any] = msgspec.json.decode(event.published)
    data.pop("event", None)
    return data
