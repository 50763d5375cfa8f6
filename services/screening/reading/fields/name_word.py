"""The words of a name: what a text holds if it is shaped like a name and holds nothing else."""

from __future__ import annotations

import re
from functools import cache

from services.screening.reading.fields.heading import heading_of
from services.screening.reading.fields.phrase import employer_score, title_score
from services.screening.reading.fields.place_name import is_place
from services.screening.reading.fields.text import fold, word_lists

_MOST_WORDS = 8
_MOST_PROPER_WORDS = 5
_WORD = re.compile(r"[^\W\d_]+(?:['’‑-][^\W\d_]+){0,3}|[^\W\d_]\.(?:-?[^\W\d_]\.){0,2}|[^\W\d_]{1,3}\.")


def is_after(part: str) -> bool:
    known = word_lists("not_a_name")["after"]
    return all(
        fold(word).strip(".()") in known or fold(word) in known
        for word in re.split(r"[\s/]", part)
        if word.strip(".()")
    )


@cache
def _not_names() -> frozenset[str]:
    headings = {word for words in word_lists("heading").values() for word in words if len(word) > 4}
    return word_lists("not_a_name")["other"] | frozenset(headings)


def name_words(text: str, *, may_end_in_particle: bool = False) -> list[str] | None:
    """Return the words of a name, or None if ``text`` holds anything else."""
    words = text.replace("´", "'").split()
    lists = word_lists("not_a_name")
    while (
        words
        and (fold(words[0]).strip(".") in lists["drop"])
        and len(words) > 1
        and (words[0].endswith(".") or len(words[0]) > 1)
    ):
        words = words[1:]
    while (
        len(words) > 2
        and (fold(words[-1]).strip(".()") in lists["after"])
        and (words[-1].isupper() or "." in words[-1] or words[-1] in ("PhD", "MSc", "BSc", "MEng", "BEng"))
    ):
        words = words[:-1]
    if not 1 <= len(words) <= _MOST_WORDS:
        return None
    proper = 0
    for word in words:
        folded = fold(word)
        if folded in lists["particle"]:
            continue
        if not _WORD.fullmatch(word) or not word[0].isupper():
            return None
        if folded in _not_names():
            return None
        proper += 1
    if (
        not 1 <= proper <= _MOST_PROPER_WORDS
        or heading_of(" ".join(words))
        or (not may_end_in_particle and fold(words[-1]) in lists["particle"])
    ):
        return None
    name = " ".join(words)
    return None if len(words) > 1 and (is_place(name) or (is_office(name) and not _is_trade_name(words))) else words


def is_office(name: str) -> bool:
    """Return whether the words are those of a job or an employer."""
    return title_score(name) >= 1.5 or employer_score(name) >= 3


def _is_trade_name(words: list[str]) -> bool:
    """Return whether the surname alone makes a job of it, as in "Mark Baker"; and unlike "Head Baker"."""
    first = " ".join(words[:-1])
    return fold(words[-1]) in word_lists("not_a_name")["surname"] and not is_office(first)
