"""Ranking: each candidate against the opening, alone. No score depends on who else is in the stack.

The score is the weighted mean of the parts that the opening asks for and the résumé can answer. Within a part each
criterion counts by its weight, and by how well the résumé bears it out.
"""

from __future__ import annotations

from collections.abc import Sequence

from services.screening.matching.ask import Ask, resolve
from services.screening.matching.criterion import DEFAULT_WEIGHTS, Opening, Part
from services.screening.matching.evidence import Finding, find_evidence
from services.screening.matching.passage import passages
from services.screening.matching.sighting import Search
from services.screening.profile import Profile
from services.screening.ranking import seniority
from services.screening.ranking.notes import without_notes
from services.screening.ranking.ranking import Flag, Judgement, PartScore, Recommendation, Score
from services.screening.ranking.relevance import Subject, relevance, subject_of
from services.screening.ranking.suspicion import runs_of, suspect
from services.screening.reading.document import Place
from services.screening.skills.catalogue import Catalogue

MUST_WEIGHT = 4.0
RELEVANCE_WEIGHT = 6.0
FULL_CREDIT = 0.25
"""From this relevance on, a skill that is only listed is believed in full."""
_LEAST_CREDIT = 0.2
STRONG_SCORE = 75.0
GOOD_SCORE = 50.0


def rank(profiles: Sequence[Profile], opening: Opening, catalogue: Catalogue) -> list[Score]:
    """Return a score for each profile, in the order of the profiles."""
    desk = _Desk(opening, catalogue)
    return [desk.score(profile) for profile in profiles]


def ranks(scores: Sequence[Score]) -> list[int]:
    """Return each score's rank from 1; equal scores share one, and the next rank counts them all."""
    first: dict[float, int] = {}
    for place, value in enumerate(sorted((score.score for score in scores), reverse=True), 1):
        first.setdefault(value, place)
    return [first[score.score] for score in scores]


