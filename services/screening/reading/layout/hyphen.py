"""Hyphens at the end of a line: one that divides a word goes when the word is whole again, one of its own stays."""

from __future__ import annotations

from collections.abc import Container, Iterable

MADE_UP = "\u2010"
"""The hyphen with which browsers divide words. Nobody types it."""
_HYPHENS = ("-", MADE_UP)
_SUSPENDED = frozenset(("und", "oder", "bzw.", "sowie", "and", "or", "et", "ou", "y", "o", "e", "u", "to", "bis"))
"""``Vor- und Nachteile``: this hyphen stands for the rest of a word."""
_LEAST_LETTERS = 2


def divides_word(upper: str, lower: str) -> bool:
    """Whether a hyphen ends ``upper`` in the middle of a word, of which ``lower`` has the rest."""
    start, rest = _last_word(upper), _first_word(lower)
    letters = upper[-1 - _LEAST_LETTERS : -1]
    return (
        upper.endswith(_HYPHENS)
        and len(letters) == _LEAST_LETTERS
        and letters.isalpha()
        and (rest[:1].islower() or (rest[:1].isupper() and start[:1].isupper() and rest[1:2].islower()))
        and rest not in _SUSPENDED
        and "@" not in rest
        and "." not in rest[:-1]
        and "/" not in start
    )


def joined_text(upper: str, lower: str, hyphenated: Container[str]) -> str:
    """Return both as one text. ``hyphenated`` are words that are known to be written with a hyphen."""
    rest = _first_word(lower)
    if divides_word(upper, lower):
        stays = _bare(_last_word(upper) + rest) in hyphenated or rest[:1].isupper()  # Müller-Lüdenscheidt
        return upper + lower if stays else upper[:-1] + lower
    is_one_word = upper.endswith(_HYPHENS) and upper[-2:-1].isalnum() and rest not in _SUSPENDED
    return upper + lower if is_one_word else f"{upper} {lower}"


def words_with_hyphens(texts: Iterable[str]) -> set[str]:
    return {_bare(word) for text in texts for word in text.split() if "-" in word[1:-1]}


def _first_word(text: str) -> str:
    return text.partition("\t")[0].partition(" ")[0]


def _last_word(text: str) -> str:
    return text.rpartition("\t")[2].rpartition(" ")[2]


def _bare(word: str) -> str:
    return word.strip(".,;:()").lower()
