"""The words of a question, and the cues among them that say what it is about, in several languages at once.

A cue is a few words in a row; ``*`` at a word's end stands for any ending. Letters are compared without capitals and
accents.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

MOST_CHARACTERS = 2000
"""Of a question; nobody asks about their runs in more."""

_SPLIT = re.compile(r"""[\s,;:!?()\[\]{}"“”„«»¿¡<>|*`=…’‘']""")
_NUMBERS = {
    word: number
    for number, words in enumerate(
        (
            "three drei trois tres", "four vier quatre cuatro", "five funf cinq cinco", "six sechs seis",
            "seven sieben sept siete", "eight acht huit ocho", "nine neun neuf nueve", "ten zehn dix diez",
        ),
        start=3,
    )
    for word in words.split()
}  # fmt: skip
_TRIMMED = ".-–—_/"
_AND = frozenset(("and", "und", "et", "y", "e"))


def fold(text: str) -> str:
    """In small letters, without accents."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return "".join(character for character in decomposed if not unicodedata.combining(character))


@dataclass(frozen=True, slots=True)
class Words:
    """``row`` are the folded words in order; ``spelled`` the same as they were written."""

    row: tuple[str, ...]
    spelled: tuple[str, ...]
    known: frozenset[str] = field(default_factory=frozenset)

    def number(self, least: int = 1, most: int = 100) -> int | None:
        """The first whole number of this size, in digits or (from three to ten) in words."""
        found = (_NUMBERS.get(word) or int(word) for word in self.row if word in _NUMBERS or _is_number(word))
        return next((one for one in found if least <= one <= most), None)


def _is_number(word: str) -> bool:
    return word.isascii() and word.isdecimal() and len(word) < 9


def words_of(text: str) -> Words:
    """The words of a question; a compound such as ``must-haves`` counts as its parts, too."""
    spelled = [word.strip(_TRIMMED) for word in _SPLIT.split(text[:MOST_CHARACTERS])]
    spelled = [word for word in spelled if word]
    row: list[str] = []
    written: list[str] = []
    for word in spelled:
        parts = word.split("-") if "/" not in word and "." not in word else [word]
        row.append(fold(word))
        written.append(word)
        if len(parts) > 1:
            row += [fold(part) for part in parts if part]
            written += [part for part in parts if part]
    return Words(tuple(row), tuple(written), frozenset(row))


class Cues:
    """What questions may be about, each with its cues."""

    def __init__(self, file: Path) -> None:
        """``file`` has a line ``[topic]`` before each topic's cues, which have commas in between."""
        self._by_first: dict[str, list[tuple[str, tuple[str, ...]]]] = {}
        self._prefixes: set[int] = set()
        topic = ""
        for line in file.read_text(encoding="utf-8").splitlines():
            if line.startswith("["):
                topic = line.strip("[]")
            elif not line.startswith("#"):
                self._add(topic, line)

    def _add(self, topic: str, line: str) -> None:
        for cue in filter(None, (tuple(fold(cue).split()) for cue in line.split(","))):
            self._by_first.setdefault(cue[0], []).append((topic, cue))
            if cue[0].endswith("*"):
                self._prefixes.add(len(cue[0]) - 1)

    def weigh(self, words: Words) -> dict[str, int]:
        """How strongly a question speaks of each topic: a cue of several words says more than several of one."""
        found: dict[str, set[tuple[str, ...]]] = {}
        for place in range(len(words.row)):
            for topic, cue in self._at(words.row, place):
                found.setdefault(topic, set()).add(cue)
        return {topic: sum(2 * len(cue) - 1 for cue in heard) for topic, heard in found.items()}

    def knows(self, word: str) -> bool:
        """Whether a word alone means something here."""
        return bool(self.topics_of(word))

    def topics_of(self, word: str) -> set[str]:
        """What a word alone says."""
        return {topic for topic, cue in self._starting(word) if len(cue) == 1}

    def goes_on(self, words: Words) -> bool:
        """Whether a question begins like one that goes on with another: with "and", or a cue of the topic "follow"."""
        begins = Words(words.row[:4], words.spelled[:4])
        return bool(words.row) and (words.row[0] in _AND or "follow" in self.weigh(begins))

    def _at(self, row: tuple[str, ...], place: int) -> Iterable[tuple[str, tuple[str, ...]]]:
        for topic, cue in self._starting(row[place]):
            rest = row[place + 1 : place + len(cue)]
            if len(rest) == len(cue) - 1 and all(_fits(word, part) for word, part in zip(rest, cue[1:], strict=True)):
                yield topic, cue

    def _starting(self, word: str) -> Iterable[tuple[str, tuple[str, ...]]]:
        yield from self._by_first.get(word, ())
        for length in self._prefixes:
            if length <= len(word):
                yield from self._by_first.get(word[:length] + "*", ())


def _fits(word: str, part: str) -> bool:
    return word.startswith(part[:-1]) if part.endswith("*") else word == part
