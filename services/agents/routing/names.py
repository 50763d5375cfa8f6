"""Names: whether a text names something that the asker has, wholly or by a part of the name."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from itertools import islice

from services.agents.routing.parameters import Named, words
from services.agents.routing.reading import Reading
from services.agents.routing.vocabulary import vocabularies

_SHORTEST = 3
_MOST_NAMES = 5000
_LONGEST_NAME = 100


def named(reading: Reading, names: Iterable[str]) -> Named:
    """``whole`` if the text has all of a name, ``part`` if it has a word of one that is no ordinary word. A name
    that is one ordinary word ("python") is none.
    """
    asked = frozenset(reading.words)
    found: Named = ""
    for name in islice(names, _MOST_NAMES):
        parts = _words_of(name[:_LONGEST_NAME])
        if asked.isdisjoint(parts):
            continue
        is_telling = any(part in asked and not _is_ordinary(part) for part in parts)
        if (is_telling or len(parts) > 1) and f" {' '.join(parts)} " in reading.joined:
            return "whole"
        if is_telling:
            found = "part"
    return found


@lru_cache(maxsize=2 * _MOST_NAMES)
def _words_of(name: str) -> tuple[str, ...]:
    return Reading(name).words


@lru_cache(maxsize=2 * _MOST_NAMES)
def _is_ordinary(word: str) -> bool:
    return (
        len(word) < _SHORTEST
        or word.isdecimal()
        or word in words().features
        or any(word in vocabulary.words for vocabulary in vocabularies().values())
    )
