"""What the catalogue makes of words: the term that is asked for with them, and the skills that a line shows."""

from __future__ import annotations

from functools import cache

from services.screening.skills.catalogue import Catalogue, load_catalogue
from services.screening.skills.term import Term


@cache
def catalogue() -> Catalogue:
    return load_catalogue()


def asked(words: str) -> str | None:
    """Return the name of the term that an opening means by these words."""
    term = catalogue().resolve(words)
    return term.name if term else None


def told(text: str, *, listed: bool = False) -> set[str]:
    """Return what a job's line names or tells of; ``listed``: it stands in a list of skills."""
    return {term.name for term in _terms(text, listed)}


def shown(text: str) -> set[str]:
    """Return what a job's line names or tells of, and all that follows from it."""
    return {one.name for term in _terms(text) for one in (term, *catalogue().broader(term))}


def told_of_trades(text: str, trades: set[str]) -> list[str]:
    """Return what a job's line names or tells of that belongs to these trades."""
    return [term.name for term in _terms(text) if trades & set(term.professions)]


def _terms(text: str, listed: bool = False) -> list[Term]:
    return [mention.term for mention in catalogue().find_told(text, listed, False)]
