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
_SIGNS = re.compile(r"[\W_]")
_ELIDED = frozenset(("l", "d", "n", "j", "m", "t", "s", "c", "qu", "jusqu", "lorsqu"))
_ENDS = frozenset('.!?;:,()[]|/•–—"“”„»«')
_SENTENCE_ENDS = frozenset("!?;•|")
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
    tokens = [(match[0], match.start(), match.end()) for match in _TOKEN.finditer(text)]
    if "'" not in text and "’" not in text:
        return [Word(fold(token), start, end) for token, start, end in tokens]
    row: list[Word] = []
    at = 0
    while at < len(tokens):
        token, start, end = tokens[at]
        word = fold(token)
        at += 1
        if _goes_on(tokens, at):
            if word in _ELIDED:
                at += 1
            else:
                word, end, at = f"{word}'{fold(tokens[at + 1][0])}", tokens[at + 1][2], at + 2
        row.append(Word(word, start, end))
    return row


def ends_sentence(row: Sequence[Word], index: int) -> bool:
    """Whether the word or sign at an index ends a sentence; a full stop within a word does not: ``Node.js``."""
    word = row[index]
    if word.text != ".":
        return word.text in _SENTENCE_ENDS
    return index + 1 == len(row) or row[index + 1].start > word.end


@lru_cache(maxsize=65536)
def bare_words(text: str) -> tuple[str, ...]:
    """Return the words of a text alone, without signs and places: many times as fast, for what needs no more."""
    return tuple(fold(_SIGNS.sub(" ", text)).split())


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


def _element(written: str) -> _Element:
    optional = len(written) > 1 and written[0] == "?"
    choices = written[1:].split("|") if optional else written.split("|")
    if len(choices) == 1 and choices[0] in ("#", "@", "_", "<", ">"):
        return _Element(frozenset(), (), choices[0], optional)
    exact = frozenset(fold(choice) for choice in choices if not choice.endswith("*"))
    return _Element(exact, tuple(fold(choice[:-1]) for choice in choices if choice.endswith("*")), "", optional)


_Phrase = tuple[str, list[_Element]]
_NUMBER = "#"
_ANY = "_"
_MOST_KNOWN = 65536
_STEM = 7
_EVERYWHERE = frozenset(
    ("a", "an", "the", "of", "to", "in", "on", "with", "for", "i", "is", "and", "de", "en", "la", "le")
)


class Phrases:
    """Groups of phrases by label. A group is lines of one phrase each; empty lines are left out.

    A phrase is kept by what it can begin with, so that most words of a text cost one look into a table.
    """

    def __init__(self, groups: Mapping[str, str | Iterable[str]]) -> None:
        self._by_word: dict[str, list[_Phrase]] = {}
        self._by_prefix: dict[str, list[_Phrase]] = {}
        self._known: dict[str, tuple[_Phrase, ...]] = {}
        self._needed: set[str] = set()
        for label, group in groups.items():
            for line in group.splitlines() if isinstance(group, str) else group:
                if line.strip():
                    self._add(label, [_element(part) for part in line.split()])

    def _add(self, label: str, elements: list[_Element]) -> None:
        phrase = (label, elements)
        self._needed |= _rarest(elements)
        for element in elements:
            for word in element.exact:
                self._by_word.setdefault(word, []).append(phrase)
            sign = {"#": _NUMBER, "@": _NUMBER, "_": _ANY}.get(element.sign, "")
            for prefix in (*element.prefixes, *filter(None, [sign])):
                self._by_prefix.setdefault(prefix, []).append(phrase)
            if not element.optional and element.sign != "<":
                break

    def find(self, row: Sequence[Word]) -> Iterator[Found]:
        """Yield each place where a phrase stands, in the text's order; the longest of one group and place."""
        known = self._known
        for start, word in enumerate(row):
            possible = known.get(word.text)
            if possible is None:
                possible = self._beginning_with(word.text)
            if not possible:
                continue
            longest: dict[str, int] = {}
            for label, elements in possible:
                end = _end(row, start, elements, 0)
                if end is not None and end > longest.get(label, start):
                    longest[label] = end
            for label, end in longest.items():
                yield Found(label, start, end)

    def can_stand_in(self, bare: Iterable[str]) -> bool:
        """Return False where each phrase lacks a word that it needs: a quick no for most of a text."""
        return not self._needed.isdisjoint([word[:_STEM] for word in bare])

    def _beginning_with(self, word: str) -> tuple[_Phrase, ...]:
        possible = list(self._by_word.get(word, ()))
        for length in range(1, len(word) + 1):
            possible += self._by_prefix.get(word[:length], ())
        is_number = word.isdecimal() or word in _NUMBERS
        possible += [*self._by_prefix.get(_NUMBER, ())] * is_number + [*self._by_prefix.get(_ANY, ())]
        if len(self._known) < _MOST_KNOWN:
            self._known[word] = tuple(possible)
        return tuple(possible)

    def first(self, text: str) -> str | None:
        """Return the label of the first phrase in a text."""
        return next((found.label for found in self.find(words(text))), None)


def _rarest(elements: list[_Element]) -> set[str]:
    """Return the beginnings of the words of which a phrase needs one, the fewest that do."""
    needed = [
        {word.partition("'")[0][:_STEM] for word in (*element.exact, *element.prefixes)}
        for element in elements
        if not (element.optional or element.sign) and all(word[0].isalnum() for word in element.exact)
    ]
    return min(needed, key=lambda words: (not words.isdisjoint(_EVERYWHERE), len(words)), default=set())


def _end(row: Sequence[Word], at: int, elements: list[_Element], element_at: int) -> int | None:
    """Return where a phrase that begins at a word ends, or None where it does not stand there."""
    last, count = len(row), len(elements)
    while element_at < count:
        exact, prefixes, sign, optional = elements[element_at]
        if sign == "<":
            if at and row[at - 1].text not in _ENDS:
                return None
        elif sign == ">":
            if at < last and row[at].text not in _ENDS:
                return None
        elif at < last and (row[at].text in exact or _accepts(prefixes, sign, row[at].text)):
            if optional and (end := _end(row, at, elements, element_at + 1)) is not None:
                longer = _end(row, at + 1, elements, element_at + 1)
                return end if longer is None else max(end, longer)
            at += 1
        elif not optional:
            return None
        element_at += 1
    return at


def _accepts(prefixes: tuple[str, ...], sign: str, word: str) -> bool:
    if sign == "#":
        return word.isdecimal() or word in _NUMBERS
    if sign == "@":
        return word.isdecimal() and 14 <= int(word[:9]) <= 75
    if sign == "_":
        return word[0].isalnum()
    return bool(prefixes) and word.startswith(prefixes)
