"""Hidden text: why nobody can see a text that looks like this. Of a PDF, the drawn page tells it instead."""

from __future__ import annotations

from services.screening.reading.colour import Colour, cannot_be_told_apart
from services.screening.reading.document import HiddenReason

TINY_PT = 2.0


def reason_hidden(
    *, size: float | None, colour: Colour | None, background: Colour | None, is_marked: bool, is_invisible: bool = False
) -> HiddenReason | None:
    """None if somebody can see it. What is not known, as a colour with a picture behind it, hides nothing."""
    if is_marked:
        return "marked as hidden"
    if is_invisible:
        return "invisible"
    if size is not None and size < TINY_PT:
        return "tiny"
    if colour is not None and background is not None and cannot_be_told_apart(colour, background):
        return "background colour"
    return None
