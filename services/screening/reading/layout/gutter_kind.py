"""What a gutter parts: columns, each a text of its own, or the cells of rows."""

from __future__ import annotations

from collections.abc import Sequence

from services.screening.reading.layout.row import Row
from services.screening.reading.layout.side import Side

_ALIGNED = 0.75
"""Share of the sparser side's rows that stand beside a row of the other, in a table."""
_STARTS = 0.8
_DENSE = 0.75
_MOST_HEADINGS = 0.6
_LEAST_BLOCKS = 3
_MOST_BLOCK_ROWS = 3.5
_LONE_HEADINGS = 0.75
_LONG_SIDE = 5


def parts_columns(left_rows: Sequence[Row], right_rows: Sequence[Row]) -> bool:
    left, right = Side(left_rows), Side(right_rows)
    top = max(left.rows[0][0].baseline, right.rows[0][0].baseline) - 2
    bottom = min(left.rows[-1][0].baseline, right.rows[-1][0].baseline) + 2
    near_left, near_right = left.within(top, bottom), right.within(top, bottom)
    if near_left is None or near_right is None or min(len(near_left.rows), len(near_right.rows)) < 2:
        # One below the other: columns only if each is long.
        return min(len(left.rows), len(right.rows)) > _LONG_SIDE
    if _is_margin(near_left, near_right):
        return False
    sparse, dense = sorted((near_left, near_right), key=lambda side: len(side.rows))
    aligned = sum(dense.partner(row) is not None for row in sparse.rows) / len(sparse.rows)
    if aligned < _ALIGNED:
        return True
    if near_left.is_dates() or near_right.is_dates():
        return False
    if all(0 < len(side.headings) <= _MOST_HEADINGS * len(side.rows) for side in (left, right)):
        return True  # each side has headings of its own, with text below
    if len(sparse.rows) < _DENSE * len(dense.rows):
        return not _stands_apart(sparse, dense)
    return near_left.is_prose() and near_right.is_prose()


def _is_margin(left: Side, right: Side) -> bool:
    """Dates and labels in a margin: each begins beside the text that it is about, and headings stand alone."""
    if right.headings and not _stand_alone(right, left):
        return False
    if len(left.headings) > 1 and not right.headings and not _stand_alone(left, right):
        return False
    blocks = left.blocks()
    if len(blocks) < _LEAST_BLOCKS or sum(map(len, blocks)) > _MOST_BLOCK_ROWS * len(blocks):
        return False
    starts = [block[0] for block in right.blocks()]
    beside = sum(any(right.partner(block[0]) is start for start in starts) for block in blocks)
    return beside >= _STARTS * len(blocks)


def _stand_alone(side: Side, other: Side) -> bool:
    alone = sum(other.is_empty_beside(row) for row in side.headings)
    return alone >= _LONE_HEADINGS * len(side.headings)


def _stands_apart(sparse: Side, dense: Side) -> bool:
    """Whether the sparser side's rows stand apart, as labels beside what they are about do."""
    blocks = [1]
    for above, below in zip(sparse.rows, sparse.rows[1:], strict=False):
        if below[0].baseline - above[0].baseline > 1.6 * dense.pitch:
            blocks.append(0)
        blocks[-1] += 1
    return sum(size for size in blocks if size <= 2) >= 0.6 * len(sparse.rows)
