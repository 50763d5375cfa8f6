"""Sightings: where a résumé names a term that the opening is about, and how it speaks of it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from services.screening.matching.loose import Loose, is_own, places_of
from services.screening.matching.passage import Passage
from services.screening.matching.phrase import Word, bare_words
from services.screening.matching.stance import Clauses, Stance, speaks_plainly
from services.screening.skills.catalogue import Catalogue
from services.screening.skills.folding import LETTER_CASE_STEP, UMLAUTS
from services.screening.skills.term import Mention, Term

_PREFIX = 4


class Sighting(NamedTuple):
    """The passage's characters from ``start`` to ``end`` name the term."""

    passage: Passage
    term: Term
    start: int
    end: int
    stance: Stance

    def words(self) -> tuple[int, int]:
        """Return the first word of the passage's row that names the term, and the one after the last."""
        return _words_at(self.passage.row, [(self.start, self.end)])[0]


class Search:
    """Looks for certain terms only. A passage that has no word which begins like one of them is not searched."""

    def __init__(self, catalogue: Catalogue, names: Iterable[str], loose: Iterable[Loose] = ()) -> None:
        self._catalogue = catalogue
        self._names = frozenset(names)
        self._loose = tuple(loose)
        terms = [catalogue.terms[name] for name in self._names]
        self._begins = frozenset(
            begin for term in terms for name in (term.name, *term.aliases) for begin in _beginnings(name)
        )

    def sightings(self, passage: Passage) -> list[Sighting]:
        mentions = self._mentions(passage)
        wanted = [(one.term, one.start, one.end) for one in mentions if one.term.name in self._names]
        named = {term.name for term, _, _ in wanted}
        strange: set[tuple[Term, int, int]] = set()
        for loose in self._loose:
            if loose.term.name not in named:
                row = passage.row
                said = {(loose.term, row[a].start, row[b - 1].end) for a, b in places_of(loose, passage)}
                wanted += sorted(said, key=lambda one: one[1:])
                strange |= set() if is_own(loose, passage) else said
        stances = self._stances(passage, mentions, wanted)
        return [
            Sighting(passage, *one, stance)
            for one, stance in zip(wanted, stances, strict=True)
            if one not in strange or stance <= Stance.OPEN
        ]

    def _stances(self, passage: Passage, mentions: list[Mention], wanted: list[tuple[Term, int, int]]) -> list[Stance]:
        if not wanted or speaks_plainly(passage.bare):
            return [Stance.HAS] * len(wanted)
        row = passage.row
        clauses = Clauses(row, _words_at(row, [(mention.start, mention.end) for mention in mentions]))
        return [clauses.stance(*_words_at(row, [(start, end)])[0]) for _, start, end in wanted]

    def _mentions(self, passage: Passage) -> list[Mention]:
        if self._begins.isdisjoint([word[:_PREFIX] for word in passage.bare]):
            return []
        # A new cell begins a new item, as a new line does.
        return self._catalogue.find(passage.text.replace("\t", "\n"), passage.is_list)


def _beginnings(name: str) -> set[str]:
    """Return how a word may begin that begins the name: ``Node.js`` or ``NodeJS``, ``ÖPNV`` or ``OEPNV``."""
    spelled_out = name.translate(UMLAUTS)
    return {
        word[:length]
        for spelling in (name, spelled_out)
        for word in (*bare_words(spelling)[:1], *bare_words(LETTER_CASE_STEP.sub(" ", spelling))[:1])
        for length in range(min(len(word), _PREFIX), _PREFIX + 1)
    }


def _words_at(row: list[Word], spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return the words that each span covers; the spans stand from left to right."""
    places, index = [], 0
    for start, end in spans:
        while index < len(row) and row[index].end <= start:
            index += 1
        after = index
        while after < len(row) and row[after].start < end:
            after += 1
        places.append((index, after))
        index = max(index, after - 1)
    return places
