"""A measure: a number with its unit, where it stands in the text, and the text in tokens."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from services.agents.builtin.number import WRITTEN
from services.agents.builtin.reply import TooMuch
from services.agents.builtin.word import fold

_TOKEN = re.compile(
    rf"(?P<number>{WRITTEN}(?:[eE][+-]?\d{{1,4}}(?!\w))?|(?<![\w.])\.\d+)|(?P<word>[^\W\d_]+)|(?P<sign>\S)"
)
_MOST_TOKENS = 800

Factors = tuple[tuple[str, int], ...]


class Token(NamedTuple):
    text: str
    word: str
    """Folded; empty for numbers and signs."""
    kind: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Measure:
    """``start`` and ``end`` are token positions; ``text`` is as it was written."""

    value: float
    factors: Factors
    start: int
    end: int
    text: str
    is_joined: bool = False
    """Several numbers belong to it: "5 ft 11 in"."""


@dataclass(frozen=True, slots=True)
class Alone:
    """A unit without a number."""

    factors: Factors
    start: int
    end: int
    text: str


def tokens_of(text: str) -> list[Token]:
    """Raises: TooMuch."""
    found = []
    for match in _TOKEN.finditer(text):
        kind = str(match.lastgroup)
        found.append(Token(match[0], fold(match[0]) if kind == "word" else "", kind, *match.span()))
        if len(found) > _MOST_TOKENS:
            raise TooMuch("The question is too long for me; send me only the quantities.")
    return found


def before_unit(measure: Measure) -> str:
    return measure.factors[-1][0] if len(measure.factors) == 1 and measure.factors[0][1] == 1 else ""


def written(text: str, tokens: Sequence[Token], start: int, end: int) -> str:
    """As these tokens were written."""
    return text[tokens[start].start : tokens[end - 1].end]
