"""Rows: words that share a baseline, and the lines that they make."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import pairwise

import msgspec

from services.screening.reading.document import Line, Place
from services.screening.reading.layout.cell import Cell, cells_of, gap_ends, is_bold, join_wrapped, text_of
from services.screening.reading.layout.divided_address import join_addresses
from services.screening.reading.layout.word import Word, bounds
from services.screening.reading.layout.wrapped_title import join_titles
from services.screening.reading.words import BULLETS, as_line, starts_with_bullet, without_bullet

Row = list[Word]

_SAME_ROW_SHARE = 0.4
_PARAGRAPH_SHARE = 1.35
"""Times the usual distance of lines that parts blocks."""
_LOOSE_SHARE = 1.55
"""Of the type size: lines of one paragraph stand no farther apart, where it alone is set loosely."""
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
    usual = usual_distance(rows)
    ends = [[], *map(gap_ends, rows), []]
    cells = [cells_of(row, ends[number] + ends[number + 2]) for number, row in enumerate(rows)]
    lines: list[Line] = []
    previous: Row | None = None
    for row in join_wrapped(cells):
        line = _line(row, page)
        if line is None:
            continue
        joined = [word for cell in row for word in cell]
        if previous is not None and _begins_block(previous, joined, usual):
            block += 1
        lines.append(msgspec.structs.replace(line, block=block))
        previous = joined
    return join_titles(join_addresses(lines))


def row_size(row: Row) -> float:
    """The type size of most letters."""
    sizes: Counter[float] = Counter()
    for word in row:
        sizes[word.size] += len(word.text)
    return sizes.most_common(1)[0][0]


def _line(cells: list[Cell], page: int) -> Line | None:
    words = [word for cell in cells for word in cell]
    box, is_bullet = bounds(words), _is_bullet(words)
    if is_bullet and words[0].text in BULLETS | {"o"}:
        cells = [cells[0][1:], *cells[1:]]
    cells = [cell[1:] if cell and cell[0].text in BULLETS else cell for cell in cells]
    text = as_line("\t".join(text_of(cell) for cell in cells))
    is_bullet = is_bullet or starts_with_bullet(text)
    text = without_bullet(text) if is_bullet else text
    if not text:
        return None
    filled = [cell for cell in cells if cell]
    return Line(text, Place(page, box), size=row_size(words), bold=is_bold(filled), bullet=is_bullet)


def _is_bullet(words: Sequence[Word]) -> bool:
    if len(words) < 2:
        return False
    first, second = words[0], words[1]
    if first.text in BULLETS:
        return True
    return first.text == "o" and second.left - first.right > 0.6 * first.size


def usual_distance(rows: Sequence[Row]) -> float:
    """The smallest, but for rows that nearly touch."""
    pairs = pairwise(rows)
    distances = [
        (below[0].baseline - above[0].baseline, min(row_size(above), row_size(below))) for above, below in pairs
    ]
    return min((distance for distance, size in distances if distance > 0.9 * size), default=0.0)


def _begins_block(above: Row, below: Row, usual: float) -> bool:
    distance = below[0].baseline - max(word.baseline for word in above)
    if distance > max(_PARAGRAPH_SHARE * usual, _LOOSE_SHARE * row_size(below)):
        return True
    smaller, larger = sorted((row_size(above), row_size(below)))
    return larger > _SIZE_CHANGE * smaller
