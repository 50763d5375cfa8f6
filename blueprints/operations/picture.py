"""Pictures of numbers over time, as pages draw them: where each line goes, what the axis says, where nothing is known.

The plot is 1,000 wide and 100 high whatever the screen is; places on the axis of time are in percent.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

from services.operations.samples.course import Reading

WIDTH, HEIGHT = 1000.0, 100.0
_LEAST_BAR = 3.0
_UTC_TICKS = ((4000, 900), (22_000, 7200), (90_000, 21_600))


class Tick(NamedTuple):
    """Where a time stands on the axis, in percent."""

    place: float
    at: float


class Stretch(NamedTuple):
    """A part of the axis of time, in percent."""

    start: float
    width: float


class Axis(NamedTuple):
    """Of time, in Unix seconds."""

    since: float
    until: float

    def place(self, at: float) -> float:
        return round(min(100.0, max(0.0, 100 * (at - self.since) / (self.until - self.since))), 2)

    def stretch(self, since: float, until: float) -> Stretch:
        start = self.place(since)
        return Stretch(start, round(self.place(until) - start, 2))

    @property
    def ticks(self) -> list[Tick]:
        """Round times of UTC. Scripts put those of the reader's zone in their place."""
        every = next((step for length, step in _UTC_TICKS if self.until - self.since <= length), 43_200)
        first = math.ceil(self.since / every) * every
        return [Tick(self.place(at), at) for at in range(first, int(self.until) + 1, every)]


class Scale(NamedTuple):
    """The values at the bottom and the top of a plot."""

    bottom: float
    top: float

    def height(self, value: float) -> float:
        """Where a value stands, from the top."""
        share = (value - self.bottom) / (self.top - self.bottom)
        return round(HEIGHT * (1 - min(1.0, max(0.0, share))), 2)


class Drawn(NamedTuple):
    """A line or the bars of a chart, as SVG path data."""

    number: int
    name: str
    path: str
    has_values: bool


def scale(values: Iterable[float], *, least_top: float, percent: bool = False) -> Scale:
    """One on which the values stand well. Percents have no room above 100, and show what is near it enlarged."""
    known = list(values)
    if percent:
        lowest = min(known, default=100.0)
        return Scale(next(bottom for bottom in (95.0, 90.0, 80.0, 50.0, 0.0) if lowest >= bottom), 100.0)
    return Scale(0.0, _round_up(max([least_top, *known])))


def line(readings: Sequence[Reading], axis: Axis, on: Scale) -> str:
    """Each reading is level from its beginning to its end; the line is broken where nothing was measured."""
    parts: list[str] = []
    end: float | None = None
    for one in readings:
        if one.value is None:
            end = None
            continue
        x1, x2 = (axis.place(at) * WIDTH / 100 for at in (one.since, one.until))
        y = on.height(one.value)
        parts.append(f"V{y:g}" if end == one.since else f"M{x1:g} {y:g}")
        parts.append(f"H{x2:g}")
        end = one.until
    return "".join(parts)


def bars(readings: Sequence[Reading], axis: Axis, on: Scale) -> str:
    """One bar for each reading that is not 0."""
    parts: list[str] = []
    for one in readings:
        if not one.value:
            continue
        x1, x2 = (axis.place(at) * WIDTH / 100 for at in (one.since, one.until))
        width = max(_LEAST_BAR, (x2 - x1) * 0.8)
        y = min(on.height(one.value), HEIGHT - 2)
        parts.append(f"M{x1:g} {HEIGHT:g}V{y:g}h{width:g}V{HEIGHT:g}z")
    return "".join(parts)


def grid(on: Scale, show: Callable[[float], str]) -> list[tuple[float, str]]:
    """The heights of three lines, from the top, and what stands at them."""
    middle = (on.bottom + on.top) / 2
    return [(on.height(value), show(value)) for value in (on.top, middle, on.bottom)]


def _round_up(value: float) -> float:
    """To 1, 2 or 5 times a power of ten."""
    power = 10.0 ** math.floor(math.log10(value))
    return next(step * power for step in (1, 2, 5, 10) if step * power >= value * 0.999999)
