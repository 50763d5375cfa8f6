"""An ask: a criterion with the terms of the catalogue that count for it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import NamedTuple

from services.screening.matching.criterion import Criterion
from services.screening.matching.language_level import Level, level_in
from services.screening.matching.loose import Loose, loose_of
from services.screening.matching.phrase import Phrases, bare_words, words
from services.screening.matching.wording import wording
from services.screening.skills.catalogue import Catalogue

LONGEST_PHRASE = 6
"""A criterion without terms whose text is longer is a sentence, and no sentence is looked for word by word."""


class Ask(NamedTuple):
    """``names`` are the terms that meet it: its own and all narrower ones. ``own`` are as the criterion names them."""

    criterion: Criterion
    own: tuple[str, ...]
    names: frozenset[str]
    is_language: bool = False
    level: Level | None = None
    """Of a language, in the Common European Framework."""
    loose: tuple[Loose, ...] = ()
    lacking: Mapping[str, frozenset[str]] = MappingProxyType({})
    """By each own term, those without which nobody has it: itself, and all broader ones."""

    @property
    def wanted(self) -> frozenset[str]:
        """All terms that decide about it."""
        return self.names.union(*self.lacking.values())


def resolve(criteria: Iterable[Criterion], catalogue: Catalogue) -> tuple[list[Ask], Catalogue]:
    """Return the asks in the criteria's order, and the catalogue with the terms that it did not know."""
    criteria = list(criteria)
    written = [_terms_of(criterion, catalogue) for criterion in criteria]
    written = [[*terms, *_within(terms, catalogue)] for terms in written]
    unknown = [term for terms in written for term in terms if catalogue.resolve(term) is None]
    if unknown:
        catalogue = catalogue.with_terms(unknown)
    return [_ask(criterion, terms, catalogue) for criterion, terms in zip(criteria, written, strict=True)], catalogue


def _ask(criterion: Criterion, written: list[str], catalogue: Catalogue) -> Ask:
    terms = [term for term in (catalogue.resolve(name) for name in written) if term is not None]
    names = {term.name for term in terms}
    for term in terms:
        names.update(narrower.name for narrower in catalogue.narrower(term))
    is_language = bool(terms) and all(term.kind == "language" for term in terms)
    level = level_in(words(criterion.text)) if is_language else None
    phrases = [loose_of(known, name) for name in written if (known := catalogue.resolve(name)) is not None]
    loose = () if is_language else tuple(phrase for phrase in phrases if phrase is not None)
    lacking = {term.name: frozenset((term.name, *(one.name for one in catalogue.broader(term)))) for term in terms}
    return Ask(criterion, tuple(lacking), frozenset(names), is_language, level, loose, lacking)


def _terms_of(criterion: Criterion, catalogue: Catalogue) -> list[str]:
    """Return the criterion's terms, or what its text names, or the text itself without "experience with"."""
    if criterion.terms or criterion.kind == "note":
        return list(criterion.terms)
    mentions = catalogue.find(criterion.text, True)
    if criterion.level is not None or criterion.part == "education":
        mentions = [mention for mention in mentions if mention.term.kind != "degree"]
    if mentions:
        return list(dict.fromkeys(mention.term.name for mention in mentions))
    if criterion.years is not None or criterion.level is not None:
        return []
    bare = bare_phrase(criterion.text)
    return [bare] if bare and len(bare.split()) <= LONGEST_PHRASE else []


def _within(terms: Iterable[str], catalogue: Catalogue) -> list[str]:
    """Return what the catalogue knows in terms that it does not know: the licence in "licence for lorries abroad"."""
    found = []
    for term in terms:
        if catalogue.resolve(term) is None:
            size = len(bare_words(term))
            mentions = [mention for mention in catalogue.find(term, True) if mention.term.kind == "certificate"]
            found += [one.term.name for one in mentions if 2 * len(bare_words(term[one.start : one.end])) >= size]
    return found


def bare_phrase(text: str) -> str:
    """Return a text without the words that only say that something is asked for: "good knowledge of"."""
    row = words(text)
    taken = {index for found in Phrases(wording("asking").groups).find(row) for index in range(found.start, found.end)}
    kept = [index for index in range(len(row)) if index not in taken]
    if not kept:
        return ""
    return " ".join(text[row[kept[0]].start : row[kept[-1]].end].split()).strip(" .,;:-–")
