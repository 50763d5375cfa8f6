"""Short stays: jobs that ended within a year. Facts for a conversation; no score knows of them.

Only dates with months show one: of a job in "2016" nobody knows how long it was.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from services.screening.profile import Job

SHORT_MONTHS = 12


def short_stays(jobs: Iterable[Job]) -> Iterator[tuple[Job, int]]:
    """Yield the jobs that were short, each with its months, of which the first and the last count."""
    for job in jobs:
        start, end = _month(job.start), _month(job.end)
        if start is not None and end is not None and 0 <= end - start < SHORT_MONTHS - 1:
            yield job, end - start + 1


def _month(date: str) -> int | None:
    """A month as a number; None for a year alone, for what goes on and for what is not told."""
    year, _, month = date.partition("-")
    return int(year) * 12 + int(month) if month else None
