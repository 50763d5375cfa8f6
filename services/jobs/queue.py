"""The queue: which job comes next. Owners take turns, and nobody can take every slot."""

from __future__ import annotations

from sqlalchemy import ScalarSelect, Select, func, select, update
from sqlalchemy.sql.dml import ReturningUpdate

from services.errors import LimitReached
from services.jobs.job_record import JobRecord


def any_queued(place: str) -> Select[str]:
    """The id of a queued job, if there is one."""
    return select(JobRecord.id).where(JobRecord.place == place, JobRecord.state == "queued").limit(1)


def claim_next(place: str, slots: int, runner: str, now: float) -> ReturningUpdate[JobRecord]:
    """Makes the next job ``runner``'s; changes nothing if there is none, or if somebody else was faster."""
    return (
        update(JobRecord)
        .where(JobRecord.id == _next_queued(place, slots), JobRecord.state == "queued")
        .values(state="running", runner=runner, started_at=now, heartbeat_at=now, attempt=JobRecord.attempt + 1)
        .returning(JobRecord)
        .execution_options(synchronize_session=False)
    )


def _next_queued(place: str, slots: int) -> ScalarSelect[str]:
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
