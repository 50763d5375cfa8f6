"""The teller: publishes what happens in a run on its channel, and keeps the story of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import msgspec

from services.agents.producer.patience import patiently
from services.agents.runs.story import CHUNK, Story, text_chunk
from services.errors import TooLarge
from services.streaming.event import NewEvent, encode_event
from services.streaming.publishing.publisher import Publisher

Happening = tuple[str, Mapping[str, Any]]
"""An event's type and data."""


class Teller:
    """Of one run. Calls block until what they tell is durable."""

    def __init__(self, channel: str, publisher: Publisher, max_event_bytes: int) -> None:
        self.story = Story()
        self.max_event_bytes = max_event_bytes
        self._channel = channel
        self._publisher = publisher

    def tell(self, happenings: Sequence[Happening], *, key: str | None = None) -> None:
        """All of them or none. With a ``key``, telling them again changes nothing.

        Raises: Unavailable, the event log takes nothing for too long. Conflict, the channel is closed.
        """
        told = [part for happening in happenings for part in self._parts(*happening)]
        if not told:
            return
        events = [event for _, event in told]
        principal = f"run:{self._channel}"
        ids = patiently(lambda: self._publisher.publish(events, principal=principal, idempotency_key=key))
        for id, (data, event) in zip(ids, told, strict=True):
            self.story.add(id, event.type, data)

    def _parts(self, type: str, data: Mapping[str, Any]) -> Iterator[tuple[Mapping[str, Any], NewEvent]]:
        """The events that tell it: several for a long text, so that none is ever too large."""
        parts = data["response_data"]["raw_response"]["parts"] if type == CHUNK else []
        if len(parts) == 1 and parts[0]["kind"] == "text":
            about = {name: value for name, value in data.items() if name not in ("response_data", "protocol")}
            for text in self._pieces(parts[0]["text"], self._room(type, {**text_chunk(""), **about})):
                yield self._encoded(type, {**text_chunk(text), **about})
                if about:
                    about["append"] = True
            return
        while True:
            try:
                told = self._encoded(type, data)
                break
            except TooLarge:
                data = _shortened(data)
        yield told

    def _encoded(self, type: str, data: Mapping[str, Any]) -> tuple[Mapping[str, Any], NewEvent]:
        return data, encode_event(self._channel, type, {"event": type, **data}, self.max_event_bytes)

    def _room(self, type: str, data: Mapping[str, Any]) -> int:
        """What an event without text leaves for it, in bytes."""
        without = encode_event(self._channel, type, {"event": type, **data}, 2**31)
        return self.max_event_bytes - len(without.data)

    @staticmethod
    def _pieces(text: str, room: int) -> Iterator[str]:
        at = 0
        while at < len(text):
            count = min(len(text) - at, max(room, 1))
            while count > 1 and (size := json_bytes(text[at : at + count])) > room:
                count = max(1, min(count - 1, count * room // size))
            yield text[at : at + count]
            at += count


def json_bytes(text: str) -> int:
    """What a text takes within an event, where line ends of other standards are escaped."""
    escaped = 4 * text.count("\x85") + 3 * (text.count("\u2028") + text.count("\u2029"))
    return len(msgspec.json.encode(text)) - 2 + escaped


def _shortened(data: Mapping[str, Any]) -> dict[str, Any]:
    """Without half of its largest field. Raises: TooLarge, there is nothing to leave out."""
    sizes = {name: len(msgspec.json.encode(value)) for name, value in data.items()}
    largest = max(sizes, key=lambda name: sizes[name], default="")
    if not largest or sizes[largest] <= 4:
        raise TooLarge("An event is larger than TAILRACE_MAX_EVENT_BYTES allows even without its text.")
    value = data[largest]
    half = value[: len(value) // 2] if isinstance(value, str | list | tuple) else None
    return {**data, largest: half}
