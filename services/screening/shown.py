"""What a screening and its candidates look like to the outside: on routes, in exports, on pages (contract, section 5).

Blindness is made here and nowhere else: whoever shows a candidate, shows one of these.
"""

from __future__ import annotations

from typing import Literal

import msgspec

from services.jobs.job import State
from services.screening.decisions import Decision
from services.screening.matching.criterion import Criterion, Part
from services.screening.profile import Profile, Value
from services.screening.ranking.ranking import Judgement, PartScore, Recommendation, Rung, Score, Verdict
from services.screening.reading.document import Box, FileType, PageSize, Place
from services.screening.short_stay import short_stays


class ShownText(msgspec.Struct, frozen=True):
    """A quoted line. ``box`` is in points from the page's top left corner."""

    text: str
    page: int | None = None
    box: Box | None = None


class ShownCriterion(msgspec.Struct, frozen=True):
    id: str
    verdict: Verdict
    rung: Rung | None
    evidence: list[ShownText]


class ShownFlag(msgspec.Struct, frozen=True):
    code: str
    text: str
    page: int | None = None
    box: Box | None = None


class ShownJob(msgspec.Struct, frozen=True):
    title: str
    employer: str
    start: str
    end: str


class ShownStay(msgspec.Struct, frozen=True):
    """A job that ended within a year."""

    title: str
    employer: str
    months: int


class ShownEducation(msgspec.Struct, frozen=True):
    title: str
    school: str
    start: str
    end: str
    level: int | None


class ShownProfile(msgspec.Struct, frozen=True):
    """What was not found is empty. ``gaps``, as sentences, and ``short_stays`` are facts: no score knows of them."""

    name: str
    emails: list[str]
    phones: list[str]
    links: list[str]
    location: str
    skills: list[str]
    languages: list[str]
    experience: list[ShownJob]
    education: list[ShownEducation]
    certifications: list[str]
    years: float | None
    gaps: list[str]
    short_stays: list[ShownStay]
    warnings: list[str]
    language: str
    file_type: FileType
    pages: int


class ShownFile(msgspec.Struct, frozen=True):
    file_id: str
    file: str


class ShownCandidate(msgspec.Struct, frozen=True):
    """``duplicates`` are further files with the same bytes; ``versions`` candidates who seem to be the same person."""

    candidate_id: str
    file: str
    rank: int
    score: float
    confidence: float
    recommendation: Recommendation
    parts: dict[Part, PartScore]
    criteria: list[ShownCriterion]
    profile: ShownProfile
    flags: list[ShownFlag]
    decision: str | None
    note: str
    duplicates: list[ShownFile]
    versions: list[str]


class ShownLine(msgspec.Struct, frozen=True):
    text: str
    section: str
    page: int | None
    box: Box | None
    job: int | None


class ShownDecision(msgspec.Struct, frozen=True):
    """``by`` is the name of the user who made it."""

    decision: str | None
    note: str
    by: str
    at: float


class WholeCandidate(ShownCandidate, frozen=True):
    """One candidate with all that there is to show; ``decisions`` are all that were made, the newest last.
    ``has_file``: the original and, where it has any, its pages may be looked at.
    """

    summary: str
    projects: list[str]
    lines: list[ShownLine]
    page_sizes: list[PageSize]
    has_file: bool
    decisions: list[ShownDecision]


class UnreadShown(msgspec.Struct, frozen=True):
    file_id: str
    candidate_id: str
    file: str
    error: str
    code: str


class ShownOpening(msgspec.Struct, frozen=True):
    opening_id: str | None
    title: str
    description: str
    criteria: list[Criterion]
    weights: dict[Part, float]


class ShownRanking(msgspec.Struct, frozen=True):
    ranking_id: int
    made_at: float
    made_by: str
    criteria: int


class Unblinded(msgspec.Struct, frozen=True):
    """Who ended the blindness, by their name, and when."""

    by: str
    at: float


