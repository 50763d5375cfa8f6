"""Sightings: where a résumé names a term that the opening is about, and how it speaks of it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from services.screening.matching.passage import Passage
from services.screening.matching.phrase import Word, fold
from services.screening.matching.stance import Clauses, Stance
from services.screening.skills.catalogue import Catalogue
from services.screening.skills.term import Mention, Term

_PREFIX = 3


class Sighting(NamedTuple):
    """``first`` and ``after`` are words of the passage's row."""

    passage: Passage
    term: Term
    first: int
    after: int
    start: int
    end: int
    stance: Stance


class Search:
    """Looks for certain terms only. A passage that has no word which begins like one of them is not searched."""

    def __init__(self, catalogue: Catalogue, names: Iterable[str]) -> None:
        self._catalogue = catalogue
        self._names = frozenset(names)
        terms = [catalogue.terms[name] for name in self._names]
        self._prefixes = frozenset(
            fold(word)[:_PREFIX] for term in terms for name in (term.name, *term.aliases) for word in _beginnings(name)
        )

    def sightings(self, passage: Passage) -> list[Sighting]:
        row = passage.row
        if self._prefixes.isdisjoint([word.text[:_PREFIX] for word in row]):
            return []
        # A new cell begins a new item, as a new line does.
        mentions = self._catalogue.find(passage.text.replace("\t", "\n"), passage.is_list)
        if not any(mention.term.name in self._names for mention in mentions):
            return []
        places = [_words_at(row, mention) for mention in mentions]
        clauses = Clauses(row, places)
        return [
            Sighting(passage, mention.term, *place, mention.start, mention.end, clauses.stance(*place))
            for mention, place in zip(mentions, places, strict=True)
            if mention.term.name in self._names
        ]


def _beginnings(name: str) -> list[str]:
    """Return the first word of a name and its first characters: "k8s", "C++", "Node.js", "ÖPNV"."""
    pieces = "".join(character if character.isalnum() else " " for character in name).split()
    return pieces[:1] + [piece.replace("ä", "ae").replace("ö", "oe").replace("ü", "ue") for piece in pieces[:1]]


def _words_at(row: list[Word], mention: Mention) -> tuple[int, int]:
    inside = [index for index, word in enumerate(row) if word.start < mention.end and mention.start < word.end]
    return (inside[0], inside[-1] + 1) if inside else (len(row), len(row))
