"""What happened to an execution, in words: its events as lines, its stages as bars on one axis of time."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

import msgspec

_TOLD = ("message", "stage", "error", "status", "code")
"""The first of these is what an event says in a line."""
_LONGEST = 300
_LEAST_PERCENT = 0.5


class Line(NamedTuple):
    """``more`` is all that the event said, as JSON."""

    id: int | None
    at: float
    type: str
    text: str
    more: str


class Stage(NamedTuple):
    """In percent of the time from the first to the last; ``took`` in seconds."""

    name: str
    start: float
    width: float
    took: float


def line_of(id: int | None, at: float, type: str, said: Mapping[str, Any]) -> Line:
    words = [str(said[name]) for name in _TOLD if said.get(name)]
    more = msgspec.json.format(msgspec.json.encode(said), indent=2).decode() if said else ""
    return Line(id, at, type, " · ".join(words[:2])[:_LONGEST], more)


def stages_of(told: Iterable[tuple[float, str]], until: float) -> list[Stage]:
    """Of the moments at which a stage was named. The last one goes on ``until`` then."""
    begun: list[tuple[float, str]] = []
    for at, name in told:
        if name and (not begun or begun[-1][1] != name):
            begun.append((at, name))
    if not begun:
        return []
    first = begun[0][0]
    span = max(until - first, 0.001)
    ends = [at for at, _ in begun[1:]] + [max(until, begun[-1][0])]
    return [
        Stage(
            name,
            100 * (at - first) / span,
            max(100 * (end - at) / span, _LEAST_PERCENT),
            end - at,
        )
        for (at, name), end in zip(begun, ends, strict=True)
    ]
