"""The last event of a channel, sought from the end of the log: a history can be megabytes long, but its end is near."""

from __future__ import annotations

from services.streaming.event import Event
from services.streaming.log.event_log import EventLog

_LOOK_BACK = (256, 16_384, 1_048_576)
"""How far before the head to look first, before reading the whole channel."""


def last_event(event_log: EventLog, channel: str) -> Event | None:
    """None if nothing has been published yet, or nothing is kept."""
    head = event_log.head()
    for start in (*(max(0, head - positions) for positions in _LOOK_BACK), 0):
        newest = _newest_after(event_log, channel, start)
        if newest is not None:
            return newest
    return None


def _newest_after(event_log: EventLog, channel: str, position: int) -> Event | None:
    newest: Event | None = None
    while True:
        page = event_log.read_after([channel], position, limit=1000, max_bytes=2**22)
        newest = next((item for item in reversed(page.items) if isinstance(item, Event)), newest)
        if page.is_complete:
            return newest
        position = page.cursor
