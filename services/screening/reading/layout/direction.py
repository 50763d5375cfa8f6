"""Direction: a page shows Arabic and Hebrew from right to left, and its letters are found from left to right.

Each line is put into the order in which it is spoken. Numbers and words of other scripts keep theirs.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator
from itertools import groupby

import msgspec

from services.screening.reading.document import Line

_RIGHT_TO_LEFT = ("R", "AL")
_MIRRORED = str.maketrans("()[]{}<>«»", ")(][}{><»«")
_FIRST = "\u0590"
"""No letter before it is written from right to left."""


def in_spoken_order(lines: Iterable[Line]) -> list[Line]:
    lines = list(lines)
    if not any(max(line.text) >= _FIRST for line in lines):
        return lines
    is_page = sum(map(_balance, (line.text for line in lines))) > 0
    return [msgspec.structs.replace(line, text=_spoken(line.text, is_page)) for line in lines]


def _spoken(text: str, is_page: bool) -> str:
    """``is_page``: the page is mostly written from right to left, and so are numbers between its lines."""
    has_letters = any(character.isalpha() for character in text)
    cells = text.split("\t")
    if _balance(text) > 0 or (is_page and not has_letters):
        return "\t".join(" ".join(_turned(cell.split(" "))) for cell in reversed(cells))
    return "\t".join(" ".join(_with_turned_runs(cell.split(" "))) for cell in cells)


def _turned(words: list[str]) -> Iterator[str]:
    """The words from right to left, but those of other scripts that follow one another."""
    for is_other, group in groupby(reversed(words), key=_is_of_other_script):
        run = [_turned_word(word) for word in group]
        yield from reversed(run) if is_other else run


def _with_turned_runs(words: list[str]) -> Iterator[str]:
    for is_turned, group in groupby(words, key=lambda word: _balance(word) > 0):
        run = list(group)
        yield from map(_turned_word, reversed(run)) if is_turned else run


def _turned_word(word: str) -> str:
    if _balance(word) > 0:
        parts = ["".join(part) for _, part in groupby(word, key=str.isdigit)]
        return "".join(part if part.isdigit() else part[::-1].translate(_MIRRORED) for part in reversed(parts))
    return f"+{word[:-1]}" if word.endswith("+") and word[:-1].isdigit() else word


def _is_of_other_script(word: str) -> bool:
    return _balance(word) < 0


def _balance(text: str) -> int:
    """Letters from right to left, less those from left to right."""
    kinds = [unicodedata.bidirectional(character) for character in text if character.isalpha()]
    turned = sum(kind in _RIGHT_TO_LEFT for kind in kinds)
    return 2 * turned - len(kinds)
