"""A client's connections as a picture: a bar for each on one axis of time, with its gaps and the event's moment."""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import NamedTuple

from services.streaming.event import Event
from services.streaming.journal.succession import Connection

MOST_BARS = 40
_LEAST_PERCENT = 0.6


class Bar(NamedTuple):
    """In percent of the axis. ``gaps`` are the moments at which it was told of gaps."""

    connection: Connection
    start: float
    width: float
    gaps: list[float]


class Timeline(NamedTuple):
    """``since`` and ``until`` in Unix seconds. ``event`` is where it was published, in percent; None if it is not kept.
    ``left_out``: how many earlier connections are not shown.
    """

    bars: list[Bar]
    event: float | None
    since: float
    until: float
    left_out: int


def timeline(connections: Sequence[Connection], event: Event | None) -> Timeline:
    shown = connections[-MOST_BARS:]
    now = int(time.time() * 1000)
    ends = [one.entry.ended_at or now for one in shown]
    moments = [*(one.entry.opened_at for one in shown), *ends, *([event.at] if event is not None else [])]
    since, until = min(moments), max(max(moments), min(moments) + 1000)
    span = until - since

    def place(at: int) -> float:
        return round(min(100.0, max(0.0, 100 * (at - since) / span)), 2)

    bars = [
        Bar(
            one,
            min(place(one.entry.opened_at), 100 - _LEAST_PERCENT),
            max(_LEAST_PERCENT, round(place(end) - place(one.entry.opened_at), 2)),
            [place(gap.at) for gap in one.gaps[:50]],
        )
        for one, end in zip(shown, ends, strict=True)
    ]
    at = None if event is None else place(event.at)
    return Timeline(bars, at, since / 1000, until / 1000, len(connections) - len(shown))
