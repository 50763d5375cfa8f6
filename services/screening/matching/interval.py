"""Intervals of whole months: how long somebody worked, without counting a month twice."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from services.screening.profile import Job

RECENT_MONTHS = 36
"""What ended longer ago than three years is not recent."""


class Interval(NamedTuple):
    """From the first month to the last, both included; a month is ``12 * year + month - 1``."""

    first: int
    last: int


def month_of(date: str, *, is_end: bool = False) -> int | None:
    """Return the month of ``YYYY-MM`` or ``YYYY-MM-DD``; of a year alone its first month, or its last for an end."""
    year, _, rest = date.partition("-")
    if not (year.isdecimal() and len(year) == 4):
        return None
    month = rest[:2]
    number = int(month) if month.isdecimal() and 1 <= int(month) <= 12 else 12 if is_end else 1
    return 12 * int(year) + number - 1


def interval_of(job: Job, as_of: str) -> Interval | None:
    """Return when somebody had a job, up to the as-of date, or None where it has no date."""
    today = month_of(as_of)
    first = month_of(job.start or job.end) if (job.start or job.end) != "present" else None
    last = today if job.end == "present" else month_of(job.end or job.start, is_end=True)
    if first is None or last is None or today is None:
        return None
    last = min(last, today)
    return Interval(first, last) if first <= last else None


def months_of(intervals: Iterable[Interval]) -> int:
    """Return how many months the intervals cover together."""
    total, end = 0, -1
    for first, last in sorted(intervals):
        total += max(0, last - max(first, end + 1) + 1)
        end = max(end, last)
    return total


def is_recent(interval: Interval, as_of: str) -> bool:
    today = month_of(as_of)
    return today is not None and interval.last > today - RECENT_MONTHS
