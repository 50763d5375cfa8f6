"""Relevance: how much of what the opening is about a résumé's jobs speak of, from 0 to 1.

Okapi BM25 (Robertson and Zaragoza, 2009) with a fixed background: what a word weighs follows from the opening alone,
and the length of a usual job from no stack. So a score never changes because another file joins or leaves. Relevance
orders evidence; it never makes a skill present.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

from services.screening.matching.criterion import Opening
from services.screening.matching.interval import RECENT_MONTHS, interval_of, month_of
from services.screening.matching.passage import Passage
from services.screening.matching.phrase import bare_words, words
from services.screening.matching.sighting import Sighting
from services.screening.matching.stance import Stance
from services.screening.matching.vocabulary import features, seniority_phrases
from services.screening.profile import Profile

K1 = 1.2
B = 0.3
USUAL_LENGTH = 60
"""Words of a usual job's text."""
FULL_COVERAGE = 0.45
"""Nobody repeats the whole advertisement: who speaks of this share of it is fully relevant."""
_TERM_WEIGHT = 2.5
_TITLE_SHARE = 0.4
_FADE_PER_YEAR = 0.06
_LEAST_RECENCY = 0.5
_OF_A_PROJECT = 0.7
_OF_A_SUMMARY = 0.4
_FULL_TENURE_MONTHS = 18


class Subject(NamedTuple):
    """What an opening is about: features of its title, and weights of features and of terms of the catalogue."""

    title: frozenset[str]
    weights: Mapping[str, float]
    terms: Mapping[str, float]


def subject_of(opening: Opening, terms: Iterable[str]) -> Subject:
    """``terms`` are the catalogue's terms that the title, description and criteria name."""
    counts = Counter(features(bare_words(opening.description)))
    for criterion in opening.criteria:
        counts.update(set(features(bare_words(criterion.text))))
    weights = {feature: min(2.0, 1 + 0.25 * (count - 1)) for feature, count in counts.items()}
    return Subject(title_features(opening.title), weights, dict.fromkeys(terms, _TERM_WEIGHT))


@lru_cache(maxsize=8192)
def title_features(title: str) -> frozenset[str]:
    """Return what a job's title says apart from seniority."""
    row = words(title)
    taken = {i for found in seniority_phrases().find(row) for i in range(found.start, found.end)}
    without = frozenset(features(word.text for i, word in enumerate(row) if i not in taken))
    return without or frozenset(features(word.text for word in row))


class _Text(NamedTuple):
    """The text of one job, of the projects or of the summary, and how much it counts."""

    counts: Counter[str]
    terms: set[str]
    length: int
    factor: float


def relevance(subject: Subject, profile: Profile, passages: Sequence[Passage], sightings: Iterable[Sighting]) -> float:
    """Return how relevant the jobs are; what stands on nothing but a list adds nothing."""
    texts = _texts(profile, passages, sightings)
    shares = [(_covered(subject, texts), 1 - _TITLE_SHARE)] if subject.weights or subject.terms else []
    if subject.title:
        shares.append((_title(subject.title, profile), _TITLE_SHARE))
    total = sum(share for _, share in shares)
    return sum(value * share for value, share in shares) / total if total else 0.0


def _covered(subject: Subject, texts: Sequence[_Text]) -> float:
    total = sum(subject.weights.values()) + sum(subject.terms.values())
    covered = sum(
        weight * max((_saturated(text.counts.get(feature, 0), text.length) * text.factor for text in texts), default=0)
        for feature, weight in subject.weights.items()
    )
    covered += sum(
        weight * max((text.factor for text in texts if term in text.terms), default=0)
        for term, weight in subject.terms.items()
    )
    return min(1.0, covered / total / FULL_COVERAGE) if total else 0.0


def _saturated(count: int, length: int) -> float:
    """BM25's term frequency, at most 1: once in a usual job is enough, once in a very long one is less."""
    return min(1.0, count * (1 + K1) / (count + K1 * (1 - B + B * length / USUAL_LENGTH))) if count else 0.0


def _texts(profile: Profile, passages: Sequence[Passage], sightings: Iterable[Sighting]) -> list[_Text]:
    held: dict[int, set[str]] = {}
    for sighting in sightings:
        if sighting.stance >= Stance.BASIC:
            held.setdefault(id(sighting.passage), set()).add(sighting.term.name)
    groups: dict[int | str, list[Passage]] = {}
    for passage in passages:
        place: int | str = passage.section if passage.job is None else passage.job
        if isinstance(place, int) or place in ("projects", "summary"):
            groups.setdefault(place, []).append(passage)
    texts = []
    for key, group in groups.items():
        counts: Counter[str] = Counter()
        terms: set[str] = set()
        for passage in group:
            counts.update(features(passage.bare))
            terms |= held.get(id(passage), set())
        factor = _recency(profile, key) if isinstance(key, int) else _factor(key)
        texts.append(_Text(counts, terms, counts.total(), factor))
    return texts


def _factor(section: str) -> float:
    return _OF_A_PROJECT if section == "projects" else _OF_A_SUMMARY


def _recency(profile: Profile, job: int) -> float:
    """1 for the last three years, less for each year before; a job without a date counts like a project."""
    today = month_of(profile.as_of)
    interval = interval_of(profile.experience[job], profile.as_of) if job < len(profile.experience) else None
    if interval is None or today is None:
        return _OF_A_PROJECT
    years = max(0, today - interval.last - RECENT_MONTHS) / 12
    return max(_LEAST_RECENCY, 1 - _FADE_PER_YEAR * years)


def _title(asked: frozenset[str], profile: Profile) -> float:
    """Return how well the best title fits, of a job that lasted and is not long past."""
    best = 0.0
    for index, job in enumerate(profile.experience):
        own = title_features(job.title)
        if not own:
            continue
        shared = len(asked & own)
        fit = 0.7 * shared / len(asked) + 0.3 * shared / len(own)
        interval = interval_of(job, profile.as_of)
        months = interval.last - interval.first + 1 if interval else _FULL_TENURE_MONTHS // 2
        tenure = 0.7 + 0.3 * min(1.0, months / _FULL_TENURE_MONTHS)
        best = max(best, fit * _recency(profile, index) * tenure)
    return best
