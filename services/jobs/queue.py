"""The queue: which job comes next. Owners take turns, and nobody can take every slot."""

from __future__ import annotations

from sqlalchemy import ScalarSelect, func, select

from services.errors import LimitReached
from services.jobs.job_record import JobRecord


def next_queued(place: str, slots: int) -> ScalarSelect[str]:
    """The id of the oldest queued job of the owner with the fewest running ones.

    Of several ``slots``, one is never taken by an owner who has all the others: their jobs wait, nobody else's do.
    """
    here = JobRecord.place == place
    running = (
        select(JobRecord.owner_id, func.count().label("count"))
        .where(here, JobRecord.state == "running")
        .group_by(JobRecord.owner_id)
        .subquery()
    )
    count = func.coalesce(running.c.count, 0)
    return (
        select(JobRecord.id)
        .outerjoin(running, running.c.owner_id == JobRecord.owner_id)
        .where(here, JobRecord.state == "queued", count < max(1, slots - 1))
        .order_by(count, JobRecord.created_at, JobRecord.id)
        .limit(1)
        .scalar_subquery()
    )


def too_many_jobs(limit: int) -> LimitReached:
    message = f"You have {limit} jobs queued or running, which is the limit; wait for one to end or cancel one."
    return LimitReached(message, retry_after_s=30, limit="jobs")
