"""Vocabulary: the words of a text as relevance compares them, alike for all forms of a word and four languages' titles.

A word is cut to its stem by rules that hold in English, German, French and Spanish alike: crude, but the same for the
opening and the résumé. Names of occupations that mean the same ("nurse", "Krankenpfleger", "infirmière") become one.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache, lru_cache

from services.screening.matching.phrase import Phrases
from services.screening.matching.wording import word_set, wording

_LONGEST_STEM = 8
_SHORTEST_STEM = 4
_ENDINGS = (
    "ization", "isation", "ational", "ungen", "ments", "ingly", "ation", "acion", "innen", "iness", "ement", "ieren",
    "ings", "ment", "tion", "sion", "ungs", "ally", "ness", "able", "ible", "eurs", "euse", "trice", "ores", "oras",
    "adas", "ados", "ung", "ing", "ies", "ier", "ers", "ens", "ely", "eur", "ive", "ada", "ado", "ora", "ors", "ern",
    "ed", "er", "or", "es", "en", "em", "ly", "al", "in", "os", "as", "s", "e", "n", "y", "a", "o",
)  # fmt: skip


@cache
def _occupations() -> dict[str, str]:
    """The occupation that a word names, in the singular and the plural."""
    return {
        form: f"#{label}"
        for label, lines in wording("occupation").groups.items()
        for line in lines
        for word in line.split("|")
        for form in (word, f"{word}s", f"{word}en", f"{word}nen", f"{word}es")
    }


@lru_cache(maxsize=65536)
def stem(word: str) -> str:
    """Return the stem of a folded word."""
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= _SHORTEST_STEM:
            word = word[: -len(ending)]
            break
    return word[:_LONGEST_STEM]


@lru_cache(maxsize=65536)
def feature_of(word: str) -> str | None:
    """Return what a folded word says, or None for one that says nothing."""
    if len(word) < 2 or not word[0].isalpha() or word in word_set("plain", "plain"):
        return None
    return _occupations().get(word) or stem(word)


def is_occupation(feature: str) -> bool:
    return feature.startswith("#")


def features(bare: Iterable[str]) -> list[str]:
    """Return what words say, in order; a word that says nothing is left out."""
    return [feature for word in bare if (feature := feature_of(word)) is not None]


@cache
def seniority_phrases() -> Phrases:
    return Phrases(wording("seniority").groups)
