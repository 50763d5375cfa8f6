"""A word on a page: where it stands and how it looks. What PDFs and scans have in common."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from services.screening.reading.document import Box


@dataclass(slots=True)
class Word:
    """In points, from the page's top left corner. ``blanks`` were typed before it in the same line; 0 where only the
    gap says that it is a word of its own. ``tracking`` is the gap between its letters."""

    text: str
    left: float
    top: float
    right: float
    bottom: float
    baseline: float
    size: float
    bold: bool = False
    blanks: int = 1
    tracking: float = 0.0


def bounds(words: Iterable[Word]) -> Box:
    words = list(words)
    return Box(
        round(min(word.left for word in words), 2),
        round(min(word.top for word in words), 2),
        round(max(word.right for word in words), 2),
        round(max(word.bottom for word in words), 2),
    )
