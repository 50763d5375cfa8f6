"""A glyph: one character of a PDF as it is drawn."""

from __future__ import annotations

from typing import NamedTuple

from services.screening.reading.colour import Colour

INVISIBLE_MODES = (3, 7)
"""Text rendering modes that paint nothing (ISO 32000-1, table 106)."""


class Style(NamedTuple):
    """What the glyphs of one text object have in common. ``size`` is the type size in points on the page.

    ``has_program``: the file brings the font, so that what is drawn here is what a reader sees anywhere.
    """

    size: float
    bold: bool
    colour: Colour
    is_filled_only: bool
    is_invisible: bool
    has_program: bool
    turns: int
    """Quarter turns clockwise by which its baseline is turned on the page."""


class Glyph(NamedTuple):
    """Its place is told in a frame in which its baseline runs from left to right; `PageFrame` maps it to the page.

    ``blanks`` were drawn before it.
    """

    text: str
    left: float
    right: float
    baseline: float
    style: Style
    blanks: int

    @property
    def top(self) -> float:
        return self.baseline - 0.78 * self.style.size

    @property
    def bottom(self) -> float:
        return self.baseline + 0.22 * self.style.size
