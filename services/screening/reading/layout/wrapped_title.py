"""A wrapped title: a bold line that was too long for its column goes on in the next, and is one line again."""

from __future__ import annotations

import re

import msgspec

from services.screening.reading.document import Box, Line, Place
from services.screening.reading.layout.hyphen import joined_text, words_with_hyphens

_FULL_LINES = 3
"""So many lines must reach a column's edge, or nobody knows where it is."""
_NEAR_SHARE = 0.85
_MOST_CHARS = 120
_BLANK_SHARE = 0.5
"""Of a letter's mean width."""
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
"""What is not bold may be the date behind the rest of the title."""
_ENDS = (".", ":", ")", "]", "!", "?")


def join_titles(lines: list[Line]) -> list[Line]:
    """``lines`` are those of one column, from top to bottom."""
    edge = _edge(lines)
    if edge is None:
        return lines
    result, hyphenated = list[Line](), words_with_hyphens(line.text for line in lines)
    for line in lines:
        if result and _goes_on(result[-1], line, edge):
            result[-1] = _joined(result[-1], line, hyphenated)
        else:
            result.append(line)
    return result


def _edge(lines: list[Line]) -> float | None:
    boxes = [line.place.box for line in lines if line.place.box and "\t" not in line.text]
    left, right = min((box.left for box in boxes), default=0.0), max((box.right for box in boxes), default=0.0)
    near = sum(box.right - left > _NEAR_SHARE * (right - left) for box in boxes)
    return right if near >= _FULL_LINES else None


def _goes_on(above: Line, below: Line, edge: float) -> bool:
    upper, lower = above.place.box, below.place.box
    if (
        not above.bold
        or not (below.bold or _YEAR.search(below.text))
        or above.block != below.block
        or above.size != below.size
        or below.bullet
    ):
        return False
    if upper is None or lower is None or "\t" in above.text or len(above.text) + len(below.text) > _MOST_CHARS:
        return False
    is_part_of_word = below.text.isalpha() and below.text.islower()
    if above.text.endswith(_ENDS) or above.text[-1:].isdigit() or is_part_of_word or lower.left > upper.right:
        return False
    letter = (lower.right - lower.left) / len(below.text)
    return upper.right + letter * (len(below.text.split(" ", 1)[0]) + _BLANK_SHARE) > edge


def _joined(above: Line, below: Line, hyphenated: set[str]) -> Line:
    upper, lower = above.place.box, below.place.box
    assert upper is not None
    assert lower is not None
    box = Box(min(upper.left, lower.left), upper.top, max(upper.right, lower.right), lower.bottom)
    text = joined_text(above.text, below.text, hyphenated)
    return msgspec.structs.replace(above, text=text, place=Place(above.place.page, box))
