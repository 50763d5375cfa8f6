"""A heading: a line whose every word is known from headings. The table of words is ``words/heading.txt``.

Spaced letters (``E D U C A T I O N``, ``E XPERIENCE``) are joined and taken apart again by the table's words.
"""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple, cast

from services.screening.profile import Section
from services.screening.reading.fields.text import fold, folded_words, word_lists

_MAX_CHARS = 60
_MAX_WORDS = 8
_LONGEST_PHRASE = 5
_SHORTEST_TORN = 7
_MOST_TORN = 4
_MOST_GLUED = 2
_NUMBER = re.compile(r"^[\W_]{0,20}(?:(?:\d{1,2}|[ivx]{1,4})[.)]\s)?[\W_]{0,20}")
_LABEL = re.compile(r"^([^:\t]{2,45}?)\s?(?::|\t)\s{0,9}(?=\S)")


class Heading(NamedTuple):
    """``section`` is ``title`` for the document's own name (``Curriculum Vitae``)."""

    section: str
    languages: frozenset[str]

    @property
    def as_section(self) -> Section:
        return cast("Section", self.section)


class _Word(NamedTuple):
    section: str
    strength: int
    languages: frozenset[str]


@cache
def _table() -> dict[str, _Word]:
    table: dict[str, _Word] = {}
    for key, words in word_lists("heading").items():
        section, language, strength = key.split()
        for word in words:
            known = table.get(word)
            if known and known.section == section:
                strongest = max(known.strength, int(strength))
                table[word] = _Word(section, strongest, known.languages | {language})
            elif not known or int(strength) > known.strength:
                table[word] = _Word(section, int(strength), frozenset([language]))
    return table


def heading_of(text: str) -> Heading | None:
    """Return the heading that ``text`` is, or None."""
    if len(text) > _MAX_CHARS * 2 or "@" in text:
        return None
    folded = _NUMBER.sub("", fold(text.replace("\t", " ")))
    words = folded_words(folded)
    if not words:
        return None
    if _is_spaced(words):
        joined = "".join(words)
        return _judge(_taken_apart(joined)) if len(joined) <= _MAX_CHARS else None
    if len(folded) > _MAX_CHARS or len(words) > _MAX_WORDS:
        return None
    return _judge(_phrases(words) or _torn(words))


def label_of(text: str) -> tuple[Heading, str] | None:
    """Return the heading at the line's start, before a colon or a wide gap, and what follows it."""
    label = _LABEL.match(text[:120])
    heading = heading_of(label[1]) if label else None
    return (heading, text[label.end() :]) if label and heading and heading.section != "title" else None


def _is_spaced(words: list[str]) -> bool:
    single = sum(len(word) == 1 for word in words)
    return single >= 1 and len(words) > 1 and (single * 2 >= len(words)) and any(len(word) == 1 for word in words[:1])


def _phrases(words: list[str]) -> list[_Word] | None:
    """Return the known words and phrases, or None if one word is unknown."""
    table, found, at = _table(), list[_Word](), 0
    while at < len(words):
        for length in range(min(_LONGEST_PHRASE, len(words) - at), 0, -1):
            known = table.get(" ".join(words[at : at + length]))
            if known:
                found.append(known)
                at += length
                break
        else:
            elided = words[at][2:] if words[at][1:2] == "'" else ""
            if elided in table:
                found.append(table[elided])
                at += 1
                continue
            parts = re.split(r"[/&+-]", words[at])
            if len(parts) < 2 or not all(part in table for part in parts):
                return None
            found += [table[part] for part in parts]
            at += 1
    return found


@cache
def _joined_table() -> dict[str, _Word]:
    return {word.replace(" ", ""): known for word, known in _table().items() if len(word) > 1}


def _torn(words: list[str]) -> list[_Word] | None:
    """Return the long words that a file tore at odd places, or drew without a blank: ``Lang uag es``."""
    joined = "".join(words)
    found = _taken_apart(joined) if _SHORTEST_TORN <= len(joined) <= _MAX_CHARS else None
    if found is None or not any(word.strength for word in found):
        return None
    is_torn = len(found) < len(words) and len(found) <= _MOST_TORN
    return found if is_torn or len(found) <= _MOST_GLUED else None


def _taken_apart(joined: str) -> list[_Word] | None:
    """Return the words that ``joined`` is made of: the fewest that cover it."""
    table = _joined_table()
    best: list[list[_Word] | None] = [[]] + [None] * len(joined)
    for end in range(1, len(joined) + 1):
        for start in range(end):
            before, known = best[start], table.get(joined[start:end])
            if before is not None and known and (best[end] is None or len(before) + 1 < len(best[end] or [])):
                best[end] = [*before, known]
    return best[-1]


def _judge(found: list[_Word] | None) -> Heading | None:
    named = [word for word in found or [] if word.strength]
    if not found or not named:
        return None
    strongest = max(named, key=lambda word: word.strength)
    if strongest.section == "title" and len(named) < len(found):
        return None  # "curriculum design" is no document
    return Heading(strongest.section, strongest.languages)
