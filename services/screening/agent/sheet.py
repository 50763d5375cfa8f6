"""What an answer says of a screening and of single candidates, in Markdown."""

from __future__ import annotations

from collections.abc import Sequence

from services.answering.markdown import counted, link, plain, table
from services.answering.sentences import when
from services.screening.agent.people import name_of
from services.screening.matching.criterion import Criterion, Part
from services.screening.report.wording import RECOMMENDATIONS, job_line, verdict_words
from services.screening.screening_run import Screening
from services.screening.shown import ShownCandidate, ShownCriterion, ShownScreening

ROWS = 10
LISTED = 20
MUST = ("must", "knockout")


def page_of(screening_id: str, candidate_id: str = "") -> str:
    return f"/screening/{screening_id}" + (f"/candidates/{candidate_id}" if candidate_id else "")


def person(screening: ShownScreening, candidate: ShownCandidate) -> str:
    return link(plain(name_of(candidate)), page_of(screening.screening_id, candidate.candidate_id))


def heading(screening: ShownScreening) -> str:
    """Which screening is answered from, and how it stands."""
    title = link(plain(screening.title or "Screening"), page_of(screening.screening_id))
    if screening.status in ("queued", "running"):
        done = f"{screening.progress.completed:,} of {counted(screening.progress.total, 'file')}"
        state = f"screening is {screening.status}, {done} read so far"
    elif screening.status == "succeeded":
        state = f"screened {when(screening.finished_at)}"
    else:
        reason = f": {plain(screening.error)}" if screening.error else ""
        state = f"screening {screening.status} {when(screening.finished_at)}{reason}"
    return f"**{title}**, {state}{' (blind)' if screening.is_blind else ''}:"


def listed(screenings: Sequence[Screening]) -> str:
    rows = [
        (
            link(plain(one.title or "Screening"), page_of(one.screening_id)),
            _state(one),
            f"{one.facts.candidates:,}",
            f"{one.facts.failed_files:,}",
        )
        for one in screenings[:LISTED]
    ]
    said = f"You have {counted(len(screenings), 'screening')}, the newest first:"
    left = len(screenings) - LISTED
    rest = f"\n\n… and {left:,} more on [the list](/screening)." if left > 0 else ""
    return f"{said}\n\n{table(('Opening', 'State', 'Candidates #', 'Files not read #'), rows)}{rest}"


def _state(screening: Screening) -> str:
    blind = ", blind" if screening.is_blind else ""
    if screening.is_live:
        return f"{screening.status}, {screening.facts.completed:,} of {screening.total:,} files{blind}"
    return f"{screening.status} {when(screening.finished_at)}{blind}"


def musts(screening: ShownScreening) -> list[Criterion]:
    return [one for one in screening.criteria if one.kind in MUST]


def judged(candidate: ShownCandidate, criterion: Criterion) -> ShownCriterion | None:
    return next((one for one in candidate.criteria if one.id == criterion.id), None)


def unmet(screening: ShownScreening, candidate: ShownCandidate) -> list[tuple[Criterion, str]]:
    """The must-haves that a candidate does not meet, each with its verdict in words."""
    found = [(criterion, judged(candidate, criterion)) for criterion in musts(screening)]
    return [(one, verdict_words(verdict)) for one, verdict in found if verdict is None or verdict.verdict != "met"]


def ranking_table(screening: ShownScreening, candidates: Sequence[ShownCandidate]) -> str:
    rows = [
        (
            f"{one.rank}",
            person(screening, one),
            f"{one.score:g}",
            RECOMMENDATIONS[one.recommendation],
            f"{len(musts(screening)) - len(unmet(screening, one))} of {len(musts(screening))}",
        )
        for one in candidates
    ]
    return table(("Rank #", "Candidate", "Score #", "Advice", "Must-haves met"), rows)


def quoted(verdict: ShownCriterion | None) -> str:
    """The first line of the résumé that speaks of a criterion."""
    return f"“{plain(verdict.evidence[0].text)}”" if verdict is not None and verdict.evidence else "·"


def criteria_table(screening: ShownScreening, *candidates: ShownCandidate) -> str:
    """One candidate's verdicts with what their résumé says, or the verdicts of several side by side."""
    head = ["Criterion", "Kind", *(plain(name_of(one)) for one in candidates)]
    rows = [
        [plain(criterion.text), criterion.kind, *(verdict_words(judged(one, criterion)) for one in candidates)]
        for criterion in screening.criteria
    ]
    if len(candidates) == 1:
        head[2:] = ["Verdict", "The résumé says"]
        for row, criterion in zip(rows, screening.criteria, strict=True):
            row.append(quoted(judged(candidates[0], criterion)))
    return table(head, rows[:30])


def parts_table(*candidates: ShownCandidate) -> str:
    """Where the points come from."""
    names = list(dict.fromkeys(name for one in candidates for name in one.parts))
    rows = [[name, *(_points(one, name) for one in candidates)] for name in names]
    return table(["Part", *(f"{plain(name_of(one))} #" for one in candidates)], rows)


def _points(candidate: ShownCandidate, name: Part) -> str:
    part = candidate.parts.get(name)
    if part is None or part.points is None:
        return "not answered"
    return f"{round(part.points, 1):g} of {round(part.of, 1):g}"


def years(candidate: ShownCandidate) -> str:
    return "unknown" if candidate.profile.years is None else f"{candidate.profile.years:g}"


def jobs(candidate: ShownCandidate) -> str:
    lines = [f"- {plain(job_line(job))}" for job in candidate.profile.experience[:ROWS] if job_line(job)]
    return "\n".join(lines) or "Their résumé names no job that could be read."
