"""Submission: what web workers and commands do with jobs. No work happens here; the runner is woken and does it."""

from __future__ import annotations

import logging
from collections.abc import Callable
from functools import cached_property
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from services.database.database import Database
from services.errors import Unavailable
from services.identifier import new_id
from services.jobs.follower import Follower
from services.jobs.job import LIVE, NEXT, Job, State
from services.jobs.job_record import JobRecord
from services.jobs.kind import Catalogue, kind_named
from services.jobs.place import place_of
from services.jobs.queue import too_many_jobs
from services.jobs.runner.socket import ask_runner
from services.jobs.store import JobStore
from services.settings.settings import Settings
from services.telemetry import trail

_log = logging.getLogger(__name__)


class Jobs:
    """The jobs of this data folder. Thread-safe and greenlet-safe; calls block for a statement or two."""

    def __init__(
        self, database: Database, settings: Settings, kinds: Catalogue, follower: Follower | None = None
    ) -> None:
        self._database = database
        self._settings = settings
        self._kinds = kinds
        self._follower = follower

    @cached_property
    def store(self) -> JobStore:
        return JobStore(self._database, place_of(self._settings.data), follower=self._follower)

    def live_by_state(self) -> dict[str, int]:
        """How many jobs of this data folder are queued and running."""
        record = JobRecord.__table__.c
        live = (record.place == place_of(self._settings.data), record.state.in_(LIVE))
        with self._database.lookups.connect() as connection:
            rows = connection.execute(select(record.state, func.count()).where(*live).group_by(record.state))
            return {str(state): int(count) for state, count in rows}

    def submit(
        self,
        kind: str,
        owner_id: str,
        channel: str,
        params: dict[str, Any],
        *,
        job_id: str | None = None,
        secret: dict[str, str] | None = None,
        alongside: Callable[[Session], None] = lambda session: None,
    ) -> Job:
        """Queue a job and wake the runner. ``secret`` goes to the runner's memory and, from there, to the job's child:
        never to a disk. ``alongside`` adds the row that follows the job, in the transaction that adds the job.

        Raises:
            LimitReached: the owner has ``jobs_per_user`` jobs queued and running.
            Unavailable: there is a secret and no runner to hand it to (one is started within a second or two).
            NotFound: no such kind. Conflict: ``job_id`` is taken.
        """
        kind_named(self._kinds, kind)
        job_id = job_id or new_id()
        if secret and ask_runner(self._settings.data, {"job": job_id, "secret": secret}) is None:
            raise Unavailable("The job runner is being started; try again in a few seconds.", code="no_runner")
        limit = self._settings.jobs.per_user
        job = self.store.add(job_id, kind, owner_id, channel, params, bool(secret), limit, alongside)
        trail.led_to(job.id)
        _log.info("job_queued", extra={"job": job.id, "kind": kind})
        self._wake()
        return job

    def places_left(self, owner_id: str) -> int:
        """How many more jobs the owner may queue. Raises: LimitReached, none."""
        left = self._settings.jobs.per_user - self.store.live_count(owner_id)
        if left <= 0:
            raise too_many_jobs(self._settings.jobs.per_user)
        return left

    def get(self, job_id: str) -> Job:
        """Raises: NotFound."""
        return self.store.get(job_id)

    def list(self, owner_id: str | None = None, states: tuple[State, ...] = tuple(NEXT), limit: int = 100) -> list[Job]:
        """The newest jobs first; of everybody if no owner is named."""
        return self.store.newest(owner_id, states, limit)

    def cancel(self, job_id: str) -> Job:
        """Ask for a job's end and return at once: a queued job has ended now, a running one ends within 2 s, an ended
        one stays as it is.

        Raises: NotFound.
        """
        job = self.store.request_cancel(job_id)
        self._wake()
        return job

    def is_told(self, job_id: str) -> bool:
        """Whether a job's last events are in the log; true of one that is no longer kept."""
        return self.store.is_told(job_id)

    def runner_answers(self) -> bool:
        """Whether there is a runner that does its rounds (for ``/readyz``). Blocks for a second at most."""
        answer = ask_runner(self._settings.data, {"ping": True}, timeout_s=1.0)
        return answer is not None and float(answer.get("round_age_s", 1e9)) < 10.0

    def _wake(self) -> None:
        # no answer: the runner looks at the table every second anyway
        ask_runner(self._settings.data, {"wake": True}, timeout_s=0.5)
