"""Tenure: how long somebody was employed: the union of their jobs' months, so that no month counts twice.

A month counts from its first day to its last. A year without a month stands for its middle: ``2015 – 2018`` are three
years, and a single year is half of one. A gap is a fact between two dates that both name their month.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from services.screening.profile import Job
from services.screening.reading.fields.period import PRESENT

_MIDDLE = 7  # July: from here a year without a month is counted, and up to here
_GAP_MONTHS = 4


def years_of(jobs: Iterable[Job], as_of: date) -> float | None:
    """Return the years of employment, or None where no job has a date."""
    spans = sorted(span for job in jobs if (span := _span(job, as_of)))
    if not spans:
        return None
    months, reached = 0, 0
    for begin, end in spans:
        months += max(0, end - max(begin, reached))
        reached = max(reached, end)
    return round(months / 12, 1)


def gaps_of(jobs: Iterable[Job], as_of: date) -> list[str]:
    """Return the gaps between jobs, as sentences."""
    spans = sorted((*_widest(job, as_of), job.end) for job in jobs if job.start)
    found, reached, until = list[str](), 0, ""
    for begin, end, names_month, text in spans:
        if reached and names_month and "-" in until and begin - reached >= _GAP_MONTHS:
            found.append(f"No job is listed between {until} and {_month(begin)}.")
        if end > reached:
            reached, until = end, text
    return found


def _span(job: Job, as_of: date) -> tuple[int, int] | None:
    """Return the months from the first up to, but without, the second; counted from the year 0."""
    if not job.start:
        return None
    now = as_of.year * 12 + as_of.month
    year, _, month = job.start.partition("-")
    begin = int(year) * 12 + int(month or _MIDDLE) - 1
    if job.end == PRESENT or not job.end:
        end = now if job.end == PRESENT else begin + 1
    else:
        year, _, month = job.end.partition("-")
        end = int(year) * 12 + int(month or _MIDDLE - 1)
    if "-" not in job.start and job.start == job.end:
        begin -= 3
        end += 3
    end = min(end, now)
    return (begin, max(end, begin)) if begin < now else None


def _widest(job: Job, as_of: date) -> tuple[int, int, bool]:
    """Return the longest time that the dates allow, and whether its beginning names a month."""
    year, _, month = job.start.partition("-")
    begin = int(year) * 12 + int(month or 1) - 1
    if job.end == PRESENT or not job.end:
        return begin, as_of.year * 12 + as_of.month, bool(month)
    year, _, until = job.end.partition("-")
    return begin, int(year) * 12 + int(until or 12), bool(month)


def _month(months: int) -> str:
    return f"{months // 12}-{months % 12 + 1:02d}"
