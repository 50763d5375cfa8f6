"""Frames, read back from the bytes of a stream: for doors that tell its events in other words than our own.

Such a door is one more subscriber. It gets what every subscriber gets, shared blocks of whole frames, and translates
them, so that its streams resume, drain, expire and are counted like all others.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple


class Frame(NamedTuple):
    """``id`` is 0 for what is not stored; ``name`` is empty but for control events. ``data`` is JSON."""

    id: int
    name: str
    data: bytes

    @property
    def is_event(self) -> bool:
        """Something that was published."""
        return self.id > 0 and not self.name


def frames_of(block: bytes) -> Iterator[Frame]:
    """The frames of a block that a `Subscription` has yielded, neither named nor compressed. Data has no line ends."""
    for text in block.split(b"\n\n"):
        if text:
            yield _frame(text)


def _frame(text: bytes) -> Frame:
    id, name, data = 0, "", b""
    for line in text.split(b"\n"):
        field, _, value = line.partition(b": ")
        if field == b"id":
            id = int(value)
        elif field == b"event":
            name = value.decode()
        elif field == b"data":
            data = value
    return Frame(id, name, data)
