"""Columns that were typed: plain text in which blanks hold two texts side by side, as programs print a page.

Each character is given a place on a page, and the page's layout says what is a column.
"""

from __future__ import annotations

from collections.abc import Iterable

from services.screening.reading.layout.column import areas
from services.screening.reading.layout.row import rows_of
from services.screening.reading.layout.word import Word

_WIDTH, _HEIGHT, _SIZE = 6.0, 20.0, 18.0
"""In points. Three blanks are as wide as a gutter, two are not, and an empty line parts paragraphs."""
_GAP = "   "
_TAB_STOP = 8
_LEAST_ROWS = 6
_MOST_LINES = 2000


def in_reading_order(lines: list[str]) -> list[str]:
    """The same lines; where they hold columns, one column after the other, with an empty line between."""
    typed = [line.expandtabs(_TAB_STOP).rstrip() for line in lines]
    with_gaps = sum(_GAP in line.strip() for line in typed)
    if with_gaps < _LEAST_ROWS or len(typed) > _MOST_LINES:
        return lines
    parts = list(areas(list(_words(typed))))
    if len(parts) < 2:
        return lines
    result: list[str] = []
    for part in parts:
        result += _lines(part)
        result.append("")
    return result


def _words(lines: Iterable[str]) -> Iterable[Word]:
    for number, line in enumerate(lines):
        bottom = (number + 1) * _HEIGHT
        place = 0
        for text in line.split(" "):
            if text:
                left, right = place * _WIDTH, (place + len(text)) * _WIDTH
                yield Word(text, left, bottom - _SIZE, right, bottom, bottom, _SIZE)
            place += len(text) + 1


def _lines(words: list[Word]) -> list[str]:
    result: list[str] = []
    below = None
    for row in rows_of(words):
        if below is not None and row[0].baseline > below + _HEIGHT:
            result.append("")
        below = row[0].baseline
        text, end = "", row[0].left
        for word in row:
            text += " " * round((word.left - end) / _WIDTH) + word.text
            end = word.right
        result.append(text)
    return result
