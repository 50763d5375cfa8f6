"""A watch: what a run tells, as values, for doors that tell it in other words than our own."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from services.agents.runs.story import LAST, Told
from services.streaming.delivery.subscription import Subscription
from services.streaming.end_reason import EndReason
from services.streaming.frames import frames_of


class WatchEnded(Exception):
    """Before the run's last event. ``reason`` is None if the event log has lost what comes next."""

    def __init__(self, reason: EndReason | None) -> None:
        super().__init__(reason)
        self.reason = reason


def told_by(subscription: Subscription) -> Iterator[Told | None]:
    """The events of a run's channel, up to the run's last one; None for a heartbeat, or whatever else went out in place
    of one.

    Raises: WatchEnded.
    """
    for block in subscription:
        for frame in frames_of(block):
            if frame.name == "gap":
                raise WatchEnded(None)
            if frame.name:
                yield None
            elif frame.is_event:
                data = msgspec.json.decode(frame.data)
                told = Told(frame.id, data.pop("type"), data)
                yield told
                if told.type in LAST:
                    return
    raise WatchEnded(subscription.end_reason or EndReason.GONE)
