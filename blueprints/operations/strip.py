"""Strips: how each part of the system was within the last day, as stretches of one axis of time."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from blueprints.operations.picture import Axis, Stretch
from services.operations.status.status import SILENT_S, Span, Standing

_LEAST_PERCENT = 0.4
PLACES = {"ok": (9, 6), "degraded": (5, 14), "down": (0, 24), "unknown": (5, 14)}
"""By level, how far from the top of its strip a piece begins, and its height, in pixels: the worse, the taller, so that
the shape tells it without the colour.
"""


class Piece(NamedTuple):
    """A part was at a level from ``since`` to ``until``; at ``unknown``, where nobody looked."""

    level: str
    why: str
    since: float
    until: float
    stretch: Stretch

    @property
    def top(self) -> int:
        return PLACES[self.level][0]

    @property
    def height(self) -> int:
        return PLACES[self.level][1]


class Strip(NamedTuple):
    standing: Standing
    pieces: list[Piece]

    @property
    def troubles(self) -> list[Piece]:
        """The newest first."""
        return [piece for piece in reversed(self.pieces) if piece.level != "ok"]


def strip(standing: Standing, spans: Sequence[Span], axis: Axis) -> Strip:
    return Strip(standing, [_piece(span, axis) for span in _filled(spans, axis)])


def _filled(spans: Sequence[Span], axis: Axis) -> Iterator[Span]:
    """With what lies between: a look that took long is no time in which nobody knew."""
    here = axis.since
    for span in spans:
        if span.since - here > SILENT_S:
            yield Span("unknown", "", here, span.since)
        yield Span(span.level, span.why, max(span.since, axis.since), span.until)
        here = span.until
    if axis.until - here > SILENT_S:
        yield Span("unknown", "", here, axis.until)


def _piece(span: Span, axis: Axis) -> Piece:
    """A short trouble is wide enough to be seen."""
    stretch = axis.stretch(span.since, span.until)
    if span.level != "ok" and stretch.width < _LEAST_PERCENT:
        stretch = Stretch(min(stretch.start, 100 - _LEAST_PERCENT), _LEAST_PERCENT)
    return Piece(span.level, span.why, span.since, span.until, stretch)