class ShownProgress(msgspec.Struct, frozen=True):
    """Counts of files, as the event ``progress`` has them."""

    completed: int
    total: int
    status: Literal["queued", "processing", "completed", "failed", "cancelled"]
    message: str
    screening_id: str


class ShownScreening(msgspec.Struct, frozen=True):
    """``is_blind``: it hides who the candidates are, now. ``rankings`` are all that were made, the oldest first;
    ``ranking_id`` is the one that is shown, None while there is none: ``ranking`` then has the first scores.
    """

    screening_id: str
    title: str
    status: State
    stage: str
    error: str | None
    as_of: str
    is_blind: bool
    unblinded: Unblinded | None
    continues: str | None
    opening: ShownOpening
    criteria: list[Criterion]
    ranking_id: int | None
    rankings: list[ShownRanking]
    ranking: list[ShownCandidate]
    failed: list[UnreadShown]
    progress: ShownProgress
    channel: str
    created_at: float
    started_at: float | None
    finished_at: float | None
    expires_at: float


def shown_candidate(
    candidate_id: str,
    file: str,
    rank: int,
    profile: Profile,
    score: Score,
    decision: Decision,
    duplicates: list[ShownFile],
    versions: list[str],
) -> ShownCandidate:
    """``profile`` is already without what a blind screening hides."""
    return ShownCandidate(
        candidate_id=candidate_id,
        file=file,
        rank=rank,
        score=score.score,
        confidence=score.confidence,
        recommendation=score.recommendation,
        parts=score.parts,
        criteria=[_criterion(judgement) for judgement in score.criteria],
        profile=shown_profile(profile),
        flags=[ShownFlag(flag.code, flag.text, *_place(flag.place)) for flag in score.flags],
        decision=decision.decision,
        note=decision.note,
        duplicates=duplicates,
        versions=versions,
    )


def whole_candidate(
    candidate: ShownCandidate, profile: Profile, has_file: bool, decisions: list[Decision]
) -> WholeCandidate:
    """``profile`` is already without what a blind screening hides."""
    lines = [ShownLine(one.text, one.section, *_place(one.place), one.job) for one in profile.statements]
    history = [ShownDecision(one.decision, one.note, one.by, one.at) for one in decisions]
    return WholeCandidate(
        **msgspec.structs.asdict(candidate),
        summary=profile.summary,
        projects=_texts(profile.projects),
        lines=lines,
        page_sizes=profile.pages,
        has_file=has_file,
        decisions=history,
    )


def _criterion(judgement: Judgement) -> ShownCriterion:
    evidence = [ShownText(one.text, *_place(one.place)) for one in judgement.evidence]
    return ShownCriterion(judgement.id, judgement.verdict, judgement.rung, evidence)


def shown_profile(profile: Profile) -> ShownProfile:
    return ShownProfile(
        name=_text(profile.name),
        emails=_texts(profile.emails),
        phones=_texts(profile.phones),
        links=_texts(profile.links),
        location=_text(profile.location),
        skills=_texts(profile.skills),
        languages=[one.text for one in profile.languages],
        experience=[ShownJob(job.title, job.employer, job.start, job.end) for job in profile.experience],
        education=[ShownEducation(one.title, one.school, one.start, one.end, one.level) for one in profile.education],
        certifications=_texts(profile.certifications),
        years=profile.years,
        gaps=profile.gaps,
        short_stays=[ShownStay(job.title, job.employer, months) for job, months in short_stays(profile.experience)],
        warnings=profile.warnings,
        language=profile.language,
        file_type=profile.file_type,
        pages=len(profile.pages),
    )


def _text(value: Value | None) -> str:
    return "" if value is None else value.text


def _texts(values: list[Value]) -> list[str]:
    return [value.text for value in values]


def _place(place: Place) -> tuple[int | None, Box | None]:
    return place.page, place.box
