"""Telling: what a text says of a skill without naming it, by what somebody did, or by what they are called.

A welder welds: a title counts where it is said of the person. That is in a job's title, at the beginning of a line, or
after words such as "as a" and "qualified". "Reported to the head chef" and "alongside plumbers" say it of others, and
"Baker Hughes" is a name.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import msgspec

from services.screening.skills.context import Found
from services.screening.skills.context_word import (
    CALLED,
    CALLING,
    CONJUNCTIONS,
    FIRMS,
    NO_NAMES,
    OF_OTHERS,
    SURNAMES,
    TRADING,
)
from services.screening.skills.deeds import Deeds
from services.screening.skills.folding import is_word
from services.screening.skills.index import Index, Text
from services.screening.skills.term import Spelling
from services.screening.skills.term_file import Written

_LONGEST_NAME = 12
"""Pieces after a title among which a firm's name ends."""
_SENTENCE_BEGINS = frozenset(".•|–—-*·▪●!?")


class Telling:
    """``beginnings`` holds, by term, the first words of what tells of it."""

    def __init__(self) -> None:
        self._deeds = Deeds()
        self._titles = Index()
        self._called: dict[str, dict[str, None]] = {}
        """The terms that a title tells of, in order."""
        self.beginnings: dict[str, list[str]] = {}

    def add(self, term: str, deeds: Iterable[list[list[str]]], titles: Iterable[Written]) -> None:
        begins = self.beginnings.setdefault(term, [])
        for groups in deeds:
            self._deeds.add(term, groups)
            begins += [word.rstrip("*") for word in groups[0]]
        for written in titles:
            for one in _genders(written):
                if one.text not in self._called:
                    self._titles.add(term, one)
                self._called.setdefault(one.text, {})[term] = None
            begins.append(written.text)

    def finish(self) -> None:
        self._titles.finish()

    def titled(self, name: str) -> list[Spelling]:
        return list(self._titles.spellings(name))

    def find(self, text: Text, of_person: bool) -> Iterator[Found]:
        """Yield what the text tells of."""
        for told in self._deeds.find(text.pieces):
            yield Found(min(told.pieces), max(told.pieces) + 1, Spelling(told.term, ""))
        for first, end, spelling in self._titles.longest(self._titles.text(text.plain)):
            if _is_called(text.pieces, first, of_person) and not (_goes_on(text.pieces, end) or _is_name(text, first)):
                for term in self._called[spelling.text]:
                    yield Found(first, end, msgspec.structs.replace(spelling, term=term))


def _genders(written: Written) -> Iterator[Written]:
    """Yield a title, which a plural never is, and for a German one the woman's: Schweißer, Schweißerin."""
    if written.exact:
        yield written
        return
    yield msgspec.structs.replace(written, text=written.text.capitalize())
    if written.text[0].isupper() and written.text.endswith("er"):
        yield msgspec.structs.replace(written, text=f"{written.text}in", folded=f"{written.folded}in")


def _is_called(pieces: list[str], first: int, of_person: bool) -> bool:
    """Whether a title is said of the person: "as a welder", and not "with a welder"."""
    before = [piece for piece in pieces[max(0, first - 4) : first] if not piece.isspace()]
    lines = "".join(pieces[max(0, first - 2) : first])
    if not before or "\n" in lines:
        return True
    if before[-1] in OF_OTHERS:
        return False
    if of_person:
        return True
    if not is_word(before[-1]):
        return before[-1] in _SENTENCE_BEGINS
    return before[-1] in CALLED or before[-1].isdigit() or tuple(before[-2:]) in CALLING


def _goes_on(pieces: list[str], end: int) -> bool:
    """Whether the title is but the beginning of another: "plumber's mate", "nurse recruiter"."""
    after = [piece for piece in pieces[end : end + 2] if not piece.isspace()]
    return bool(after) and (after[0] in "'’" or after[0] in TRADING)


def _is_name(text: Text, first: int) -> bool:
    """Whether a title is a name or begins one: "Baker Hughes", "Koch & Söhne", "Zimmermann Holzbau GmbH".

    What follows "Baker" is a name where it begins with a capital and the catalogue knows no such word, or where a
    firm's name ends with it. "Baker March 2015" is none.
    """
    if text.pieces[first] not in SURNAMES:
        return False
    is_next = True
    for place, piece in enumerate(text.pieces[first + 1 : first + 1 + _LONGEST_NAME], first + 1):
        if piece in FIRMS:
            return True
        if piece in (" ", "&", "+") or piece in CONJUNCTIONS:
            continue
        if not text.slice(place, place + 1)[0].isupper() or piece in NO_NAMES:
            return False
        if is_next and text.words[place] is None and len(piece) > 1:
            return not any(map(str.isdigit, text.pieces[place + 1 : place + 4]))
        is_next = False
    return False