class _Desk:
    """What is the same for every candidate of an opening."""

    def __init__(self, opening: Opening, catalogue: Catalogue) -> None:
        asks, known = resolve(opening.criteria, catalogue)
        said = known.find(f"{opening.title}\n{opening.description}", False)
        subject_terms = dict.fromkeys([*(name for ask in asks for name in ask.own), *(one.term.name for one in said)])
        self._asks = asks
        self._subject: Subject = subject_of(opening, subject_terms)
        names = {*subject_terms, *(name for ask in asks for name in ask.wanted)}
        self._search = Search(known, names, [loose for ask in asks for loose in ask.loose], catalogue)
        self._mark = catalogue.mark
        self._seniority = seniority.asked_level(opening)
        self._runs = runs_of(opening.description)
        self._weights = _redistributed(opening, self._asked_parts())

    def _asked_parts(self) -> set[Part]:
        asked: set[Part] = {ask.criterion.part for ask in self._asks if ask.criterion.kind in ("must", "nice")}
        if self._subject.title or self._subject.weights:
            asked.add("experience")
        if self._seniority is not None:
            asked.add("seniority")
        return asked

    def score(self, profile: Profile) -> Score:
        """Score one candidate."""
        every = passages(profile if profile.noted_by == self._mark else without_notes(profile))
        suspicion = suspect(profile, every, self._runs)
        counted = [passage for passage in every if id(passage) not in suspicion.passages]
        sightings = [sighting for passage in counted for sighting in self._search.sightings(passage)]
        of_jobs = relevance(self._subject, profile, counted, sightings)
        credit = _LEAST_CREDIT + (1 - _LEAST_CREDIT) * min(1.0, of_jobs / FULL_CREDIT)
        findings = [find_evidence(ask, profile, sightings, credit) for ask in self._asks]
        fits = self._fits(profile, findings, of_jobs)
        parts = {part: _part_score(weight, fits.get(part)) for part, weight in self._weights.items()}
        answered = [part for part in parts.values() if part.points is not None]
        total = sum(part.of for part in answered)
        score = 100 * sum(part.points or 0 for part in answered) / total if total else 0.0
        judgements = [finding.judgement for finding in findings]
        return Score(
            score=round(score, 1),
            confidence=round(self._confidence(parts, findings), 2),
            recommendation=self._recommend(score, judgements),
            parts=parts,
            criteria=judgements,
            flags=[*suspicion.flags, *_contradictions(self._asks, judgements)],
        )

    def _fits(self, profile: Profile, findings: Sequence[Finding], of_jobs: float) -> dict[Part, float | None]:
        """Return how well the résumé answers each part, from 0 to 1; None where it cannot tell."""
        fits: dict[Part, float | None] = {}
        for part in self._weights:
            rows = [
                (_weight(ask), finding)
                for ask, finding in zip(self._asks, findings, strict=True)
                if ask.criterion.part == part and ask.criterion.kind in ("must", "nice")
            ]
            worth = [(weight, finding.worth) for weight, finding in rows]
            if part == "experience":
                worth += [(RELEVANCE_WEIGHT, of_jobs)] if profile.experience or profile.projects else []
            elif part == "seniority" and self._seniority is not None:
                own = seniority.level_of(profile)
                worth += [(MUST_WEIGHT, seniority.fit(self._seniority, own))] if own is not None else []
            is_answered = any(finding.judgement.verdict != "unknown" for _, finding in rows) or _can_answer(
                part, profile
            )
            fits[part] = _mean(worth) if worth and is_answered else None
        return fits

    def _confidence(self, parts: dict[Part, PartScore], findings: Sequence[Finding]) -> float:
        """Return the weight of the parts that are answered, each by the share of its criteria that are."""
        confidence = 0.0
        for part, score in parts.items():
            if score.points is None:
                continue
            rows = [
                (_weight(ask), finding.judgement.verdict != "unknown")
                for ask, finding in zip(self._asks, findings, strict=True)
                if ask.criterion.part == part and ask.criterion.kind != "note"
            ]
            total = sum(weight for weight, _ in rows)
            share = sum(weight for weight, known in rows if known) / total if total else 1.0
            confidence += score.weight / 100 * share
        return min(1.0, confidence)

    def _recommend(self, score: float, judgements: Sequence[Judgement]) -> Recommendation:
        """Only words that deny a must-have or a knock-out make ``NO_HIRE``; what is not known is to be asked."""
        needed = [
            judgement.verdict
            for ask, judgement in zip(self._asks, judgements, strict=True)
            if ask.criterion.kind in ("must", "knockout")
        ]
        if "denied" in needed:
            return "NO_HIRE"
        if score >= STRONG_SCORE and "unknown" not in needed:
            return "STRONG_HIRE"
        return "HIRE" if score >= GOOD_SCORE and needed.count("unknown") * 2 <= len(needed) else "MAYBE"


def _redistributed(opening: Opening, asked: set[Part]) -> dict[Part, float]:
    """Return the weights of the parts that are asked for, as shares of 100."""
    weights = {part: opening.weights.get(part, 0.0) for part in DEFAULT_WEIGHTS if part in asked}
    total = sum(weights.values())
    if not total:
        return {part: 100 / len(weights) for part in weights}
    return {part: 100 * weight / total for part, weight in weights.items() if weight}


def _weight(ask: Ask) -> float:
    return MUST_WEIGHT if ask.criterion.kind == "must" else float(ask.criterion.stars)


def _mean(worth: Sequence[tuple[float, float]]) -> float:
    """Return the weighted mean; what is denied takes away, but never below nothing."""
    return max(0.0, sum(weight * value for weight, value in worth) / sum(weight for weight, _ in worth))


def _part_score(weight: float, fit: float | None) -> PartScore:
    return PartScore(round(weight, 4), None if fit is None else round(weight * fit, 4), round(weight, 4))


def _can_answer(part: Part, profile: Profile) -> bool:
    if part == "education":
        return bool(profile.education)
    if part == "certifications":
        return bool(profile.certifications)
    if part == "seniority":
        return seniority.level_of(profile) is not None
    return bool(profile.experience or profile.projects or profile.skills or profile.statements)


def _contradictions(asks: Sequence[Ask], judgements: Sequence[Judgement]) -> list[Flag]:
    """Return a flag for each must-have or knock-out that the résumé denies."""
    return [
        Flag("denied", ask.criterion.text, judgement.evidence[0].place if judgement.evidence else Place())
        for ask, judgement in zip(asks, judgements, strict=True)
        if judgement.verdict == "denied" and ask.criterion.kind in ("must", "knockout")
    ]
