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
from services.screening.skills.term import Mention, Spelling, Term
from services.screening.skills.term_file import Written, read_term_file

FOLDER = Path(__file__).parent / "terms"
SHORTEST_PLAIN_TERM = 3
NO_TERM = ""
"""Stands for the other meanings of a word."""


class Catalogue:
    """Is never changed: ``with_terms`` returns another."""

    def __init__(self, terms: dict[str, Term], index: Index, listing: Listing) -> None:
        self.terms = terms
        self._index = index
        self._listing = listing
        self._narrower: dict[str, list[str]] | None = None

    @cached_property
    def mark(self) -> str:
        """A few characters that are the same for the same terms."""
        every = "\n".join(f"{term.name}={','.join(term.aliases)}" for term in self.terms.values())
        return f"{zlib.crc32(every.encode()):08x}"

    def find(self, text: str, in_skills_context: bool) -> list[Mention]:
        """Return what the text names, from left to right, the longest spelling at each place.

        ``in_skills_context``: the text is of a section that lists skills, languages, certificates or degrees.
        """
        plain, places = visible(text)
        pieces = self._index.text(plain)
        found = [Found(*one) for one in self._index.longest(pieces) if one[2].term != NO_TERM]
        found = self._listing.add_items(pieces, found)
        return [self._mention(pieces, one, places) for one in settle(pieces, found, in_skills_context, self._term)]

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
        return Catalogue(terms, index, self._listing)

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
    index, listing = Index(), Listing()
    for entry in entries.by_name.values():
        for one in entry.spellings:
            if one.head:
                listing.add(one.head, one.text, entry.name)
            else:
                index.add(entry.name, one)
    for one in entries.other_meanings:
        index.add(NO_TERM, one)
    index.finish()
    return Catalogue({name: entry.term() for name, entry in entries.by_name.items()}, index, listing)


def _distance(spelling: Spelling, text: str) -> tuple[bool, bool, bool]:
    """Return how far a spelling is from what somebody typed; any is a candidate."""
    return spelling.needs_company, spelling.exact not in (None, text), spelling.text.casefold() != text.casefold()
