"""Seniority: from 0 (learning the job) to 5 (leading a company), by the words of titles, else by years of work."""

from __future__ import annotations

from services.screening.matching.criterion import Opening
from services.screening.matching.interval import interval_of
from services.screening.matching.phrase import words
from services.screening.matching.vocabulary import seniority_phrases
from services.screening.profile import Profile

_BY_YEARS = ((2.0, 1.0), (5.0, 2.0), (9.0, 2.6))
_LONG_EXPERIENCE = 3.0
_COST_BELOW = 0.35
_COST_ABOVE = 0.1


def level_of_title(title: str) -> float | None:
    levels = [int(found.label) for found in seniority_phrases().find(words(title))]
    return float(max(levels)) if levels else None


def asked_level(opening: Opening) -> float | None:
    """Return the level that the title names; an opening that names none does not ask for seniority."""
    return level_of_title(opening.title)


def level_of(profile: Profile) -> float | None:
    """Return the level of the latest titled jobs, or by years where titles say nothing; None if neither is known."""
    titled = [job for job in profile.experience if job.title.strip()]
    dated = [(interval.last, interval.first, job) for job in titled if (interval := interval_of(job, profile.as_of))]
    latest = max(dated, key=lambda row: row[:2])[2] if dated else titled[0] if titled else None
    by_title = level_of_title(latest.title) if latest else None
    if by_title is not None:
        return by_title
    if profile.years is None:
        return None
    return next((level for limit, level in _BY_YEARS if profile.years < limit), _LONG_EXPERIENCE)


def fit(asked: float, own: float) -> float:
    """Return how well a level fits; above what is asked costs less than below."""
    return max(0.0, 1 - (_COST_BELOW * (asked - own) if own < asked else _COST_ABOVE * (own - asked)))
