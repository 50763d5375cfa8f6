"""Where columns begin and end: what stands above, below or across them without reaching over the gutter."""

from __future__ import annotations

from statistics import median

from services.screening.reading.layout.row import Row, row_size, rows_of
from services.screening.reading.layout.side import Side
from services.screening.reading.layout.word import Word
from services.screening.reading.tracking import is_heading_word

Parts = tuple[list[Word], list[Word], list[Word]]

_TITLE_SHARE = 1.25
_TITLE_ROWS = 5
_HEAD_ROWS = 3
_FLOW_SHARE = 2.2
"""Times the usual distance of lines, between two lines of one flow."""
_INDENT_SHARE = 4.0
_HEAD_GAP = 2.0
"""Times the usual distance of lines, below a row that goes across the page."""


def without_head(left: list[Word], right: list[Word]) -> Parts:
    """The head, left, right. A line of contacts across the page has words on both sides, and a gap below."""
    sides = Side(rows_of(left)), Side(rows_of(right))
    edge = float("-inf")
    for side, other in (sides, sides[::-1]):
        for row in side.rows[:_HEAD_ROWS]:
            if _ends_head(row, side, other):
                edge = max(edge, row[0].baseline)
    if edge == float("-inf"):
        return [], left, right
    edge += 0.3 * sides[0].size
    kept_left, kept_right = ([word for word in words if word.baseline > edge] for words in (left, right))
    if not kept_left or not kept_right:
        return [], left, right
    return [word for word in (*left, *right) if word.baseline <= edge], kept_left, kept_right


def without_foot(left: list[Word], right: list[Word]) -> Parts:
    """Left, right, the foot: a heading with nothing below it in its column is that of what follows across the page."""
    for own, other in ((left, right), (right, left)):
        side = Side(rows_of(own))
        last = side.rows[-1]
        if len(side.rows) > 1 and last in side.headings and last[0].baseline > max(word.baseline for word in other):
            kept = [word for row in side.rows[:-1] for word in row]
            return (kept, right, last) if own is left else (left, kept, last)
    return left, right, []


def without_title(left: list[Word], right: list[Word]) -> Parts:
    """The title, left, right. A name in large letters above one of the columns comes before both."""
    left_top, right_top = (min(word.baseline for word in side) for side in (left, right))
    higher, lower_top = (left, right_top) if left_top < right_top else (right, left_top)
    usual = median(word.size for word in (*left, *right))
    title: list[Word] = []
    for row in rows_of(word for word in higher if word.baseline < lower_top - 0.5 * usual)[:_TITLE_ROWS]:
        is_heading = all(is_heading_word(word.text.strip(" :")) for word in row)
        if is_heading or (not title and row_size(row) < _TITLE_SHARE * usual):
            break
        title += row
    chosen = set(map(id, title))
    return title, [word for word in left if id(word) not in chosen], [word for word in right if id(word) not in chosen]


def goes_on_below(left: list[Word], right: list[Word], below: list[Word]) -> bool:
    """Whether the text of the left column goes on below a frame, around which it was set, over the whole width."""
    if not left or not right or not below:
        return False
    side, rest = Side(rows_of(left)), Side(rows_of(below))
    last, first = side.rows[-1], rest.rows[0]
    is_near = first[0].baseline - last[0].baseline < _FLOW_SHARE * max(side.pitch, side.size)
    is_alike = abs(first[0].left - min(row[0].left for row in side.rows)) < _INDENT_SHARE * side.size
    starts_anew = first in rest.headings or row_size(first) > 1.05 * side.size
    return is_near and is_alike and not starts_anew and first[-1].right > min(word.left for word in right)


def _ends_head(row: Row, side: Side, other: Side) -> bool:
    place = side.rows.index(row)
    if place + 1 == len(side.rows) or row in side.headings:
        return False
    partner = other.partner(row)
    if partner is None or partner in other.headings:
        return False
    gap = side.rows[place + 1][0].baseline - row[0].baseline
    return gap > _HEAD_GAP * max(side.pitch, 1.2 * side.size)
