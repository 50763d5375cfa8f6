"""Phrases: the one way in which wording is recognised, word by word, in English, German, French and Spanish.

A text is a row of *words* without case and accents. A *phrase* is a row of elements, written as one line:

    word        that word                       under|below     either word
    word*       a word that begins so           ?word           the word or nothing
    #           a number                        _               any one word
    @           a number from 14 to 75: an age
    <           the text or a sentence begins   >               the text, a sentence or a part of it ends

A phrase is tried once at each word, so the time grows with the text alone.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

_TOKEN = re.compile(r"[^\W_]+|[^\w\s]|_")
_ELIDED = frozenset(("l", "d", "n", "j", "m", "t", "s", "c", "qu", "jusqu", "lorsqu"))
_ENDS = frozenset('.!?;:,()[]|/•–—\n\t"“”„»«')
_NUMBERS = {
    word: value
    for value, names in enumerate(
        (
            "zero null",
            "one ein eine einem eins un une uno una",
            "two zwei deux dos",
            "three drei trois tres",
            "four vier quatre cuatro",
            "five funf cinq cinco",
            "six sechs seis",
            "seven sieben sept siete",
            "eight acht huit ocho",
            "nine neun neuf nueve",
            "ten zehn dix diez",
            "eleven elf onze once",
            "twelve zwolf douze doce",
        )
    )
    for word in names.split()
}


class Word(NamedTuple):
    """A word or a sign as a text has it: without case and accents, and where it stands."""

    text: str
    start: int
    end: int


class Found(NamedTuple):
    """A phrase of the group ``label`` covers the words from ``start`` to before ``end``."""

    label: str
    start: int
    end: int


@lru_cache(maxsize=65536)
def fold(text: str) -> str:
    """Return text without case and accents: ``Führerschein`` becomes ``fuhrerschein``."""
    if text.isascii():
        return text.lower()
    apart = unicodedata.normalize("NFKD", text.casefold())
    return "".join(character for character in apart if not unicodedata.combining(character))


def words(text: str) -> list[Word]:
    """Split text into words and signs. ``l’expérience`` is two words, ``don’t`` is one."""
    row: list[Word] = []
    tokens = [(match[0], match.start(), match.end()) for match in _TOKEN.finditer(text)]
    at = 0
    while at < len(tokens):
        token, start, end = tokens[at]
        word = fold(token)
        at += 1
        if word not in _ELIDED and _goes_on(tokens, at):
            word, end, at = f"{word}'{fold(tokens[at + 1][0])}", tokens[at + 1][2], at + 2
        elif word in _ELIDED and _goes_on(tokens, at):
            at += 1
        row.append(Word(word, start, end))
    return row


def _goes_on(tokens: list[tuple[str, int, int]], at: int) -> bool:
    """Whether an apostrophe joins the word before ``at`` to the next, as in ``don’t``."""
    if at + 1 >= len(tokens) or tokens[at][0] not in ("'", "’"):
        return False
    (_, _, before), (_, start, end), (after, next_start, _) = tokens[at - 1 : at + 2]
    return before == start and end == next_start and after[0].isalnum()


def number(word: str) -> int | None:
    """Return the number that a word is, in figures or as a name up to twelve."""
    if word.isdecimal() and len(word) <= 9:
        return int(word)
    return _NUMBERS.get(word)


class _Element(NamedTuple):
    exact: frozenset[str]
    prefixes: tuple[str, ...]
    sign: str
    optional: bool

    def accepts(self, word: str) -> bool:
        if self.sign == "#":
            return word.isdecimal() or word in _NUMBERS
        if self.sign == "@":
            return word.isdecimal() and 14 <= int(word[:9]) <= 75
        if self.sign == "_":
            return word[0].isalnum()
        return word in self.exact or (bool(self.prefixes) and word.startswith(self.prefixes))


def _element(written: str) -> _Element:
    optional = len(written) > 1 and written[0] == "?"
    choices = written[1:].split("|") if optional else written.split("|")
    if len(choices) == 1 and choices[0] in ("#", "@", "_", "<", ">"):
        return _Element(frozenset(), (), choices[0], optional)
    exact = frozenset(fold(choice) for choice in choices if not choice.endswith("*"))
    return _Element(exact, tuple(fold(choice[:-1]) for choice in choices if choice.endswith("*")), "", optional)


class Phrases:
    """Groups of phrases by label. A group is a text with one phrase a line; empty lines are left out."""

    def __init__(self, groups: Mapping[str, str | Iterable[str]]) -> None:
        self._by_word: dict[str, list[tuple[str, list[_Element]]]] = {}
        self._anywhere: list[tuple[str, list[_Element]]] = []
        for label, group in groups.items():
            for line in group.splitlines() if isinstance(group, str) else group:
                if line.strip():
                    self._add(label, [_element(part) for part in line.split()])

    def _add(self, label: str, elements: list[_Element]) -> None:
        first = next(element for element in elements if element.sign != "<")
        if first.sign or first.prefixes or first.optional:
            self._anywhere.append((label, elements))
            return
        for word in first.exact:
            self._by_word.setdefault(word, []).append((label, elements))

    def find(self, row: Sequence[Word]) -> Iterator[Found]:
        """Yield each place where a phrase stands, in the text's order; the longest of one group and place."""
        for start, word in enumerate(row):
            longest: dict[str, int] = {}
            for label, elements in (*self._by_word.get(word.text, ()), *self._anywhere):
                end = _end(row, start, elements, 0)
                if end is not None and end > longest.get(label, start):
                    longest[label] = end
            for label, end in longest.items():
                yield Found(label, start, end)

    def first(self, text: str) -> str | None:
        """Return the label of the first phrase in a text."""
        return next((found.label for found in self.find(words(text))), None)


def _end(row: Sequence[Word], at: int, elements: list[_Element], element_at: int) -> int | None:
    """Return where a phrase that begins at a word ends, or None where it does not stand there."""
    while element_at < len(elements):
        element = elements[element_at]
        if element.sign == "<":
            if at and row[at - 1].text not in _ENDS:
                return None
        elif element.sign == ">":
            if at < len(row) and row[at].text not in _ENDS:
                return None
        elif at < len(row) and element.accepts(row[at].text):
            if element.optional and (end := _end(row, at, elements, element_at + 1)) is not None:
                longer = _end(row, at + 1, elements, element_at + 1)
                return end if longer is None else max(end, longer)
            at += 1
        elif not element.optional:
            return None
        element_at += 1
    return at
