"""What is asked: the formulas of a question, and the words between them."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import sympy

from services.agents.builtin.math.piece import Piece, Reading
from services.agents.builtin.math.reading import Formula
from services.agents.builtin.math.vocabulary import ORDINALS
from services.agents.builtin.reply import NotUnderstood
from services.agents.builtin.word import word_set

_MOST_DIGITS_OF_ORDINAL = 9
_CONNECTORS = word_set("and und et y e o or oder ou as well . , ;")
RELATIONS = ("=", "==", "<", ">", "<=", ">=", "!=")
_LEADING = {":", ",", ";", "=", ")", "!", "]", "*", "/", "^", "->", "_", "<", ">", "%"}
_TRAILING = {":", ",", ";", "=", "(", "[", "-", "+", "*", "/", "^", "->", "_"}


@dataclass(frozen=True, slots=True)
class Span:
    """A run of pieces that are no words. ``before`` are the words since the span before it."""

    pieces: tuple[Piece, ...]
    start: int
    before: tuple[str, ...]

    @property
    def is_number(self) -> bool:
        return len(self.pieces) == 1 and self.pieces[0].kind == "number"

    @property
    def relation(self) -> int | None:
        """Where the first relation stands that is in no bracket."""
        for at, piece in enumerate(self.pieces):
            if piece.kind == "operator" and piece.text in RELATIONS:
                return at
        return None


class Question:
    """``pieces`` may be changed copies of the reading's: the operations take out what they have understood."""

    def __init__(self, reading: Reading, pieces: Sequence[Piece] | None = None) -> None:
        self.reading = reading
        self.pieces = tuple(reading.pieces if pieces is None else pieces)

    @cached_property
    def words(self) -> list[str]:
        return [piece.text for piece in self.pieces if piece.kind == "word"]

    def has(self, words: Collection[str]) -> bool:
        return any(word in words for word in self.words)

    def starts(self, *stems: str) -> bool:
        """Whether a word begins with one of these."""
        return any(word.startswith(stems) for word in self.words)

    @cached_property
    def _text(self) -> str:
        return f" {' '.join(piece.text for piece in self.pieces)} "

    def says(self, phrase: str) -> bool:
        return f" {phrase} " in self._text

    def find(self, *phrase: str) -> int | None:
        """Where these words stand one after the other."""
        for at in range(len(self.pieces) - len(phrase) + 1):
            if all(piece.text == word for piece, word in zip(self.pieces[at:], phrase, strict=False)):
                return at
        return None

    def find_any(self, phrases: Collection[str]) -> tuple[int, int] | None:
        """The first of these phrases: where it starts and ends."""
        for phrase in phrases:
            words = phrase.split()
            at = self.find(*words)
            if at is not None:
                return at, at + len(words)
        return None

    def ordinal(self) -> tuple[int, int] | None:
        """The number of "the 10th", and where it stands."""
        for at, piece in enumerate(self.pieces[1:]):
            before = self.pieces[at].text
            if piece.text in ORDINALS and before.isdecimal() and len(before) <= _MOST_DIGITS_OF_ORDINAL:
                return int(before), at
        return None

    def without(self, start: int, end: int) -> Question:
        return Question(self.reading, (*self.pieces[:start], Piece("word", ".", True), *self.pieces[end:]))

    @cached_property
    def spans(self) -> list[Span]:
        return list(self._spans(split_at=(";", ":")))

    @cached_property
    def items(self) -> list[Span]:
        """The spans, cut at commas, too."""
        return list(self._spans(split_at=(";", ":", ",")))

    def _spans(self, split_at: Sequence[str]) -> Iterator[Span]:
        run: list[Piece] = []
        before: list[str] = []
        depth = start = 0
        for at, piece in enumerate((*self.pieces, Piece("word", "."))):
            is_cut = depth <= 0 and piece.kind == "operator" and piece.text in split_at
            if piece.kind != "word" and not is_cut:
                start = start if run else at
                run.append(piece)
                depth += {"(": 1, "[": 1, ")": -1, "]": -1}.get(piece.text, 0)
                continue
            trimmed = _trimmed(run)
            if trimmed:
                yield Span(tuple(trimmed), start, tuple(before))
                before = []
            run, depth = [], 0
            before.append(piece.text)

    def only_formula(self) -> Formula:
        """The one formula of the question; the longest, if all others are bare numbers or names.

        Raises: NotUnderstood, there is none, or there are several.
        """
        return Formula(self.only_span().pieces)

    def only_span(self) -> Span:
        spans = self.spans
        if not spans:
            raise NotUnderstood
        longest = max(spans, key=lambda span: len(span.pieces))
        if any(len(span.pieces) > 1 for span in spans if span is not longest):
            raise NotUnderstood("I see several formulas and am not sure which one you mean; ask about one.")
        return longest

    def numbers(self) -> list[Any]:
        """The numbers of a list. Raises: NotUnderstood."""
        values: list[Any] = []
        for number, span in enumerate(self.items):
            if number and not _CONNECTORS.issuperset(span.before):
                raise NotUnderstood("I am not sure which numbers belong to the list.")
            for part in _apart(span.pieces):
                values += _listed(Formula(part).value)
        return values


def _listed(value: Any) -> list[Any]:
    """The numbers of one item. Raises: NotUnderstood, it is a matrix of several rows and columns."""
    if not isinstance(value, sympy.MatrixBase):
        return value if isinstance(value, list) else [value]
    if min(value.shape) > 1:
        raise NotUnderstood(
            "I take one list of numbers there; I compute with matrices by signs, as in [[1, 2], [3, 4]]^2."
        )
    return list(value)


def _apart(pieces: Sequence[Piece]) -> Iterator[Sequence[Piece]]:
    """ "3 4 8" in three."""
    start, depth = 0, 0
    for at, piece in enumerate(pieces):
        depth += {"(": 1, "[": 1, ")": -1, "]": -1}.get(piece.text, 0)
        is_next = at > start and not depth and piece.kind == "number" and pieces[at - 1].kind == "number"
        if is_next:
            yield pieces[start:at]
            start = at
    yield pieces[start:]


def _trimmed(run: list[Piece]) -> list[Piece]:
    start, end = 0, len(run)
    while start < end and run[start].kind == "operator" and run[start].text in _LEADING:
        start += 1
    while end > start and run[end - 1].kind == "operator" and run[end - 1].text in _TRAILING:
        end -= 1
    return run[start:end]


def variable_of(*values: Any, named: str | None = None) -> Any:
    """The one unknown: the one that is named, the only one, or the one that is usual (x, y, z, t, n).

    Raises: NotUnderstood.
    """
    if named:
        return sympy.Symbol(named)
    free = sorted(set().union(*(value.free_symbols for value in values)), key=str)
    if len(free) == 1:
        return free[0]
    for usual in "xyztnu":
        if sympy.Symbol(usual) in free:
            return sympy.Symbol(usual)
    if free:
        return free[0]
    return sympy.Symbol("x")
