"""The store of jobs: their rows, and the conditional updates that make up the state machine.

Every change names the state that it expects, in one UPDATE, so two processes can never both claim, end or cancel a job;
who comes second is told so by the return value. The same statements work on SQLite and PostgreSQL, where those that
count rows also take a lock.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Sequence
from typing import Any

import msgspec
from sqlalchemy import Select, and_, delete, func, insert, literal, or_, select, text, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from services.database.database import Database
from services.database.idle_look import IdleLook
from services.errors import Conflict, NotFound
from services.jobs.follower import Follower
from services.jobs.job import ENDED, LIVE, NEXT, Job, State
from services.jobs.job_record import JobRecord, job_of, storable
from services.jobs.meter import count_changes
from services.jobs.queue import any_queued, claim_next, too_many_jobs
from services.jobs.tracing import trace_changes
from services.telemetry import trail
from services.telemetry.trace import trace

LOST_S = 120.0
"""A running job of another place whose claim has had no heartbeat for so long: its host is gone."""

KEPT_S = 30 * 86_400.0
"""Rows of jobs that ended longer ago are deleted; what a face keeps of a job, it keeps in its own tables."""


class JobStore:
    """All statements about the jobs of ``place``. ``follower`` hears of each change in the same transaction."""

    def __init__(
        self, database: Database, place: str, now: Callable[[], float] = time.time, follower: Follower | None = None
    ) -> None:
        self._database = database
        self._place = place
        self._now = now
        self._follower = follower
        self._look_for_queued, self._look_for_untold = IdleLook(database), IdleLook(database)

    # -- what the web workers do --------------------------------------------------------------------------------

    def add(
        self,
        job_id: str,
        kind: str,
        owner_id: str,
        channel: str,
        params: dict[str, Any],
        has_secret: bool,
        limit: int,
        alongside: Callable[[Session], None] = lambda session: None,
    ) -> Job:
        """Queue a job, if its owner has fewer than ``limit`` queued and running ones (counted and added in one
        transaction).

        ``alongside`` adds, in the same transaction, the row that follows the job.

        Raises:
            LimitReached: the owner has that many.
            Conflict: there is a job with this id.
        """
        values = {
            "id": job_id,
            "kind": kind,
            "owner_id": owner_id,
            "channel": channel,
            "params": msgspec.json.encode(params).decode(),
            "state": "queued",
            "reason": "",
            "stage": "",
            "progress": 0.0,
            "progress_message": "",
            "place": self._place,
            "runner": "",
            "attempt": 0,
            "has_secret": has_secret,
            "cancel_requested": False,
            "told": False,
            "created_at": self._now(),
            "request_id": trail.request_id(),
            "traceparent": trace.for_later(),
        }
        live = _live_count(owner_id).scalar_subquery()
        columns = [JobRecord.__table__.c[name] for name in values]
        row = select(
            *[literal(value, column.type) for value, column in zip(values.values(), columns, strict=True)]
        ).where(live < limit)
        with self._database.session() as session:
            self._one_at_a_time(session, f"jobs.{owner_id}")
            try:
                added = session.scalar(insert(JobRecord).from_select(list(values), row).returning(JobRecord.id))
            except IntegrityError:
                raise Conflict(f"There is a job {job_id} already.") from None
            if not added:
                raise too_many_jobs(limit)
            alongside(session)
        return self.get(job_id)

    def live_count(self, owner_id: str) -> int:
        """How many queued and running jobs the owner has."""
        with self._database.session() as session:
            return session.scalar(_live_count(owner_id)) or 0

    def get(self, job_id: str) -> Job:
        """Raises: NotFound."""
        with self._database.session() as session:
            row = session.get(JobRecord, job_id)
            if row is None:
                raise NotFound(f"There is no job {job_id}.")
            return job_of(row)

    def newest(self, owner_id: str | None, states: tuple[State, ...], limit: int) -> list[Job]:
        """The newest first."""
        query = select(JobRecord).where(JobRecord.state.in_(states)).order_by(JobRecord.created_at.desc()).limit(limit)
        if owner_id is not None:
            query = query.where(JobRecord.owner_id == owner_id)
        with self._database.session() as session:
            return [job_of(row) for row in session.scalars(query)]

    def request_cancel(self, job_id: str) -> Job:
        """End a queued job at once, mark a running one for the runner, leave an ended one alone. Raises: NotFound."""
        if not self._move(
            "queued",
            "cancelled",
            JobRecord.id == job_id,
            reason="Cancelled before it started.",
            finished_at=self._now(),
        ):
            with self._database.session() as session:
                session.execute(
                    update(JobRecord)
                    .where(JobRecord.id == job_id, JobRecord.state == "running")
                    .values(cancel_requested=True)
                )
        return self.get(job_id)

    # -- what the runner does -----------------------------------------------------------------------------------

    def claim(self, runner: str, slots: int) -> Job | None:
        """The job that is next here, now running for ``runner``."""
        queued = any_queued(self._place)
        if not self._look_for_queued.find(lambda: self._found(queued)):  # without the lock that a claim takes
            return None
        claim = claim_next(self._place, slots, runner, self._now())
        with self._database.session() as session:
            self._one_at_a_time(session, f"claims.{self._place}")
            claimed = self._followed(session, session.scalars(claim))
        count_changes(claimed)
        trace_changes(claimed)
        return claimed[0] if claimed else None

    def beat(self, runner: str) -> None:
        """The heartbeat of all claims of ``runner``."""
        with self._database.session() as session:
            session.execute(
                update(JobRecord)
                .where(JobRecord.runner == runner, JobRecord.state == "running")
                .values(heartbeat_at=self._now())
            )

    def cancellations(self, runner: str) -> set[str]:
        """Ids of the jobs that ``runner`` runs and somebody wants cancelled."""
        query = select(JobRecord.id).where(
            JobRecord.state == "running", JobRecord.runner == runner, JobRecord.cancel_requested
        )
        with self._database.session() as session:
            return set(session.scalars(query))

    def note_progress(
        self,
        job_id: str,
        runner: str,
        stage: str,
        progress: float,
        message: str,
        found: dict[str, Any] | None = None,
    ) -> None:
        """Keep how far a running job has come, and what it has found so far."""
        values: dict[str, Any] = {"stage": storable(stage), "progress": progress, "progress_message": storable(message)}
        if found is not None:
            values["result"] = msgspec.json.encode(found).decode()
        change = (
            update(JobRecord)
            .where(JobRecord.id == job_id, JobRecord.runner == runner, JobRecord.state == "running")
            .values(values)
            .returning(JobRecord)
            .execution_options(synchronize_session=False)
        )
        with self._database.session() as session:
            self._followed(session, session.scalars(change))

    def finish(
        self,
        job_id: str,
        runner: str,
        state: State,
        reason: str = "",
        *,
        stage: str | None = None,
        progress: float | None = None,
        result: dict[str, Any] | None = None,
    ) -> bool:
        """End a job that ``runner`` claimed; False if it lost the claim. This place then tells the ending."""
        values: dict[str, Any] = {"reason": storable(reason), "finished_at": self._now(), "place": self._place}
        if stage is not None:
            values["stage"] = storable(stage)
        if progress is not None:
            values["progress"] = progress
        if result is not None:
            values["result"] = msgspec.json.encode(result).decode()
        if state == "succeeded":
            values["progress"] = 1.0
        return self._move("running", state, and_(JobRecord.id == job_id, JobRecord.runner == runner), **values) > 0

    def requeue(self, job_id: str, runner: str) -> bool:
        """Put a claimed job back, to be run again from its start; False if the claim is no longer ``runner``'s."""
        mine = and_(JobRecord.id == job_id, JobRecord.runner == runner)
        blank = {"runner": "", "started_at": None, "heartbeat_at": None, "result": None}
        return self._move("running", "queued", mine, **blank, stage="", progress=0.0, progress_message="") > 0

    def abandoned(self, runner: str) -> list[tuple[Job, str, bool]]:
        """Running jobs that nobody runs, each with its lost runner's id and whether it is of this place.

        The caller holds this place's lock, so every claim here that is not its own is dead.
        """
        here = and_(JobRecord.place == self._place, JobRecord.runner != runner)
        elsewhere = and_(JobRecord.place != self._place, JobRecord.heartbeat_at < self._now() - LOST_S)
        with self._database.session() as session:
            rows = session.scalars(select(JobRecord).where(JobRecord.state == "running", or_(here, elsewhere)))
            return [(job_of(row), row.runner, row.place == self._place) for row in rows]

    def fail_queued_with_secret(self, reason: str) -> int:
        """Fail queued jobs whose secret went to a lost runner. For a runner's start, before it accepts secrets."""
        where = and_(JobRecord.place == self._place, JobRecord.has_secret)
        return self._move("queued", "failed", where, reason=reason, finished_at=self._now())

    def untold(self) -> list[Job]:
        """Ended jobs of this place whose last events may not be in the event log yet, in order of their ending."""
        query = select(JobRecord).where(JobRecord.state.in_(ENDED), JobRecord.place == self._place, ~JobRecord.told)
        query = query.order_by(JobRecord.finished_at).limit(100)
        return [job_of(row) for row in self._look_for_untold.find(lambda: self._found(query))]

    def _found(self, query: Select[Any]) -> Sequence[Any]:
        with self._database.session() as session:
            return session.scalars(query).all()

    def is_told(self, job_id: str) -> bool:
        """Whether nothing more will be appended for this job; true of one that is no longer kept."""
        with self._database.session() as session:
            told = session.scalar(select(JobRecord.told).where(JobRecord.id == job_id))
        return told is not False

    def mark_told(self, job_id: str) -> None:
        with self._database.session() as session:
            session.execute(update(JobRecord).where(JobRecord.id == job_id).values(told=True))

    def forget_old(self) -> None:
        """Delete the rows of jobs that ended long ago."""
        with self._database.session() as session:
            old = and_(JobRecord.state.in_(ENDED), JobRecord.told, JobRecord.finished_at < self._now() - KEPT_S)
            session.execute(delete(JobRecord).where(old))

    def _one_at_a_time(self, session: Session, what: str) -> None:
        """Until the transaction ends, others that count the same rows wait. SQLite has one writer at a time anyway."""
        if not self._database.is_sqlite:
            session.execute(text("SELECT pg_advisory_xact_lock(hashtext(:what))"), {"what": what})

    def _move(self, before: State, after: State, where: Any, **values: Any) -> int:
        """The only way a state changes, claims aside: in rows that match and are in ``before``. Returns how many."""
        if after not in NEXT[before]:
            raise ValueError(f"a job cannot go from {before} to {after}")
        change = (
            update(JobRecord).where(where, JobRecord.state == before).values(state=after, **values).returning(JobRecord)
        )
        with self._database.session() as session:
            moved = self._followed(session, session.scalars(change.execution_options(synchronize_session=False)))
        trace_changes(moved)
        return count_changes(moved)

    def _followed(self, session: Session, rows: Iterable[JobRecord]) -> list[Job]:
        """The jobs that were just changed, once the follower knows of it."""
        jobs = [job_of(row) for row in rows]
        if self._follower is not None:
            self._follower.follow(session, jobs)
        return jobs


def _live_count(owner_id: str) -> Select[int]:
    return select(func.count()).where(JobRecord.owner_id == owner_id, JobRecord.state.in_(LIVE))
