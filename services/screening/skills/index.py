"""The index of spellings: finds the longest at any place of a text, in time proportional to the text."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import accumulate

import msgspec

from services.screening.skills.folding import (
    DIGITS,
    LETTER_CASE_STEP,
    PIECE,
    SYMBOLS,
    UMLAUTS,
    is_joiner,
    is_word,
    pieces_of,
    plural,
    singular,
    words_of,
)
from services.screening.skills.term import Spelling

SHORTEST_HUMP = 3


class Text:
    """A text in pieces, with the place of each and the word of the index that it stands for, if any."""

    def __init__(self, plain: str, words: dict[str, str]) -> None:
        self.plain = plain
        self._known = words
        self.pieces = pieces_of(plain)
        self.starts = [0, *accumulate(map(len, self.pieces))]
        self.words = [
            words.get(piece) or (words.get(piece.rstrip(DIGITS)) if piece[-1] in DIGITS else None)
            for piece in self.pieces
        ]

    def shown(self, place: int) -> str:
        """Return the piece as surfaces have it: without the version in ``python3``."""
        piece = self.pieces[place]
        return SYMBOLS.get(piece) or (piece if piece in self._known else piece.rstrip(DIGITS))

    def slice(self, first: int, end: int) -> str:
        return self.plain[self.starts[first] : self.starts[end]]


class Index:
    """``_paths`` holds each spelling's key and all its beginnings; a key is the singulars of the words."""

    def __init__(self) -> None:
        self._paths: dict[str, tuple[Spelling, ...]] = {}
        self._words: dict[str, str] = {"&": "and", "and": "and"}
        self._first: set[str] = set()
        self._forms: list[tuple[Spelling, list[str]]] = []

    def copy(self) -> Index:
        other = Index()
        other._paths, other._words, other._first = dict(self._paths), dict(self._words), set(self._first)
        return other

    def add(
        self, term: str, text: str, *, exact: bool = False, ambiguous: bool = False, needs_company: bool = False
    ) -> None:
        words = words_of(text)
        if not words:
            return
        case = " ".join(piece for piece in PIECE.findall(text) if is_word(piece) or piece in SYMBOLS) if exact else None
        proper = text != text.lower() or (len(words) == 1 and words[0][-1] == "s")
        surface = " ".join(words) if proper else None
        spelling = Spelling(term, text, surface, case, ambiguous, needs_company)
        self._put(spelling, words, explicit=True)
        self._forms += self._other_forms(spelling, words)

    def finish(self) -> None:
        """Add the other forms, except where they are a spelling of their own."""
        for spelling, words in self._forms:
            self._put(spelling, words)
        self._forms = []

    def _put(self, spelling: Spelling, words: list[str], *, explicit: bool = False) -> None:
        acronym = spelling.text.isupper()
        keys = list(accumulate((self._word(word, acronym) for word in words), "{} {}".format))
        self._first.add(keys[0])
        for key in keys[:-1]:
            self._paths.setdefault(key, ())
        others = self._paths.get(keys[-1])
        if not others:
            self._paths[keys[-1]] = (spelling,)
        elif explicit:
            self._paths[keys[-1]] = tuple(sorted((*others, spelling), key=_strictness))

    def _other_forms(self, spelling: Spelling, words: list[str]) -> Iterator[tuple[Spelling, list[str]]]:
        """Yield what is the same to a reader: umlauts written out, PowerPoint as two words, front-end as one."""
        text = spelling.text
        if "/" in words:
            yield _with_words(spelling, kept := [word for word in words if word != "/"]), kept
        if spelling.exact is not None:
            return
        if not text.isascii() and (spelled_out := text.translate(UMLAUTS)) != text:
            yield _with_words(spelling, kept := words_of(spelled_out)), kept
        humps = LETTER_CASE_STEP.sub(" ", text)
        if humps != text and all(len(word) >= SHORTEST_HUMP for word in words_of(humps)):
            yield _with_words(spelling, kept := words_of(humps)), kept
        if len(words) == 2 and not spelling.ambiguous and all(map(str.isalpha, words)) and len("".join(words)) > 5:
            yield _with_words(spelling, kept := ["".join(words)]), kept

    def _word(self, word: str, acronym: bool) -> str:
        known = self._words.get(word)
        if known is None:
            known = singular(word)
            self._words[word] = known
            self._words.setdefault(known, known)
            self._words.setdefault(plural(known), known)
        if acronym:
            self._words.setdefault(f"{word}s", known)
        return known

    def spellings(self, text: str) -> tuple[Spelling, ...]:
        """Return what is written like this, whatever its letter case or context. Exact ones come first."""
        words = [self._words.get(word) for word in words_of(text)]
        if None in words:
            return ()
        return self._paths.get(" ".join(word for word in words if word), ())

    def text(self, plain: str) -> Text:
        return Text(plain, self._words)

    def longest(self, text: Text) -> Iterator[tuple[int, int, Spelling]]:
        """Yield the first piece, the piece after the last, and the spelling, from left to right without overlap."""
        after = 0
        first_words = self._first
        for place, word in enumerate(text.words):
            if word is not None and place >= after and word in first_words:
                found = self._at(text, place)
                if found:
                    after = found[0]
                    yield place, *found

    def _at(self, text: Text, place: int) -> tuple[int, Spelling] | None:
        pieces, words = text.pieces, text.words
        key = words[place] or ""
        taken, best = [place], None
        while (spellings := self._paths.get(key)) is not None:
            for spelling in spellings:
                if _fits(spelling, text, taken):
                    best = place + 1, spelling
                    break
            place += 1
            if place < len(pieces) and words[place] is None and is_joiner(pieces[place]):
                place += 1
            if place >= len(pieces) or words[place] is None:
                break
            key = f"{key} {words[place]}"
            taken.append(place)
        return best


def _with_words(spelling: Spelling, words: list[str]) -> Spelling:
    """Return the spelling for the same name in other words."""
    surface = " ".join(words) if spelling.surface is not None else None
    exact = spelling.exact.replace(" / ", " ") if spelling.exact is not None else None
    return msgspec.structs.replace(spelling, surface=surface, exact=exact)


def _strictness(spelling: Spelling) -> int:
    return 0 if spelling.exact is not None else 1 if spelling.surface is not None else 2


def _fits(spelling: Spelling, text: Text, taken: list[int]) -> bool:
    if spelling.exact is not None:
        shown = " ".join(text.slice(place, place + 1) for place in taken)
        is_acronym = spelling.exact.isupper() and len(spelling.exact) > 1
        return shown == spelling.exact or (is_acronym and shown == f"{spelling.exact}s")
    if spelling.surface is not None:
        shown = " ".join(map(text.shown, taken))
        return shown == spelling.surface or (spelling.text.isupper() and shown == f"{spelling.surface}s")
    return True
