"""A split name: the page's largest type breaks a name over lines, beside which other text may stand."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from services.screening.reading.fields.name_word import is_after, name_words
from services.screening.reading.fields.row import Row
from services.screening.reading.fields.section import SectionRow
from services.screening.reading.fields.text import word_lists

_MOST_LINES = 4
_MOST_BESIDE = 4


def with_split_names(rows: list[SectionRow], large: float | None) -> Iterator[SectionRow]:
    """Yield the rows; a name that the page's largest type breaks over several lines comes as one."""
    at, taken = 0, set[int]()
    while at < len(rows):
        first = rows[at]
        if large and first.row.size == large and at not in taken and _is_part_of_name(first.row):
            parts = list(_parts_of_name(rows, at, large))
            if len(parts) > 1:
                taken.update(parts)
                text = _glued([rows[part].row.text for part in parts])
                first = msgspec.structs.replace(first, row=msgspec.structs.replace(first.row, text=text), heading=False)
        elif at in taken:
            at += 1
            continue
        yield first
        at += 1


def _parts_of_name(rows: list[SectionRow], at: int, large: float) -> Iterator[int]:
    """Yield the numbers of the rows that go on with a name. Small rows between them are what stands beside it."""
    yield at
    found, beside = 1, 0
    for number in range(at + 1, min(len(rows), at + 1 + _MOST_LINES + _MOST_BESIDE)):
        row = rows[number].row
        if row.size == large and found < _MOST_LINES and (_is_part_of_name(row) or _is_rest(row)):
            yield number
            found += 1
        elif row.size >= large or beside == _MOST_BESIDE or not _is_beside(rows[at].row, row):
            return
        else:
            beside += 1


def _is_beside(name: Row, row: Row) -> bool:
    left, right = row.place.box, name.place.box
    return left is not None and right is not None and left.left > right.right


def _is_part_of_name(row: Row) -> bool:
    first, *rest = row.text.split(",")
    is_alone = not rest or all(map(is_after, rest))
    return not row.bullet and is_alone and name_words(first.rstrip("-"), may_end_in_particle=True) is not None


def _is_rest(row: Row) -> bool:
    """Whether particles stand alone in a line, or a narrow column broke a word: ``Engelbrecht`` and ``sen``."""
    return _is_rest_of_word(row.text) or all(map(_is_particle, row.text.split()))


def _is_rest_of_word(text: str) -> bool:
    return text.isalpha() and text.islower() and not _is_particle(text)


def _is_particle(word: str) -> bool:
    return word.lower() in word_lists("not_a_name")["particle"]


def _glued(parts: list[str]) -> str:
    text = parts[0]
    for part in parts[1:]:
        text += part if _is_rest_of_word(part) or text.endswith("-") else f" {part}"
    return text
