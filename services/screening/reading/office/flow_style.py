"""The look of a run of text in a word processor's file, and whether a reader can see it."""

from __future__ import annotations

from dataclasses import dataclass

from services.screening.reading.colour import Colour
from services.screening.reading.draft import Look
from services.screening.reading.hidden import reason_hidden


@dataclass(frozen=True, slots=True)
class FlowStyle:
    """``colour`` and ``background`` are None where the file leaves them to the program: dark on light, to be seen."""

    size: float | None = None
    bold: bool = False
    colour: Colour | None = None
    background: Colour | None = None
    is_on_unknown: bool = False
    """Something lies between the text and the page, of an unknown colour."""
    is_hidden: bool = False
    is_invisible: bool = False
    is_heading: bool = False
    is_list: bool = False

    def look(self, page: Colour | None) -> Look:
        """``page`` is the colour of the page; None where shapes or pictures may be behind the text."""
        reason = reason_hidden(
            size=self.size,
            colour=self.colour,
            background=self.background or (None if self.is_on_unknown else page),
            is_marked=self.is_hidden,
            is_invisible=self.is_invisible,
        )
        return Look(self.size, self.bold, reason)
