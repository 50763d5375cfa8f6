"""Whether an ambiguous spelling means its term where it stands: "C" in "Python, C, Go", not in "vitamin C".

It must stand as an item of a list, so that nothing but a separator, another term or a word such as "advanced" touches
it. Where the text does not come from a section that lists such terms, it must also stand in a line such as "Tools: …",
be linked to a term that is sure, or follow words such as "written in".
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable
from typing import NamedTuple

from services.screening.skills.context_word import (
    AFTER,
    BEFORE,
    BULLETS,
    COMPOUND,
    CONJUNCTIONS,
    ELISIONS,
    INTRODUCTIONS,
    LABELS,
    LEVELS,
    NEGATIONS,
    PARTITIVES,
    SEPARATORS,
)
from services.screening.skills.folding import is_word, words_of
from services.screening.skills.index import Text
from services.screening.skills.term import Spelling, Term, TermKind

LONGEST_LINK = 12
"""Pieces between two items of one list, such as ``, `` or `` (advanced), ``."""
LONGEST_LABEL = 40


class Found(NamedTuple):
    """A spelling at the pieces from ``first`` up to ``end``."""

    first: int
    end: int
    spelling: Spelling


def settle(text: Text, found: list[Found], in_skills_context: bool, term: Callable[[Spelling], Term]) -> list[Found]:
    """Return what counts: the sure ones, and the ambiguous ones that the context speaks for."""
    if not any(one.spelling.ambiguous for one in found):
        return found
    sure = [not one.spelling.ambiguous for one in found]
    begins = {one.first for one in found}
    ends = {one.end for one in found}
    stands = [known or _Sides(text, one, begins, ends).open for known, one in zip(sure, found, strict=True)]
    labelled = _Labelled(text.plain)
    for place, one in enumerate(found):
        if not sure[place] and not one.spelling.needs_company:
            if in_skills_context and term(one.spelling).kind == "degree":
                sure[place] = True  # "BA History": what follows a degree is its subject
            elif stands[place]:
                sure[place] = (
                    in_skills_context
                    or labelled.covers(text.starts[one.first])
                    or _is_introduced(text, one.first, term(one.spelling).kind)
                )
    order = range(1, len(found))
    for place, other in (*((here, here - 1) for here in order), *((here - 1, here) for here in reversed(order))):
        if sure[other] and stands[place] and not sure[place]:
            one, neighbour = found[place], found[other]
            sure[place] = _are_linked(text, *sorted((one, neighbour))) and _are_company(term, one, neighbour)
    return [one for known, one in zip(sure, found, strict=True) if known]


def _are_company(term: Callable[[Spelling], Term], one: Found, neighbour: Found) -> bool:
    """Two kinds never vouch for each other, except that a skill's list may hold a certificate."""
    own, other = term(one.spelling), term(neighbour.spelling)
    if "language" in (own.kind, other.kind) or "degree" in (own.kind, other.kind):
        return own.kind == other.kind
    return not one.spelling.needs_company or not set(own.professions).isdisjoint(other.professions)


class _Labelled:
    """The lines that say what they list, such as ``Languages: Go, Rust``, or whose first cell does."""

    def __init__(self, plain: str) -> None:
        self._starts: list[int] = []
        self._is_labelled: list[bool] = []
        start = 0
        for line in plain.splitlines(keepends=True):
            label, colon, _ = line[:LONGEST_LABEL].replace("\t", ":").partition(":")
            self._starts.append(start)
            self._is_labelled.append(bool(colon) and not LABELS.isdisjoint(words_of(label)))
            start += len(line)

    def covers(self, start: int) -> bool:
        return self._is_labelled[bisect_right(self._starts, start) - 1]


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
            if _begins_item(self._pieces[place]):
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
        if piece == "," and place not in self._ends and self._is_of_a_series(before):
            return False
        if touches and piece in "°$#@.":
            return False
        return piece in SEPARATORS or piece in BULLETS or piece in ".&'"

    def _right(self) -> bool:
        place = self._one.end
        touches = True
        while place < len(self._pieces) and self._pieces[place].isspace():
            if _begins_item(self._pieces[place]):
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
        if piece == "," and self._is_of_a_series(self._pieces[place + 2] if place + 2 < len(self._pieces) else ""):
            return place + 2 in self._begins
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
            return not self._is_of_a_series(word)
        return piece in SEPARATORS and piece != "+"

    def _is_of_a_series(self, word: str) -> bool:
        """Tell groups A, B, C and I/O from languages."""
        return self._is_letter and len(word) == 1 and word.isalpha()

    def _is_initial(self, place: int) -> bool:
        """Tell ``R. Okafor``: a letter, a full stop and a capital that begins no term."""
        follow = place + 2 if place + 1 < len(self._pieces) and self._pieces[place + 1] == " " else place + 1
        if follow >= len(self._pieces) or follow in self._begins:
            return False
        return self._text.slice(follow, follow + 1)[0].isupper()


def _begins_item(space: str) -> bool:
    """A new cell begins a new item, as a new line does."""
    return "\n" in space or _begins_cell(space)


def _begins_cell(space: str) -> bool:
    return "\t" in space


def _is_introduced(text: Text, first: int, kind: TermKind) -> bool:
    """Tell "written in Go", and "no French"; but "no rust" is no word on the language for programs."""
    words = [piece for piece in text.pieces[max(0, first - 4) : first] if piece != " "]
    if kind == "language" and not NEGATIONS.isdisjoint([word for word in words if word not in PARTITIVES][-1:]):
        return True
    return tuple(words[-1:]) in INTRODUCTIONS or tuple(words[-2:]) in INTRODUCTIONS


def _are_linked(text: Text, left: Found, right: Found) -> bool:
    """Whether two items belong to one list: only separators lie between them, and remarks such as "(advanced)"."""
    between = text.pieces[left.end : right.first]
    if len(between) > LONGEST_LINK or not all(map(_is_between_items, between)):
        return False
    return any(_begins_cell(piece) if piece.isspace() else piece not in LEVELS for piece in between)


def _is_between_items(piece: str) -> bool:
    if is_word(piece):
        return piece in CONJUNCTIONS or piece in LEVELS or piece.isdigit()
    return piece.isspace() or piece in SEPARATORS or piece in "&-"
