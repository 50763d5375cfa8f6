"""Tenure: for how long somebody says that they have done something, in their own words: "nine years of Python"."""

from __future__ import annotations

from collections.abc import Sequence

from services.screening.matching.phrase import Word, number

_YEARS = frozenset(
    ("year", "years", "yrs", "yr", "jahr", "jahre", "jahren", "an", "ans", "annee", "annees", "ano", "anos")
)
_STOPS = frozenset((";", "|", "•"))
_NEAR = 7
MOST_YEARS = 60


def years_claimed(row: Sequence[Word], first: int, after: int) -> float:
    """Return the years that stand nearest to the words from ``first`` to before ``after``, or 0."""
    before = _years_in(row, range(first - 1, max(-1, first - 1 - _NEAR), -1))
    return before or _years_in(row, range(after, min(len(row), after + _NEAR)))


def _years_in(row: Sequence[Word], places: range) -> float:
    for index in places:
        if row[index].text in _STOPS or _ends_sentence(row, index):
            break
        if row[index].text in _YEARS and index:
            back = index - 1
            while back > 0 and row[back].text in ("+", "full", "-", "volle"):
                back -= 1
            years = number(row[back].text)
            if years is not None and years <= MOST_YEARS:
                return float(years)
    return 0.0


def _ends_sentence(row: Sequence[Word], index: int) -> bool:
    return row[index].text == "." and index + 1 < len(row) and row[index + 1].start > row[index].end
