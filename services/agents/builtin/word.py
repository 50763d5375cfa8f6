"""Words: a stranger's text cut into words, numbers and signs, and the form in which words of four languages compare."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple, TypeVar

_TOKEN = re.compile(r"(?P<number>\d+)|(?P<word>[^\W\d_²³¹½¼¾]+)|(?P<sign>\S)")

V = TypeVar("V")


class Token(NamedTuple):
    """``word`` is the folded text of a word, and empty for a number and a sign. ``start`` and ``end`` are positions."""

    text: str
    word: str
    start: int
    end: int

    @property
    def is_number(self) -> bool:
        return not self.word and self.text[0].isdigit()


def fold(text: str) -> str:
    """Lower case without accents: "Größe" and "GROSSE" are both "grosse"."""
    parts = unicodedata.normalize("NFD", text.casefold())
    return "".join(part for part in parts if not unicodedata.combining(part))


def tokens(text: str) -> list[Token]:
    return [
        Token(match[0], fold(match[0]) if match.lastgroup == "word" else "", *match.span())
        for match in _TOKEN.finditer(text)
    ]


def phrases(words: Sequence[str], known: Mapping[tuple[str, ...], V], longest: int = 5) -> Iterator[tuple[int, int, V]]:
    """The known phrases in these words from left to right, the longest first: start, end and what they stand for."""
    at = 0
    while at < len(words):
        for length in range(min(longest, len(words) - at), 0, -1):
            value = known.get(tuple(words[at : at + length]))
            if value is not None:
                yield at, at + length, value
                at += length
                break
        else:
            at += 1


def phrase_table(lines: str) -> dict[tuple[str, ...], str]:
    """``value: phrase, phrase`` a line. Phrases are folded; a value may have several lines."""
    table = {}
    for line in lines.strip().splitlines():
        value, _, names = line.partition(":")
        for name in names.split(","):
            table[tuple(fold(name).split())] = value.strip()
    return table


def word_set(*lines: str) -> frozenset[str]:
    """Folded words, written with spaces between them."""
    return frozenset(fold(" ".join(lines)).split())
