"""Titles that say a gender, taken back to one form for everybody: ``Entwicklerin`` is shown as ``Entwickler``.

Rules take back the endings that make titles feminine in German, French and Spanish, except in words that only look so
(``Schwerin``, ``matrice``, ``impresora``); a list has the titles that follow no rule. English titles, and pairs that
have no form in common, get a word for both: a ``chairman`` and a ``chairwoman`` are a ``chairperson``. A plural stays:
it speaks of others. The lists are in ``matching/wording/title_gender.txt``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache, lru_cache
from typing import NamedTuple

from services.screening.matching.phrase import fold
from services.screening.matching.wording import wording

_LETTERS = re.compile(r"[^\W\d_]+")
_LONGEST = 60
"""Letters of a title that is one word."""
_LEAST_BEFORE = 3
"""Letters that a word has before the ending of a rule."""
_INDEXED = 3
_ADJECTIVES = ("ische", "liche", "ende", "ige", "freie", "ierte", "lernte", "prüfte", "bildete")
"""How German adjectives end that stand before a title in its feminine form, or before one such as ``Angestellte``."""
_WORDS = ("english", "french", "spanish")


class _Form(NamedTuple):
    """What a word's ending becomes. ``is_german``: it is a noun, and an adjective before it changes as well."""

    ending: str
    shown: str
    is_german: bool


class _Known(NamedTuple):
    """``endings`` are by their last letters, the longest first, each with how many letters a word has before it."""

    words: dict[str, _Form]
    first_words: dict[str, _Form]
    endings: dict[str, list[tuple[_Form, int]]]
    stays: frozenset[str]


def without_title_gender(text: str) -> str:
    """Return a text in which no title says whether a man or a woman holds it."""
    parts, done, is_first = list[str](), 0, True
    for match in _LETTERS.finditer(text):
        form = _form(match[0], is_first)
        is_first = False
        if form is not None:
            before = text[done : match.start()]
            parts += (_agreeing(before, form) if form.is_german else before, _shown(match[0], form))
            done = match.end()
    return "".join((*parts, text[done:])) if parts else text


@lru_cache(maxsize=65536)
def _form(word: str, is_first: bool) -> _Form | None:
    lower, known = word.lower(), _known()
    if len(lower) > _LONGEST or lower in known.stays:
        return None
    if (form := known.words.get(lower) or (known.first_words.get(lower) if is_first else None)) is not None:
        return form
    for form, least_before in known.endings.get(lower[-_INDEXED:], ()):
        is_noun = word[0].isupper() or not form.is_german
        if is_noun and lower.endswith(form.ending) and len(lower) >= len(form.ending) + least_before:
            return form
    return None


def _shown(word: str, form: _Form) -> str:
    kept, replaced = word[: -len(form.ending)], word[-len(form.ending) :]
    if len(word) > 1 and word.isupper():
        return kept + form.shown.upper()
    return kept + (form.shown[0].upper() + form.shown[1:] if replaced[0].isupper() else form.shown)


def _agreeing(before: str, form: _Form) -> str:
    """Return what stands before a German title, with its adjective in the form that the shown title has."""
    kept = before.rstrip(" ")
    if kept == before:
        return before
    space, lower = before[len(kept) :], kept.lower()
    if form.shown.endswith("te"):  # the Angestellter that is shown as an Angestellte
        return kept[:-1] + space if lower.endswith(tuple(f"{ending}r" for ending in _ADJECTIVES)) else before
    return f"{kept}r{space}" if lower.endswith(_ADJECTIVES) else before


@cache
def _known() -> _Known:
    lists = wording("title_gender").groups
    known = _Known({}, {}, {}, frozenset(word for line in lists["stays"] for word in line.split()))
    for form in (form for group in _WORDS for form in _forms(lists[group])):
        known.words.setdefault(form.ending, form)
        known.words.setdefault(fold(form.ending), form)
    known.first_words.update((form.ending, form) for form in _forms(lists["spanish first words"]))
    endings = [(form, 0) for form in _forms(lists["german titles"], is_german=True)]
    endings += [(form, _LEAST_BEFORE) for form in _forms(lists["german endings"], is_german=True)]
    for group in ("french endings", "spanish endings"):
        endings += [(form, _LEAST_BEFORE) for form in _forms(lists[group])]
    for one in sorted(endings, key=lambda one: -len(one[0].ending)):
        known.endings.setdefault(one[0].ending[-_INDEXED:], []).append(one)
    return known


def _forms(lines: list[str], is_german: bool = False) -> Iterator[_Form]:
    for line in lines:
        written, _, shown = line.partition(">")
        for ending in written.split():
            yield _Form(ending, shown.strip(), is_german)
