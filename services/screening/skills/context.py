"""Whether an ambiguous spelling means its term where it stands: "C" in "Python, C, Go", not in "vitamin C".

It must stand as an item of a list, so that nothing but a separator, another term or a word such as "advanced" touches
it. Where the text does not come from a section that lists such terms, it must also be linked to a term that is sure, or
follow words such as "written in".
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import NamedTuple

from services.screening.skills.context_word import (
    AFTER,
    BEFORE,
    BULLETS,
    COMPOUND,
    CONJUNCTIONS,
    ELISIONS,
    INTRODUCTIONS,
    LEVELS,
    SEPARATORS,
)
from services.screening.skills.folding import is_word
from services.screening.skills.index import Text
from services.screening.skills.term import Spelling

LONGEST_LINK = 12
"""Pieces between two items of one list, such as ``, `` or `` (advanced), ``."""


class Found(NamedTuple):
    """A spelling at the pieces from ``first`` up to ``end``."""

    first: int
    end: int
    spelling: Spelling


def settle(
    text: Text, found: list[Found], in_skills_context: bool, professions: Callable[[Spelling], Iterable[str]]
) -> list[Found]:
    """Return what counts: the sure ones, and the ambiguous ones that the context speaks for."""
    if not any(one.spelling.ambiguous for one in found):
        return found
    sure = [not one.spelling.ambiguous for one in found]
    begins = {one.first for one in found}
    ends = {one.end for one in found}
    stands = [known or _Sides(text, one, begins, ends).open for known, one in zip(sure, found, strict=True)]
    for place, one in enumerate(found):
        if stands[place] and not sure[place] and not one.spelling.needs_company:
            sure[place] = in_skills_context or _is_introduced(text, one.first)
    order = range(1, len(found))
    for place, other in (*((here, here - 1) for here in order), *((here - 1, here) for here in reversed(order))):
        if sure[other] and stands[place] and not sure[place]:
            sure[place] = _are_linked(text, found[min(place, other)].end, found[max(place, other)].first) and (
                not found[place].spelling.needs_company
                or not set(professions(found[place].spelling)).isdisjoint(professions(found[other].spelling))
            )
    return [one for known, one in zip(sure, found, strict=True) if known]


class _Sides:
    """What stands left and right of an item."""

    def __init__(self, text: Text, one: Found, begins: set[int], ends: set[int]) -> None:
        self._pieces, self._text, self._begins, self._ends = text.pieces, text, begins, ends
        self._one = one
        self._is_letter = text.starts[one.end] - text.starts[one.first] == 1

    @property
    def open(self) -> bool:
        return self._left() and self._right()

    def _left(self) -> bool:
        place = self._one.first - 1
        touches = True
        while place >= 0 and self._pieces[place].isspace():
            if "\n" in self._pieces[place]:
                return True
            place, touches = place - 1, False
        if place < 0 or place + 1 in self._ends:
            return True
        piece = self._pieces[place]
        before = self._pieces[place - 1] if place else " "
        if is_word(piece):
            return piece in CONJUNCTIONS or piece in LEVELS or piece in BEFORE
        if touches and is_word(before):
            return self._is_open_between(piece, before, place in self._ends, place - 1)
        if touches and piece in "°$#@.":
            return False
        return piece in SEPARATORS or piece in BULLETS or piece in ".&'"

    def _right(self) -> bool:
        place = self._one.end
        touches = True
        while place < len(self._pieces) and self._pieces[place].isspace():
            if "\n" in self._pieces[place]:
                return True
            place, touches = place + 1, False
        if place >= len(self._pieces) or place in self._begins:
            return True
        piece = self._pieces[place]
        after = self._pieces[place + 1] if place + 1 < len(self._pieces) else " "
        if is_word(piece):
            return piece in CONJUNCTIONS or piece in LEVELS or piece in AFTER or piece.isdigit()
        if touches and is_word(after):
            return self._is_open_between(piece, after, place + 1 in self._begins, place + 1)
        if piece == "." and self._is_letter:
            return not self._is_initial(place)
        if touches and piece in "#%*°+":
            return False
        return piece in SEPARATORS or piece in BULLETS or piece in ".&'"

    def _is_open_between(self, piece: str, word: str, is_term: bool, place: int) -> bool:
        """Judge ``C-suite``, ``R&D``, ``Go/Rust``, ``Excel-Kenntnisse``, ``d'Excel``: a piece between two words."""
        if is_term:
            return True
        if piece == "'":
            return word in ELISIONS and place < self._one.first
        if piece == "-":
            return word in COMPOUND
        if piece in "/,;":
            return not self._is_series(word)
        return piece in SEPARATORS and piece != "+"

    def _is_series(self, word: str) -> bool:
        """Tell groups A, B, C and input/output from languages."""
        return self._is_letter and len(word) == 1

    def _is_initial(self, place: int) -> bool:
        """Tell ``R. Okafor``: a letter, a full stop and a capital that begins no term."""
        follow = place + 2 if place + 1 < len(self._pieces) and self._pieces[place + 1] == " " else place + 1
        if follow >= len(self._pieces) or follow in self._begins:
            return False
        return self._text.slice(follow, follow + 1)[0].isupper()


def _is_introduced(text: Text, first: int) -> bool:
    words = [piece for piece in text.pieces[max(0, first - 4) : first] if piece != " "]
    if not words or not is_word(words[-1]):
        return False
    return tuple(words[-1:]) in INTRODUCTIONS or tuple(words[-2:]) in INTRODUCTIONS


def _are_linked(text: Text, end: int, first: int) -> bool:
    """Whether two items belong to one list: only separators lie between them, and remarks such as "(advanced)"."""
    between = text.pieces[end:first]
    if len(between) > LONGEST_LINK or not all(
        piece.isspace() or piece in SEPARATORS or piece in "&-" or piece in CONJUNCTIONS or piece in LEVELS
        or piece.isdigit() for piece in between
    ):  # fmt: skip
        return False
    return any(not piece.isspace() and piece not in LEVELS for piece in between)
