"""Rows: words that share a baseline, and the line that they make."""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Iterable, Sequence
from statistics import median

from services.screening.reading.document import Line, Place
from services.screening.reading.layout.word import Word, bounds
from services.screening.reading.words import BULLETS, as_line, starts_with_bullet, without_bullet

Row = list[Word]

_CELL_SHARE = 0.72
"""Of the type size: a wider gap begins a cell. Three blanks are at least 0.75 wide, one about 0.28."""
_LINED_UP_SHARE = 0.42
"""A gap so wide is enough where the row above or below begins a cell at the same place."""
_LINED_UP_PT = 1.5
_STRETCHED = 1.8
"""Times the other gaps of a justified row that a cell's gap must have."""
_SAME_ROW_SHARE = 0.4
_PARAGRAPH_SHARE = 1.35
"""Times the usual distance of lines that parts blocks."""
_SIZE_CHANGE = 1.15


def rows_of(words: Iterable[Word]) -> list[Row]:
    """From top to bottom, each from left to right."""
    rows: list[Row] = []
    baseline = 0.0
    for word in sorted(words, key=lambda word: word.baseline):
        if rows and word.baseline - baseline <= _SAME_ROW_SHARE * min(word.size, max(near.size for near in rows[-1])):
            rows[-1].append(word)
        else:
            rows.append([word])
            baseline = word.baseline
    for row in rows:
        row.sort(key=lambda word: word.left)
    return rows


def lines_of(words: Iterable[Word], page: int, block: int) -> list[Line]:
    """The lines of an area that is read row by row. Its blocks are counted from ``block``."""
    rows = rows_of(words)
    usual = _usual_distance(rows)
    lines: list[Line] = []
    previous: Row | None = None
    ends = [_gap_ends(row) for row in rows]
    for number, row in enumerate(rows):
        beside = (ends[number - 1] if number else []) + (ends[number + 1] if number + 1 < len(rows) else [])
        line = _line(row, page, beside)
        if line is None:
            continue
        if previous is not None and _begins_block(previous, row, usual):
            block += 1
        lines.append(_in_block(line, block))
        previous = row
    return lines


def row_size(row: Row) -> float:
    """The type size of most letters."""
    sizes: Counter[float] = Counter()
    for word in row:
        sizes[word.size] += len(word.text)
    return sizes.most_common(1)[0][0]


def _line(row: Row, page: int, beside: Sequence[float]) -> Line | None:
    words = list(row)
    is_bullet = _is_bullet(words)
    if is_bullet and words[0].text in BULLETS | {"o"}:
        words = words[1:]
    text = as_line(_raw_text(words, beside))
    is_bullet = is_bullet or starts_with_bullet(text)
    text = without_bullet(text) if is_bullet else text
    if not text:
        return None
    bold = sum(len(word.text) * (1 if word.bold else -1) for word in words) > 0
    return Line(text, Place(page, bounds(row)), size=row_size(words), bold=bold, bullet=is_bullet)


def _in_block(line: Line, block: int) -> Line:
    return Line(line.text, line.place, block, line.size, line.bold, line.heading, line.bullet)


def _is_bullet(words: Sequence[Word]) -> bool:
    if len(words) < 2:
        return False
    first, second = words[0], words[1]
    if first.text in BULLETS:
        return True
    return first.text == "o" and second.left - first.right > 0.6 * first.size


def _raw_text(words: Sequence[Word], beside: Sequence[float]) -> str:
    """``beside``: where words begin after a gap in the rows above and below."""
    if not words:
        return ""
    text = words[0].text
    least = _least_cell_gap(words)
    tracked = _are_tracked(words)
    for previous, word in itertools.pairwise(words):
        gap, size = _gap(previous, word), min(previous.size, word.size)
        is_lined_up = gap > _LINED_UP_SHARE * size and any(abs(word.left - at) < _LINED_UP_PT for at in beside)
        is_cell = gap > least and (is_lined_up or gap > _CELL_SHARE * size)
        text += ("\t" if is_cell and not tracked else " " * word.blanks) + word.text
    return text


def _gap_ends(row: Row) -> list[float]:
    pairs = itertools.pairwise(row)
    return [word.left for previous, word in pairs if _gap(previous, word) > _LINED_UP_SHARE * word.size]


def _gap(previous: Word, word: Word) -> float:
    """Without what the words' tracking adds to a blank."""
    return word.left - previous.right - previous.tracking - word.tracking


def _least_cell_gap(words: Sequence[Word]) -> float:
    """In a justified row all gaps are wide."""
    gaps = [_gap(previous, word) for previous, word in itertools.pairwise(words)]
    return _STRETCHED * median(gaps) if len(gaps) > 3 else 0.0


def _are_tracked(words: Sequence[Word]) -> bool:
    return len(words) > 3 and all(len(word.text) == 1 for word in words)


def _usual_distance(rows: Sequence[Row]) -> float:
    distances = sorted(below[0].baseline - above[0].baseline for above, below in itertools.pairwise(rows))
    return distances[len(distances) // 4] if distances else 0.0


def _begins_block(above: Row, below: Row, usual: float) -> bool:
    distance = below[0].baseline - above[0].baseline
    if distance > _PARAGRAPH_SHARE * max(usual, row_size(below)):
        return True
    smaller, larger = sorted((row_size(above), row_size(below)))
    return larger > _SIZE_CHANGE * smaller
