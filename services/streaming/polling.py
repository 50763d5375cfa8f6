"""Polling: the same events at the same positions, for clients that cannot hold a stream (contract, section 3)."""

from __future__ import annotations

from typing import Any

import msgspec

from services.streaming.delivery.departure import noticing
from services.streaming.delivery.hub import Hub
from services.streaming.delivery.request import Subscriber
from services.streaming.event import Event
from services.streaming.log.event_log import EventLog, Gap
from services.streaming.wire import gap_fields
from services.streaming.workers.room import Room

_MAX_BYTES = 4 * 2**20


def poll(
    log: EventLog,
    hub: Hub,
    room: Room,
    subscriber: Subscriber,
    channel: str,
    after: int,
    *,
    limit: int,
    wait_s: float,
    client: Any = None,
) -> bytes:
    """A page of the channel's events after ``after``, as JSON. If there is none, wait up to ``wait_s`` for the first.

    Waiting also ends when the ``client`` leaves (its socket, if there is one).

    Raises:
        LimitReached, Unavailable: it would have to wait, and there is no room for another waiting poll.
    """
    with hub.listening(channel) as news:  # before reading, so nothing falls between the two
        body, is_empty = _page(log, channel, after, limit)
        if is_empty and wait_s > 0 and not news.is_set():
            with room.waiting(subscriber), noticing(client, news.set):
                news.wait(wait_s)
        if is_empty and news.is_set():
            body, _ = _page(log, channel, after, limit)
    return body


def _page(log: EventLog, channel: str, after: int, limit: int) -> tuple[bytes, bool]:
    """The answer, and whether it has nothing to say."""
    replay = log.read_after([channel], after, limit=limit, max_bytes=_MAX_BYTES)
    events = [item for item in replay.items if isinstance(item, Event)][:limit]
    gap = next((item for item in replay.items if isinstance(item, Gap)), None)
    is_whole = replay.is_complete and len(events) == sum(isinstance(item, Event) for item in replay.items)
    is_done = is_whole and channel in replay.closed
    last = events[-1].id if events else gap.to if gap else after
    body = msgspec.json.encode(
        {
            "events": [
                {
                    "id": event.id,
                    "channel": event.channel,
                    "type": event.type,
                    "data": msgspec.Raw(event.published),
                    "at": event.at,
                }
                for event in events
            ],
            "next": last,
            "gap": None if gap is None else gap_fields(*gap),
            "done": is_done,
        }
    )
    return body, not events and gap is None and not is_done
