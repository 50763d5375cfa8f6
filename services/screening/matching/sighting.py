"""Sightings: where a résumé names a term that the opening is about, and how it speaks of it.

Some terms are denied by words that do not name them: "I don't drive".
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from functools import cache
from typing import NamedTuple

from services.screening.matching.loose import Loose, is_own, places_of
from services.screening.matching.passage import Passage
from services.screening.matching.phrase import Phrases, Word, bare_words
from services.screening.matching.short_denial import short_denials
from services.screening.matching.stance import Clauses, Stance, speaks_plainly
from services.screening.matching.wording import wording
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
    """Looks for certain terms only. A passage that has no word which begins like one of them is not searched.

    Of a passage whose terms were noted when its file was read, only terms that the catalogue did not know are looked
    for again.
    """

    def __init__(
        self, catalogue: Catalogue, names: Iterable[str], loose: Iterable[Loose] = (), known: Catalogue | None = None
    ) -> None:
        self._catalogue = catalogue
        self._known = known.terms if known else {}
        self._names = frozenset(names)
        self._loose = tuple(loose)
        self._begins = self._beginnings(self._names)
        self._new_begins = self._beginnings(name for name in self._names if name not in self._known)

    def _beginnings(self, names: Iterable[str]) -> frozenset[str]:
        terms = [self._catalogue.terms[name] for name in names]
        return frozenset(
            begin
            for term in terms
            for name in (term.name, *term.aliases, *self._catalogue.tellers(term.name))
            for begin in _beginnings(name)
        )

    def sightings(self, passage: Passage) -> list[Sighting]:
        noted = passage.noted
        if noted is None or self._can_name(passage, self._new_begins):
            mentions = self._mentions(passage)
            found = self._stated(passage, mentions, [one for one in mentions if one.term.name in self._names])
            denials = denials_in(passage, self._catalogue)
            found += [Sighting(passage, *one, Stance.DENIED) for one in denials if one.term.name in self._names]
        else:
            mentions = None
            found = [
                Sighting(passage, self._known[one.term], one.start, one.end, Stance(one.stance))
                for one in noted.named
                if one.term in self._names
            ]
        return (
            found + self._loosely(passage, {sighting.term.name for sighting in found}, mentions)
            if self._loose
            else found
        )

    def _loosely(self, passage: Passage, named: set[str], mentions: list[Mention] | None) -> list[Sighting]:
        """Return where terms are said in other words than the catalogue's."""
        found: list[Sighting] = []
        for loose in self._loose:
            if loose.term.name in named or loose.features.isdisjoint(passage.features):
                continue
            row = passage.row
            denied = short_denials(loose, row, passage.bare)
            found += [Sighting(passage, loose.term, row[a].start, row[b - 1].end, Stance.DENIED) for a, b in denied]
            if denied or not loose.features <= passage.features:
                continue
            said = {(row[a].start, row[b - 1].end) for a, b in places_of(loose, passage)}
            spans = [Mention(loose.term, start, end, "") for start, end in sorted(said)]
            stated = self._stated(passage, self._mentions(passage) if mentions is None else mentions, spans)
            found += [one for one in stated if is_own(loose, passage) or one.stance <= Stance.OPEN]
        return found

    def _stated(self, passage: Passage, mentions: list[Mention], wanted: list[Mention]) -> list[Sighting]:
        stances = stances_of(passage, mentions, wanted)
        pairs = zip(wanted, stances, strict=True)
        return [Sighting(passage, one.term, one.start, one.end, stance) for one, stance in pairs]

    def _mentions(self, passage: Passage) -> list[Mention]:
        return mentions_of(passage, self._catalogue) if self._can_name(passage, self._begins) else []

    @staticmethod
    def _can_name(passage: Passage, begins: frozenset[str]) -> bool:
        return bool(begins) and not begins.isdisjoint([word[:_PREFIX] for word in passage.bare])


def mentions_of(passage: Passage, catalogue: Catalogue) -> list[Mention]:
    """Return what a passage names or tells of."""
    return catalogue.find_told(passage.text, passage.is_list, passage.is_of_person)


class Denial(NamedTuple):
    """The passage's characters from ``start`` to ``end`` say that the person does not have the term."""

    term: Term
    start: int
    end: int


@cache
def _denials() -> Phrases:
    return Phrases(wording("denial").groups)


def denials_in(passage: Passage, catalogue: Catalogue) -> Iterator[Denial]:
    """Yield what a passage denies without naming it."""
    if _denials().can_stand_in(passage.bare):
        for found in _denials().find(passage.row):
            if (term := catalogue.terms.get(found.label)) is not None:
                yield Denial(term, passage.row[found.start].start, passage.row[found.end - 1].end)


def stances_of(passage: Passage, mentions: list[Mention], wanted: list[Mention]) -> list[Stance]:
    """Return how a passage speaks of what is wanted; ``mentions`` are all that it names."""
    if not wanted or speaks_plainly(passage.bare):
        return [Stance.HAS] * len(wanted)
    row = passage.row
    clauses = Clauses(row, _words_at(row, [(one.start, one.end) for one in mentions]))
    return [clauses.stance(*place) for place in _words_at(row, [(one.start, one.end) for one in wanted])]


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
    """Return the words that each span covers."""
    starts, ends = [word.start for word in row], [word.end for word in row]
    return [(bisect_right(ends, start), bisect_left(starts, end)) for start, end in spans]
