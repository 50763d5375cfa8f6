"""The index of spellings: finds the longest at any place of a text, in time proportional to the text."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import accumulate

import msgspec

from services.screening.skills.context_word import SMALL_WORDS
from services.screening.skills.folding import (
    DIGITS,
    ENDINGS,
    LETTER_CASE_STEP,
    PIECE,
    STOP,
    SYMBOLS,
    UMLAUTS,
    is_joiner,
    is_stop,
    pieces_of,
    singular,
    stem,
    words_among,
    words_of,
)
from services.screening.skills.term import Spelling
from services.screening.skills.term_file import Written

SHORTEST_HUMP = 3
SUSPENSIONS = "-'"
"""May stand before a space within a term: Maler- und Lackierarbeiten, drivers' hours."""
SHORTEST_JOINED = 6
MOST_SMALL_WORDS = 3
INFLECTED = f"senm{DIGITS}"
"""The last letters of words that may be the plural, a form or the version of another."""


class Text:
    """A text in pieces, with the place of each and the word of the index that it stands for, if any."""

    def __init__(self, plain: str, words: dict[str, str]) -> None:
        self.plain = plain
        self._known = words
        self.pieces = pieces_of(plain)
        self.starts = [0, *accumulate(map(len, self.pieces))]
        self.words = [
            words.get(piece) or (_bare(piece, words) if piece[-1] in INFLECTED else None) for piece in self.pieces
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
        self._forms: list[tuple[Spelling, Sequence[str]]] = []

    def copy(self) -> Index:
        other = Index()
        other._paths, other._words, other._first = dict(self._paths), dict(self._words), set(self._first)
        return other

    def add(self, term: str, written: Written) -> None:
        text, words = written.text, written.folded.split()
        is_proper = text != text.lower() or (len(words) == 1 and text[-1] == "s")
        surface = written.folded if is_proper else None
        exact = _case(text) if written.exact else None
        spelling = Spelling(term, text, surface, exact, written.ambiguous, written.needs_company)
        key = self._key(words)
        if text.isupper():
            self._words.setdefault(f"{words[-1]}s", self._words[words[-1]])
        others = self._paths.get(key)
        self._paths[key] = tuple(sorted((*others, spelling), key=_strictness)) if others else (spelling,)
        if len(words) > 1 or (is_proper and not text.isupper()):
            self._forms += _other_forms(spelling, words)

    def finish(self) -> None:
        """Add the other forms, except where they are a spelling of their own."""
        for spelling, words in self._forms:
            key = self._key(words)
            if not self._paths.get(key):
                self._paths[key] = (spelling,)
        self._forms = []

    def _key(self, words: Sequence[str]) -> str:
        """Return the key of these words, and let a search go on to it from its first word."""
        known, paths = self._words, self._paths
        key = known.get(words[0]) or self._learn(words[0])
        self._first.add(key)
        for word in words[1:]:
            if key not in paths:
                paths[key] = ()
            key += f" {known.get(word) or self._learn(word)}"
        return key

    def _learn(self, word: str) -> str:
        one = stem(singular(word))
        self._words[word] = one
        self._words.setdefault(one, one)
        return one

    def spellings(self, text: str) -> tuple[Spelling, ...]:
        """Return what is written like this, whatever its letter case or context. Exact ones come first."""
        words = [self._words.get(word) or _bare(word, self._words) for word in words_of(text)]
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
            if place < len(pieces) and is_joiner(pieces[place]):
                if pieces[place] == STOP and f"{key} {STOP}" in self._paths and is_stop(pieces, place):
                    key = f"{key} {STOP}"
                    taken.append(place)
                    place += 1
                place += 2 if pieces[place] in SUSPENSIONS and pieces[place + 1 : place + 2] == [" "] else 1
            place = self._after_small_words(text, place, key)
            if place >= len(pieces) or words[place] is None:
                break
            key = f"{key} {words[place]}"
            taken.append(place)
        return best

    def _after_small_words(self, text: Text, place: int, key: str) -> int:
        """Return the place of the next word that a spelling may go on with."""
        for _ in range(MOST_SMALL_WORDS):
            if place >= len(text.pieces) or f"{key} {text.words[place]}" in self._paths:
                break
            after = _small_word_end(text.pieces, place)
            if after is None:
                break
            place = after
        return place


def _small_word_end(pieces: list[str], place: int) -> int | None:
    """Return where the next word begins, if the one here says nothing: "posted *the monthly* 1,200 invoices"."""
    end = place + 1
    if pieces[place].isdigit():
        while pieces[end : end + 1] in ([","], ["."]) and pieces[end + 1 : end + 2] and pieces[end + 1].isdigit():
            end += 2
        end += pieces[end : end + 1] == ["+"]
    elif pieces[place] not in SMALL_WORDS:
        return None
    return end + 1 if pieces[end : end + 1] in ([" "], ["\n"], ["'"]) else None


def _other_forms(spelling: Spelling, words: Sequence[str]) -> Iterator[tuple[Spelling, Sequence[str]]]:
    """Yield what is the same to a reader: umlauts written out, PowerPoint as two words, front-end as one."""
    text = spelling.text
    if "/" in words:
        yield _with_words(spelling, kept := [word for word in words if word != "/"]), kept
    if spelling.exact is not None:
        return
    if not text.isascii() and (spelled_out := text.translate(UMLAUTS)) != text:
        yield _with_words(spelling, kept := words_of(spelled_out)), kept
    if spelling.surface is not None and not text.isupper() and (humps := LETTER_CASE_STEP.sub(" ", text)) != text:
        kept = words_of(humps)
        if all(len(word) >= SHORTEST_HUMP for word in kept):
            yield _with_words(spelling, kept), kept
    joined = "".join(words)
    is_a_word = len(joined) >= SHORTEST_JOINED and joined.isalpha() and words[-1] not in ENDINGS
    if len(words) == 2 and is_a_word and not spelling.ambiguous:
        yield _with_words(spelling, kept := [joined]), kept


def _bare(word: str, words: Mapping[str, str]) -> str | None:
    """Look a word up without its plural, ending or version: ``rotas``, ``Lageristin``, ``python3``."""
    return words.get(word.rstrip(DIGITS) if word[-1] in DIGITS else stem(singular(word)))


def _with_words(spelling: Spelling, words: Sequence[str]) -> Spelling:
    """Return the spelling for the same name in other words."""
    surface = " ".join(words) if spelling.surface is not None else None
    exact = spelling.exact.replace(" / ", " ") if spelling.exact is not None else None
    return msgspec.structs.replace(spelling, surface=surface, exact=exact)


def _case(text: str) -> str:
    return " ".join(words_among(PIECE.findall(text)))


def _strictness(spelling: Spelling) -> tuple[bool, int]:
    return spelling.exact is None, -len(spelling.surface or "")


def _fits(spelling: Spelling, text: Text, taken: list[int]) -> bool:
    if spelling.exact is not None:
        shown = " ".join(text.slice(place, place + 1) for place in taken)
        is_acronym = spelling.exact.isupper() and len(spelling.exact) > 1
        return shown == spelling.exact or (is_acronym and shown == f"{spelling.exact}s")
    if spelling.surface is not None:
        shown = " ".join(map(text.shown, taken))
        if shown == spelling.surface or (spelling.text.isupper() and shown == f"{spelling.surface}s"):
            return True
        return list(map(stem, shown.split())) == list(map(stem, spelling.surface.split()))
    return True
