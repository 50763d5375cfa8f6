"""Deeds: what somebody did and to what, in any form and order, which tells of a skill without naming it.

"Administered oral and IV medication", "Medikamente gestellt und verabreicht" and "administration of medicines" tell of
medication administration. A deed is groups of words, of which one each must stand close together in a sentence: first
the doing, then what it was done to. A word that is in two of the later groups stands for both. A word ends with * where
only its beginning tells.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from services.screening.skills.folding import is_word

_ROOM_AFTER = 5
"""Words after the doing among which the others stand: "administered oral, rectal and IV medication"."""
_ROOM_BEFORE = 3
"""Words before it: "Medikamente gestellt und verabreicht"."""
_SENTENCE_ENDS = ";!?•|\n\t"
_MOST_KNOWN = 65536

_Role = tuple[int, int]
"""A deed's number, and the group of it that a word belongs to; the doing is group 0."""


class Told(NamedTuple):
    """A text tells of the term by the pieces, of which the doing is the first."""

    term: str
    pieces: tuple[int, ...]


class Deeds:
    """What a word may be in a deed is kept, so that most words of a text cost one look into a table."""

    def __init__(self) -> None:
        self._terms: list[str] = []
        self._sizes: list[int] = []
        self._whole: dict[str, set[_Role]] = {}
        self._begun: dict[str, set[_Role]] = {}
        self._known: dict[str, frozenset[_Role]] = {}

    def add(self, term: str, groups: Sequence[Sequence[str]]) -> None:
        """Add a deed; its words are folded."""
        number = len(self._terms)
        self._terms.append(term)
        self._sizes.append(len(groups))
        for group, words in enumerate(groups):
            for word in words:
                table = self._begun if word.endswith("*") else self._whole
                table.setdefault(word.rstrip("*"), set()).add((number, group))

    def find(self, pieces: Sequence[str]) -> Iterator[Told]:
        """Yield what a text's pieces tell of, each term once for each doing."""
        roles = [self._roles(piece) if is_word(piece) else frozenset() for piece in pieces]
        for at, own in enumerate(roles):
            told: set[str] = set()
            for number, group in own:
                term = self._terms[number]
                if group == 0 and term not in told and (others := self._others(number, at, pieces, roles)):
                    told.add(term)
                    yield Told(term, (at, *others))

    def _others(
        self, number: int, at: int, pieces: Sequence[str], roles: Sequence[frozenset[_Role]]
    ) -> tuple[int, ...] | None:
        """Return the pieces that the doing at a place was done to, the nearest ones, or None where one is missing."""
        near = [*_near(pieces, at, 1, _ROOM_AFTER), *_near(pieces, at, -1, _ROOM_BEFORE)]
        found = []
        for group in range(1, self._sizes[number]):
            place = next((place for place in near if (number, group) in roles[place]), None)
            if place is None:
                return None
            found.append(place)
        return tuple(found)

    def _roles(self, word: str) -> frozenset[_Role]:
        roles = self._known.get(word)
        if roles is None:
            found = set(self._whole.get(word, ()))
            for length in range(1, len(word) + 1):
                found |= self._begun.get(word[:length], set())
            roles = frozenset(found)
            if len(self._known) < _MOST_KNOWN:
                self._known[word] = roles
        return roles


def _near(pieces: Sequence[str], at: int, step: int, room: int) -> Iterator[int]:
    """Yield the places of the words after or before a piece, as far as there is room and the sentence goes."""
    place = at + step
    while 0 <= place < len(pieces) and room:
        if is_word(pieces[place]):
            yield place
            room -= 1
        elif _ends_sentence(pieces, place):
            return
        place += step


def _ends_sentence(pieces: Sequence[str], place: int) -> bool:
    piece = pieces[place]
    if piece == ".":
        return place + 1 == len(pieces) or pieces[place + 1].isspace()
    return any(character in _SENTENCE_ENDS for character in piece)
