"""The words in which reports say what a ranking found."""

from __future__ import annotations

from services.screening.ranking.ranking import Recommendation, Rung
from services.screening.shown import ShownCriterion, ShownJob

RECOMMENDATIONS: dict[Recommendation, str] = {
    "STRONG_HIRE": "talk first",
    "HIRE": "worth a talk",
    "MAYBE": "ask first",
    "NO_HIRE": "misses a must-have",
}
RUNGS: dict[Rung, str] = {
    "listed": "listed",
    "project": "used in a project",
    "job": "used in a job",
    "recent": "used in the last three years",
}


def verdict_words(judged: ShownCriterion | None) -> str:
    if judged is None or judged.verdict == "unknown":
        return "unknown"
    return judged.verdict if judged.rung is None else f"{judged.verdict}, {RUNGS[judged.rung]}"


def job_line(job: ShownJob) -> str:
    """``Analyst, Kystdata (2016-01 – 2019-02)``, as much of it as is known."""
    who = ", ".join(filter(None, (job.title, job.employer)))
    when = " – ".join(filter(None, (job.start, job.end)))
    return f"{who} ({when})" if who and when else who or when


def counted_noun(count: int, noun: str) -> str:
    return f"{count:,} {noun}" if count == 1 else f"{count:,} {noun}s"
