"""A divided telephone number: a narrow panel breaks it over lines, which are joined where the whole is a number."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import NamedTuple

from services.screening.reading.document import Place

_MOST_RESTS = 3
_BEGIN = re.compile(r"(?:\(?\+|\()?\d[\d ().\-/–\u2011\u00b7]{0,30}$|\(?\+$")
_REST = re.compile(r"[\d(/-][\d ().\-/–\u2011\u00b7]{0,30}")
_DATE = re.compile(r"(?:\d{1,2}[./-]){0,2}(?:19|20)\d\d(?:\s?[–-].{0,12})?\s?")
_OWN_DIGITS = 6
_NEXT_LINE_SHARE = 2.0
"""Times a line's height."""


class PhoneLine(NamedTuple):
    """``is_contact``: the line stands where contacts do, so that a number needs no label. ``numbers`` are those of its
    rows, of which there are several where they hold one number."""

    numbers: tuple[int, ...]
    text: str
    place: Place
    is_contact: bool
    block: int


def join_phones(lines: list[PhoneLine], is_number: Callable[[str], bool]) -> list[PhoneLine]:
    result, at = list[PhoneLine](), 0
    while at < len(lines):
        count = 1 + _rests(lines, at, is_number)
        line = lines[at]
        if count > 1:
            parts = lines[at : at + count]
            numbers = tuple(number for part in parts for number in part.numbers)
            line = line._replace(numbers=numbers, text=" ".join(part.text for part in parts))
        result.append(line)
        at += count
    return result


def _rests(lines: list[PhoneLine], at: int, is_number: Callable[[str], bool]) -> int:
    """How many of the next lines go on with the number that ends the line at ``at``."""
    begin = _BEGIN.search(lines[at].text[-40:])
    if begin is None or _DATE.fullmatch(begin[0]):
        return 0
    whole, best = begin[0], 0
    for count in range(1, _MOST_RESTS + 1):
        if at + count >= len(lines) or not _may_be_rest(lines[at + count - 1], lines[at + count]):
            break
        rest = lines[at + count].text
        if is_number(whole) and (is_number(rest) or (rest.startswith("0") and _digits(rest) >= _OWN_DIGITS)):
            break  # each is a number of its own
        whole = f"{whole} {rest}"
        if is_number(whole):
            best = count
    return best


def _may_be_rest(above: PhoneLine, below: PhoneLine) -> bool:
    upper, lower = above.place.box, below.place.box
    if upper is None or lower is None or below.numbers[0] != above.numbers[-1] + 1:
        return False  # only a page breaks lines
    if not _REST.fullmatch(below.text) or _DATE.fullmatch(below.text):
        return False
    near = lower.bottom - upper.bottom < _NEXT_LINE_SHARE * (lower.bottom - lower.top)
    return near and above.block == below.block and lower.left < upper.right


def _digits(text: str) -> int:
    return sum(character.isdigit() for character in text)
