"""Cells: the parts of a row that stand apart, and what they hold when their text goes on in the next row."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from statistics import median

from services.screening.reading.layout.word import Word

Cell = list[Word]

_CELL_SHARE = 0.72
"""Of the type size: a wider gap begins a cell. Three blanks are at least 0.75 wide, one about 0.28."""
_LINED_UP_SHARE = 0.42
"""A gap so wide is enough where the row above or below begins a cell at the same place."""
_LINED_UP_PT = 1.5
_STRETCHED = 1.8
"""Times the other gaps of a justified row that a cell's gap must have."""
_SAME_EDGE_PT = 3.0
_NEXT_ROW_SHARE = 1.8
_WRAPPED_ROW_SHARE = 1.5
_LEAST_COLUMNS = 3
_CONNECTORS = frozenset(
    ("a", "to", "bis", "à", "au", "al", "until", "till", "hasta", "de", "von", "and", "und", "et", "y")
)
_DATE_WORDS = 7
_APOSTROPHES = "'’‘"
_TOUCHING_SHARE = 0.1
_DASHES = ("-", "–", "—")


def cells_of(row: Sequence[Word], beside: Sequence[float]) -> list[Cell]:
    """``beside``: where words begin after a gap in the rows above and below."""
    if not row or _are_letters(row):
        return [list(row)] if row else []
    cells: list[Cell] = [[row[0]]]
    least = _least_gap(row)
    for previous, word in pairwise(row):
        gap, size = _gap(previous, word), min(previous.size, word.size)
        is_lined_up = gap > _LINED_UP_SHARE * size and any(abs(word.left - at) < _LINED_UP_PT for at in beside)
        if gap > least and (is_lined_up or gap > _CELL_SHARE * size):
            cells.append([])
        cells[-1].append(word)
    return cells


def gap_ends(row: Sequence[Word]) -> list[float]:
    return [word.left for previous, word in pairwise(row) if _gap(previous, word) > _LINED_UP_SHARE * word.size]


def text_of(cell: Cell) -> str:
    text = cell[0].text if cell else ""
    for previous, word in pairwise(cell):
        text += " " * _blanks(previous, word) + word.text
    return text


def is_bold(cells: Sequence[Cell]) -> bool:
    """Whether the first cell is that is more than a date."""
    chosen = next((cell for cell in cells if not _is_date(cell)), cells[0])
    return sum(len(word.text) * (1 if word.bold else -1) for word in chosen) > 0


def join_wrapped(rows: list[list[Cell]]) -> list[list[Cell]]:
    """A period that is too long for its narrow cell goes on in the row below: ``2019 –`` and ``now`` are one cell."""
    result: list[list[Cell]] = []
    for row in rows:
        rest = _take_from(row, result[-1]) if result and row else row
        if rest:
            result.append(rest)
    return result


def _take_from(below: list[Cell], above: list[Cell]) -> list[Cell]:
    """Move what belongs to the row above there; returns what is left."""
    first, last = above[0], above[-1]
    if len(above) < 2 or below[0][0].baseline - first[0].baseline > _NEXT_ROW_SHARE * first[0].size:
        return below
    if _is_open(last, below[-1]) and _shares_edge(below[-1], last):
        goes_on = len(below) == 2 and _shares_edge(below[0], first) and _is_wrapped(first, last, below[0])
        last += below[-1]
        if goes_on:
            first += below[0]
        return [] if goes_on else below[:-1]
    if len(above) >= _LEAST_COLUMNS and (wrapped := _cells_above(below, above)) is not None:
        for cell, more in zip(wrapped, below, strict=True):
            cell += more
        return []
    is_beside = abs(below[0][0].left - first[0].left) < _SAME_EDGE_PT and below[0][-1].right < above[1][0].left
    if is_beside and _is_open(first, below[0]):
        first += below[0]
        return below[1:]
    return below


def _is_open(cell: Cell, below: Cell) -> bool:
    """Whether a cell holds a period without its end: ``2019 –``, ``enero de 2014 a``, ``May 2014 to June``."""
    end = cell[-1].text
    if end.endswith(_DASHES):
        return True
    if not _is_date(cell):
        return False
    return end.lower() in _CONNECTORS or (
        end.isalpha() and below[0].text.lstrip(_APOSTROPHES).isdigit() and len(below) == 1
    )


def _cells_above(below: list[Cell], above: list[Cell]) -> list[Cell] | None:
    """The cells that go on in the row below, where that holds nothing else; none of them is the first."""
    if below[0][0].baseline - above[0][0].baseline > _WRAPPED_ROW_SHARE * above[0][0].size:
        return None
    found = [[cell for cell in above[1:] if abs(cell[0].left - more[0].left) < _LINED_UP_PT] for more in below]
    return [cells[0] for cells in found] if all(found) and len(below) < len(above) else None


def _shares_edge(cell: Cell, other: Cell) -> bool:
    return (
        abs(cell[0].left - other[0].left) < _SAME_EDGE_PT
        or abs(max(word.right for word in cell) - max(word.right for word in other)) < _SAME_EDGE_PT
    )


def _is_wrapped(cell: Cell, beside: Cell, below: Cell) -> bool:
    """Whether the next word had no room before the cell beside, so that the text goes on below."""
    looks_alike = cell[-1].bold == below[0].bold and abs(cell[-1].size - below[0].size) < 0.2
    room = beside[0].left - cell[-1].right - 0.6 * cell[-1].size
    return looks_alike and below[0].right - below[0].left > room


def _gap(previous: Word, word: Word) -> float:
    """Without what the words' tracking adds to a blank."""
    return word.left - previous.right - previous.tracking - word.tracking


def _blanks(previous: Word, word: Word) -> int:
    """None between parts of a word that were drawn at different times: an accent from another font. The blank before
    such a part was drawn elsewhere."""
    touches = abs(word.left - previous.right) < _TOUCHING_SHARE * word.size
    return 0 if touches else word.blanks or 1


def _least_gap(row: Sequence[Word]) -> float:
    """In a justified row all gaps are wide."""
    gaps = [_gap(previous, word) for previous, word in pairwise(row)]
    return _STRETCHED * median(gaps) if len(gaps) > 3 else 0.0


def _are_letters(row: Sequence[Word]) -> bool:
    """Letters with blanks typed between them."""
    return len(row) > 3 and all(len(word.text) == 1 for word in row)


def _is_date(cell: Cell) -> bool:
    return len(cell) <= _DATE_WORDS and any(sum(map(str.isdigit, word.text)) > 1 for word in cell)
