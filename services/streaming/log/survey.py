"""A survey of the event log, for whoever looks after it: which channels there are, what they hold, what was published
where. It moves no cursor. Calls may block on the disk for as long as a large log takes to read: not for the event loop.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import NamedTuple, Protocol

from services.streaming.event import Event

MEASURED = 1000
"""A channel with more events is measured by so many of its newest."""


class ChannelState(NamedTuple):
    """What a channel holds. ``head``: its newest position, also if nothing is kept. ``size``: the bytes of its events'
    encoded data, from a sample unless ``is_measured``. ``closed`` is where it was closed, 0 while it is open. Times are
    Unix milliseconds, None if nothing is kept.
    """

    name: str
    head: int
    kept: int
    size: int
    is_measured: bool
    oldest_at: int | None
    newest_at: int | None
    trimmed_to: int
    closed: int


class Published(NamedTuple):
    """What is kept of a channel after a position: how many events, the first, the last, and some ids. ``missing_to`` is
    the last position after it up to which retention or a purge has removed what there was; 0 if nothing is missing.
    """

    channel: str
    kept: int
    first: int | None
    last: int | None
    ids: tuple[int, ...]
    missing_to: int


class Survey(Protocol):
    def channels(self, text: str, after: str, limit: int, *, with_empty: bool = False) -> list[ChannelState]:
        """Channels whose names contain ``text`` and come after ``after``, by name; those that hold nothing if asked."""

    def channel(self, name: str) -> ChannelState | None:
        """None if nothing was ever published or closed there."""

    def around(self, channel: str, id: int, before: int, after: int) -> list[Event]:
        """The last ``before`` events of a channel below a position, the one at it, and the first ``after`` above."""

    def published(self, channels: Collection[str], after: int, max_ids: int) -> list[Published]:
        """What is kept of each of these channels after a position, by name."""

    def event(self, id: int) -> Event | None:
        """The event at a position; None if there is none, or it is not kept."""
