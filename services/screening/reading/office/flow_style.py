"""The look of a run of text in a word processor's file, and whether a reader can see it."""

from __future__ import annotations

from dataclasses import dataclass

from services.screening.reading.colour import Colour, cannot_be_told_apart
from services.screening.reading.document import HiddenReason
from services.screening.reading.draft import Look

_TINY_PT = 2.0


@dataclass(frozen=True, slots=True)
class FlowStyle:
    """``colour`` and ``background`` are None where the file leaves them to the program: dark on light, to be seen."""

    size: float | None = None
    bold: bool = False
    colour: Colour | None = None
    background: Colour | None = None
    is_hidden: bool = False
    is_invisible: bool = False
    is_heading: bool = False
    is_list: bool = False

    def look(self, page: Colour | None) -> Look:
        """``page`` is the colour of the page; None where shapes or pictures may be behind the text."""
        return Look(self.size, self.bold, self._reason(page))

    def _reason(self, page: Colour | None) -> HiddenReason | None:
        if self.is_hidden:
            return "marked as hidden"
        if self.is_invisible:
            return "invisible"
        if self.size is not None and self.size < _TINY_PT:
            return "tiny"
        behind = self.background or page
        if self.colour is not None and behind is not None and cannot_be_told_apart(self.colour, behind):
            return "background colour"
        return None
