"""The catalogue: every term that a résumé may name, found in a text by all its spellings.

Its files lie in ``terms/``; an installation adds its own, which has the last word.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterable
from functools import cached_property
from pathlib import Path

from services.screening.skills.context import Found, settle
from services.screening.skills.entry import Entries
from services.screening.skills.folding import visible, words_of
from services.screening.skills.index import Index, Text
from services.screening.skills.listing import Listing
from services.screening.skills.telling import Telling
from services.screening.skills.term import Mention, Spelling, Term
from services.screening.skills.term_file import Written, read_term_file

FOLDER = Path(__file__).parent / "terms"
SHORTEST_PLAIN_TERM = 3
NO_TERM = ""
"""Stands for the other meanings of a word."""


class Catalogue:
    """Is never changed: ``with_terms`` returns another."""

    def __init__(self, terms: dict[str, Term], index: Index, listing: Listing, telling: Telling, lines: int) -> None:
        self.terms = terms
        self._lines = lines
        self._index = index
        self._listing = listing
        self._telling = telling
        self._narrower: dict[str, list[str]] | None = None

    @cached_property
    def mark(self) -> str:
        """A few characters that are the same for the same terms, and all that the term files say of them."""
        names = "\n".join(self.terms)
        return f"{zlib.crc32(names.encode(), self._lines):08x}"

    def find(self, text: str, in_skills_context: bool) -> list[Mention]:
        """Return what the text names, from left to right, the longest spelling at each place.

        ``in_skills_context``: the text is of a section that lists skills, languages, certificates or degrees.
        """
        plain, places = visible(text)
        pieces = self._index.text(plain)
        return [self._mention(pieces, one, places) for one in self._named(pieces, in_skills_context)]

    def find_told(self, text: str, in_skills_context: bool, of_person: bool) -> list[Mention]:
        """Return what the text names, and what it tells of: by what somebody did, or is called.

        ``of_person``: the text is a job's title, an education or a certificate, so what it calls somebody is the
        person. Mentions may overlap; they stand in the order of their beginnings.
        """
        plain, places = visible(text)
        pieces = self._index.text(plain)
        found = self._named(pieces, in_skills_context)
        told = self._telling.find(pieces, of_person or in_skills_context)
        return [self._mention(pieces, one, places) for one in sorted([*found, *told], key=lambda one: one[:2])]

    def _named(self, pieces: Text, in_skills_context: bool) -> list[Found]:
        found = [Found(*one) for one in self._index.longest(pieces) if one[2].term != NO_TERM]
        found = self._listing.add_items(pieces, found)
        return settle(pieces, found, in_skills_context, self._term)

    def _term(self, spelling: Spelling) -> Term:
        return self.terms[spelling.term]

    def _mention(self, text: Text, found: Found, places: list[int] | None) -> Mention:
        start, end = text.starts[found.first], text.starts[found.end]
        if places is not None:
            start, end = places[start], places[end]
        return Mention(self.terms[found.spelling.term], start, end, found.spelling.text)

    def resolve(self, name: str) -> Term | None:
        """Return the term that somebody means by a name or alias, in any letter case."""
        plain, _ = visible(name)
        spellings = [spelling for spelling in self._index.spellings(plain) if spelling.term != NO_TERM]
        spellings = spellings or self._telling.titled(plain)
        return self.terms[min(spellings, key=lambda one: _distance(one, plain)).term] if spellings else None

    def with_terms(self, extra: Iterable[str]) -> Catalogue:
        """Return a catalogue that also knows these, each a skill of its own unless it is known already."""
        terms, index = dict(self.terms), self._index.copy()
        for name in extra:
            text = " ".join(name.split())
            if words_of(text) and self.resolve(text) is None and text not in terms:
                is_short = len(text) < SHORTEST_PLAIN_TERM
                terms[text] = Term(text, ambiguous=is_short)
                written = text if is_short else text.lower()
                index.add(text, Written(written, " ".join(words_of(written)), exact=is_short, ambiguous=is_short))
        index.finish()
        return Catalogue(terms, index, self._listing, self._telling, self._lines)

    def tellers(self, name: str) -> Iterable[str]:
        """Return how texts may begin that tell of a term without naming it."""
        return self._telling.beginnings.get(name, ())

    def broader(self, term: Term) -> list[Term]:
        """Return everything that the term implies, nearest first."""
        return self._reach(term, lambda name: self.terms[name].implies)

    def narrower(self, term: Term) -> list[Term]:
        """Return everything that implies the term, nearest first."""
        if self._narrower is None:
            self._narrower = {}
            for other in self.terms.values():
                for name in other.implies:
                    self._narrower.setdefault(name, []).append(other.name)
        known = self._narrower
        return self._reach(term, lambda name: known.get(name, []))

    def _reach(self, term: Term, neighbours: Callable[[str], Iterable[str]]) -> list[Term]:
        reached = {term.name: None}
        for name in (waiting := [term.name]):
            new = [other for other in neighbours(name) if other not in reached]
            reached |= dict.fromkeys(new)
            waiting += new
        return [self.terms[name] for name in reached if name != term.name]


def load_catalogue(own_file: Path | None = None) -> Catalogue:
    """Load the terms of this version, and an installation's own file where it has one.

    Raises:
        SettingsError: a line of a file is wrong; the message names it.
    """
    entries = Entries()
    entries.add((read_term_file(path) for path in sorted(FOLDER.glob("*.txt"))), "ours")
    if own_file:
        entries.add([read_term_file(own_file)], "theirs")
    index, listing, telling = Index(), Listing(), Telling()
    for entry in entries.by_name.values():
        for one in entry.spellings:
            if one.head:
                listing.add(one.head, one.text, entry.name)
            else:
                index.add(entry.name, one)
        telling.add(entry.name, entry.deeds, entry.titles)
    for one in entries.other_meanings:
        index.add(NO_TERM, one)
    index.finish()
    telling.finish()
    terms = {name: entry.term() for name, entry in entries.by_name.items()}
    return Catalogue(terms, index, listing, telling, entries.mark())


def _distance(spelling: Spelling, text: str) -> tuple[bool, bool, bool]:
    """Return how far a spelling is from what somebody typed; any is a candidate."""
    return spelling.needs_company, spelling.exact not in (None, text), spelling.text.casefold() != text.casefold()
