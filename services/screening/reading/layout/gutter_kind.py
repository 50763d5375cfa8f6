"""What a gutter parts: columns, each a text of its own, or the cells of rows."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from statistics import median

from services.screening.reading.layout.row import Row, row_size
from services.screening.reading.tracking import is_heading_word

_ALIGNED = 0.75
"""Share of the sparser side's rows that stand beside a row of the other, in a table."""
_DENSE = 0.75
_PROSE_WORDS = 4
_PROSE_FILL = 0.7
_MOST_HEADINGS = 0.6
_DATE_WORDS = 7


def parts_columns(left: Sequence[Row], right: Sequence[Row]) -> bool:
    top = max(left[0][0].baseline, right[0][0].baseline)
    bottom = min(left[-1][0].baseline, right[-1][0].baseline)
    sides = [[row for row in side if top - 2 <= row[0].baseline <= bottom + 2] for side in (left, right)]
    sparse, dense = sorted(sides, key=len)
    if len(sparse) < 2:
        # One below the other: columns only if each is long.
        return min(len(left), len(right)) > 5
    aligned = sum(_has_partner(row, dense) for row in sparse) / len(sparse)
    if aligned < _ALIGNED:
        return True
    if any(_is_dates(side) for side in sides):
        return False
    if _have_headings(left, right):
        return True
    if len(sparse) < _DENSE * len(dense):
        return not _is_margin(sparse, dense)
    return all(_is_prose(side) for side in sides)


def _has_partner(row: Row, others: Sequence[Row]) -> bool:
    nearest = min(abs(row[0].baseline - other[0].baseline) for other in others)
    return nearest < 0.25 * row_size(row)


def _is_dates(side: Sequence[Row]) -> bool:
    """Mostly short rows with a number: dates in a margin, years at the right edge."""
    dated = sum(len(row) <= _DATE_WORDS and any(_is_number(word.text) for word in row) for row in side)
    return dated >= 0.6 * len(side)


def _is_number(text: str) -> bool:
    digits = sum(character.isdigit() for character in text)
    return digits >= 2 and 2 * digits >= len(text) and "@" not in text and "+" not in text


def _have_headings(left: Sequence[Row], right: Sequence[Row]) -> bool:
    """Headings on both sides, each with text of its own below: two texts. A margin of headings has none beside it."""
    sizes = [median(row_size(row) for row in side) for side in (left, right)]
    counts = [sum(_is_heading(row, size) for row in side) for side, size in zip((left, right), sizes, strict=True)]
    return all(
        count > 0 and count <= _MOST_HEADINGS * len(side) for count, side in zip(counts, (left, right), strict=True)
    )


def _is_heading(row: Row, usual: float) -> bool:
    text = " ".join(word.text for word in row).strip(" :")
    letters = [character for character in text if character.isalpha()]
    if len(letters) < 4 or len(row) > 4 or any(character.isdigit() for character in text):
        return False
    if all(is_heading_word(word.text) for word in row if word.text.isalpha()) and "," not in text:
        return True
    is_large = row_size(row) > 1.12 * usual
    return is_large or (text.isupper() and len(letters) > 5)


def _is_margin(sparse: Sequence[Row], dense: Sequence[Row]) -> bool:
    """Whether the sparser side's rows stand apart, as labels beside what they are about do."""
    pitch = _pitch(dense)
    blocks = [1]
    for above, below in itertools.pairwise(sparse):
        if below[0].baseline - above[0].baseline > 1.6 * pitch:
            blocks.append(0)
        blocks[-1] += 1
    return sum(size for size in blocks if size <= 2) >= 0.6 * len(sparse)


def _pitch(rows: Sequence[Row]) -> float:
    distances = sorted(below[0].baseline - above[0].baseline for above, below in itertools.pairwise(rows))
    return distances[len(distances) // 4] if distances else 0.0


def _is_prose(side: Sequence[Row]) -> bool:
    """Rows of several words that mostly fill the column's width."""
    width = max(row[-1].right for row in side) - min(row[0].left for row in side)
    full = sum(row[-1].right - row[0].left > _PROSE_FILL * width for row in side)
    return median(len(row) for row in side) >= _PROSE_WORDS and full >= 0.5 * len(side)
