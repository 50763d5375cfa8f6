"""Columns: which parts of a page are read one after the other.

A gutter is a strip without words. It parts columns if both sides are texts of their own, and cells if the rows of one
side belong to rows of the other: labels and values, dates and jobs.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from services.screening.reading.layout.column_edge import goes_on_below, without_foot, without_head, without_title
from services.screening.reading.layout.gutter_kind import parts_columns
from services.screening.reading.layout.row import rows_of
from services.screening.reading.layout.word import Word

_GUTTER_SHARE = 0.75
"""Of the type size: the narrowest gutter."""
_LEAST_GUTTER_PT = 6.0
_LEAST_ROWS = 3
_MOST_DEPTH = 8
_MOST_CANDIDATES = 60
_MOST_WORDS = 5000
"""A page of small print has 2,000."""
_WIDE_GUTTER_PT = 60.0
_LEVEL_SHARE = 0.4


@dataclass(frozen=True, slots=True)
class _Split:
    above: list[Word]
    left: list[Word]
    right: list[Word]
    below: list[Word]
    score: float


def areas(words: list[Word], depth: int = 0) -> Iterator[list[Word]]:
    """The parts of a page in reading order, each to be read row by row."""
    is_page = 2 * _LEAST_ROWS <= len(words) <= _MOST_WORDS
    split = _best_split(words) if is_page and depth < _MOST_DEPTH else None
    if split is None:
        if words:
            yield words
        return
    head, left, right = without_head(split.left, split.right)
    left, right, foot = without_foot(left, right)
    yield from areas(split.above + head, depth + 1)
    title, left, right = without_title(left, right)
    yield from areas(title, depth + 1)
    below = foot + split.below
    parts = [left, below, right] if goes_on_below(left, right, below) else [left, right, below]
    for part in parts:
        yield from areas(part, depth + 1)


def _best_split(words: list[Word]) -> _Split | None:
    width = max(_LEAST_GUTTER_PT, _GUTTER_SHARE * median(word.size for word in words))
    best: _Split | None = None
    ordered = sorted(words, key=lambda word: word.baseline)
    for start in _candidates(words, width):
        for split in _splits_at(ordered, start, width):
            if best is None or split.score > best.score:
                best = split
    return best


def _candidates(words: list[Word], width: float) -> list[float]:
    """Where a word begins after a gap as wide as a gutter, most frequent first."""
    found: dict[int, list[float]] = {}
    for row in rows_of(words):
        end = None
        for word in row:
            if end is None or word.left - end >= width:
                found.setdefault(round(word.left / 3), []).append(word.left)
            end = word.right if end is None else max(end, word.right)
    often = sorted(found.values(), key=len, reverse=True)[:_MOST_CANDIDATES]
    return [min(lefts) for lefts in often]


def _splits_at(words: list[Word], start: float, width: float) -> Iterator[_Split]:
    """``words`` from top to bottom. Words that reach over the gutter part it into stretches."""
    crossing = [place for place, word in enumerate(words) if word.left < start - 0.5 and word.right > start - width]
    for top, bottom in pairwise([-1, *crossing, len(words)]):
        if bottom - top < 2 * _LEAST_ROWS:
            continue
        first, last = _beside_none(words, top, bottom)
        inside = words[first:last]
        left = [word for word in inside if word.left < start - 0.5]
        right = [word for word in inside if word.left >= start - 0.5]
        if len(left) < _LEAST_ROWS or len(right) < _LEAST_ROWS:
            continue
        left_rows, right_rows = rows_of(left), rows_of(right)
        if min(len(left_rows), len(right_rows)) < _LEAST_ROWS or not parts_columns(left_rows, right_rows):
            continue
        gutter = min(start - max(word.right for word in left), _WIDE_GUTTER_PT)
        score = min(len(left_rows), len(right_rows)) + 2 * gutter / _WIDE_GUTTER_PT
        yield _Split(words[:first], left, right, words[last:], score)


def _beside_none(words: list[Word], top: int, bottom: int) -> tuple[int, int]:
    """The stretch between two words that reach over the gutter, without what stands in their rows."""
    first, last = top + 1, bottom
    while first < last and top >= 0 and _are_level(words[top], words[first]):
        first += 1
    while last > first and bottom < len(words) and _are_level(words[last - 1], words[bottom]):
        last -= 1
    return first, last


def _are_level(word: Word, other: Word) -> bool:
    return abs(other.baseline - word.baseline) < _LEVEL_SHARE * min(word.size, other.size)
