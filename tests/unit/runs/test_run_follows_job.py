"""A run's row matches its job's row, whatever happens in whatever order, and wherever a process is killed."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from hypothesis import settings
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule
from hypothesis.strategies import booleans, floats, sampled_from
from sqlalchemy import select
from sqlalchemy.orm import Session

from services.database.database import Database
from services.errors import LimitReached, NotFound
from services.jobs.job import ENDED, Job
from services.jobs.job_record import JobRecord, job_of
from services.runs.record import RunRecord
from tests.support.schema import give_schema
from tests.support.setting import settings_in
from tests.unit.runs.conftest import ALICE, COUNT, Counts


class Killed(BaseException):
    """The process died here; what it had not committed never happened."""


class RunAndJob(RuleBasedStateMachine):
    """Several runs, two runners that come and go, and kills in the middle of a transaction."""

    def __init__(self) -> None:
        super().__init__()
        self._folder = tempfile.TemporaryDirectory()
        data = Path(self._folder.name)
        self.database = Database(f"sqlite:///{data}/tailrace.db")
        give_schema(self.database)
        self.now = 1000.0
        self.counts = Counts(self.database, settings_in(data, jobs={"per_user": 5}), lambda: self.now)
        self.started = 0
        self.runner = 0

    def teardown(self) -> None:
        self.counts._event_log.close()
        self.database.dispose()
        self._folder.cleanup()

    # -- what can happen ---------------------------------------------------------------------------------------

    def _do(self, act: Callable[[], Any], is_killed: bool) -> None:
        """Run ``act``, or kill the process after its statements and before its commit."""
        follow = self.counts.follower.follow

        def killed(session: Session, jobs: list[Job]) -> None:
            follow(session, jobs)
            raise Killed

        if is_killed:
            self.counts.follower.follow = killed  # type: ignore[method-assign, assignment]
        try:
            act()
        except (Killed, LimitReached, NotFound):
            pass
        finally:
            self.counts.follower.follow = follow  # type: ignore[method-assign]

    def _running(self) -> list[Job]:
        with self.database.session() as session:
            return [job_of(row) for row in session.scalars(select(JobRecord).where(JobRecord.state == "running"))]

    @rule()
    def start(self) -> None:
        self.started += 1
        self._do(lambda: self.counts.start(f"n{self.started}"), False)

    @rule(is_killed=booleans())
    def claim(self, is_killed: bool) -> None:
        self._do(lambda: self.counts.store.claim(f"r{self.runner}", slots=9), is_killed)

    @rule(progress=floats(0, 1), stage=sampled_from(("warm_up", "counting")), is_killed=booleans())
    def say_how_far(self, progress: float, stage: str, is_killed: bool) -> None:
        for job in self._running():
            said = (job.id, f"r{self.runner}", stage, progress, "Under way", {"at": progress})
            self._do(partial(self.counts.store.note_progress, *said), is_killed)

    @rule(state=sampled_from(ENDED), is_killed=booleans())
    def end(self, state: Any, is_killed: bool) -> None:
        for job in self._running()[:1]:
            self._do(partial(self.counts.store.finish, job.id, f"r{self.runner}", state, "So it is."), is_killed)

    @precondition(lambda self: self.started)
    @rule(is_killed=booleans())
    def cancel(self, is_killed: bool) -> None:
        self._do(lambda: self.counts.cancel(ALICE, f"n{self.started}"), is_killed)

    @rule(is_put_back=booleans(), is_killed=booleans())
    def runner_dies_and_the_next_one_recovers(self, is_put_back: bool, is_killed: bool) -> None:
        self.runner += 1
        for job, runner, _is_here in self.counts.store.abandoned(f"r{self.runner}"):
            if is_put_back:
                self._do(partial(self.counts.store.requeue, job.id, runner), is_killed)
            else:
                self._do(partial(self.counts.store.finish, job.id, runner, "failed", "Lost."), is_killed)

    @rule()
    def tell_and_forget(self) -> None:
        self.counts.tell()
        self.now += 1

    # -- what always holds -------------------------------------------------------------------------------------

    @invariant()
    def every_run_says_what_its_job_says(self) -> None:
        with self.database.session() as session:
            jobs = {row.id: job_of(row) for row in session.scalars(select(JobRecord))}
            runs = {row.id: row for row in session.scalars(select(RunRecord))}
        assert runs.keys() == jobs.keys()
        for run_id, job in jobs.items():
            row = runs[run_id]
            assert (row.state, row.progress, row.started_at, row.finished_at) == (
                job.state, job.progress, job.started_at, job.finished_at,
            )  # fmt: skip
            assert row.stage == (COUNT.last_stage if job.state == "succeeded" else job.stage)
            assert row.error == (job.reason if job.state == "failed" else None)
        before = {run.id: run for run in self.counts.list(ALICE, limit=200)}
        self.counts.follower.settle()
        assert {run.id: run for run in self.counts.list(ALICE, limit=200)} == before, "nothing is left to settle"


RunAndJob.TestCase.settings = settings(max_examples=15, stateful_step_count=25, deadline=None)
TestRunAndJob = RunAndJob.TestCase
