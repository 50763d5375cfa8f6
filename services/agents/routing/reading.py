"""A reading: what the router sees of a text. Its beginning and end, without accents and letter case, as words.

A question of 60 KB is mostly something pasted; what is asked stands before or after it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import cached_property
from itertools import pairwise

_HEAD, _TAIL = 1200, 500
_WORD = re.compile(r"[^\W_]+")
_DIGITS = re.compile(r"\d+")
_LETTERS = str.maketrans({"’": "'", "‘": "'", "ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "×": " × ", "÷": " ÷ "})
_GRAM_LENGTHS = (3, 4, 5)
_LONGEST_WORD = 30


def folded(text: str) -> str:
    """Lower case, without accents. (ª, ² and such stay: they mean something in a formula.)"""
    if text.isascii():
        return text.lower()
    decomposed = unicodedata.normalize("NFD", text.casefold().translate(_LETTERS))
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter))


class Reading:
    """``text`` is the part that is read, as it was written; ``plain`` the same, folded."""

    def __init__(self, text: str) -> None:
        if len(text) > _HEAD + _TAIL:
            text = f"{text[:_HEAD]}\n{text[-_TAIL:]}"
        self.text = text.replace("\0", " ").encode("utf-8", "replace").decode()
        self.plain = folded(self.text)

    @cached_property
    def words(self) -> tuple[str, ...]:
        return tuple(word[:_LONGEST_WORD] for word in _WORD.findall(self.plain))

    @cached_property
    def joined(self) -> str:
        """All words with one space around each, so that " two words " is looked up as such."""
        return f" {' '.join(self.words)} "

    @cached_property
    def features(self) -> tuple[str, ...]:
        """The text's words, pairs of words, and parts of words, for word statistics. Every number is the same one."""
        words = ["^", *(_DIGITS.sub("0", word) for word in self.words), "$"]
        return (
            *words[1:-1],
            *(f"{first} {second}" for first, second in pairwise(words)),
            *(f"#{gram}" for word in words[1:-1] for gram in _grams(f"_{word}_")),
            *(f"#{sign}" for sign in self.plain if sign in "=+*/^%?:×÷<>{}()[]\\$€£@&|~√∫π"),
        )


def _grams(word: str) -> Iterator[str]:
    for length in _GRAM_LENGTHS:
        yield from (word[start : start + length] for start in range(len(word) - length + 1))
