"""Following channels without a server: what is kept, then what comes, straight from the log in the data folder."""

from __future__ import annotations

import select
from collections.abc import Collection, Iterator

from services.streaming.event import Event
from services.streaming.log.event_log import EventLog, Gap

_LOOK_S = 1.0
"""How often to look when the bell is silent: one ring may have been lost."""


def follow(
    log: EventLog, channels: Collection[str], position: int, *, look_s: float = _LOOK_S
) -> Iterator[Event | Gap]:
    """Every event after ``position`` and every gap, in order, as they come; ends when all channels are closed.

    Blocks between events.
    """
    bell = log.bell
    ringing = [] if bell is None else [bell.fileno()]  # watched before the first read, so nothing falls between
    while True:
        replay = log.read_after(channels, position)
        yield from replay.items
        position = replay.cursor
        if not replay.is_complete:
            continue
        if replay.closed.issuperset(channels):
            return
        select.select(ringing, [], [], look_s)
        if bell is not None:
            bell.hush()
