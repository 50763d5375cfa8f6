"""The supervisor of one job: a thread of the runner that attempts the job and writes the outcome to its row."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from contextlib import suppress

from sqlalchemy.exc import SQLAlchemyError

from services.errors import Conflict, KeyReused, Unavailable
from services.jobs.job import Job, State
from services.jobs.kind import JobKind
from services.jobs.progress import QUEUED, queued_append
from services.jobs.runner.attempt import Attempt, Outcome, Verdict
from services.jobs.runner.message_pump import Story
from services.jobs.store import JobStore
from services.jobs.tracing import Stages, context_of
from services.settings.settings import Settings
from services.streaming.event import NewEvent
from services.streaming.publishing.publisher import Publisher
from services.telemetry import trail
from services.telemetry.trace import trace

PROGRESS_S = 1.0
"""Progress within a stage is written to the row this often; watchers have the events."""

MAX_ATTEMPTS = 3
"""A job that takes its runner down with it must not do so for ever."""

_log = logging.getLogger(__name__)


class Supervisor:
    """``on_end(job_id)`` is called last, from the supervisor's thread."""

    def __init__(
        self,
        job: Job,
        kind: JobKind,
        secret: dict[str, str],
        *,
        runner: str,
        store: JobStore,
        publisher: Publisher,
        settings: Settings,
        measure: Callable[[Job], None],
        on_end: Callable[[str], None],
    ) -> None:
        self.job = job
        self._kind = kind
        self._runner = runner
        self._store = store
        self._publisher = publisher
        self._measure = measure
        self._on_end = on_end
        self._stages = Stages(None)
        self._attempt = Attempt(
            job, kind, secret, settings, append=self._append, on_progress=self._note_progress, progress_s=PROGRESS_S
        )
        self._thread = threading.Thread(target=self._run, name=f"job-{job.id}", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def join(self, timeout_s: float) -> None:
        self._thread.join(timeout_s)

    def end(self, verdict: Verdict, reason: str) -> None:
        """End the job for this reason, unless it is already ending for another. Thread-safe; returns at once."""
        self._attempt.end(verdict, reason)

    # -- the thread ---------------------------------------------------------------------------------------------

    def _run(self) -> None:
        trail.begin(self.job.request_id, self.job.id)
        try:
            self._say_queued()
            outcome = self._run_traced()
        except Exception as error:
            _log.exception("job_not_run", extra={"job": self.job.id})
            outcome = Outcome("failed", f"The job runner could not run the job: {type(error).__name__}: {error}.")
        try:
            self._note_size()
            self._finish(outcome)
        finally:
            self._on_end(self.job.id)

    def _run_traced(self) -> Outcome:
        """The attempt's span is also its child's."""
        with trace.span("attempt", context_of(self.job), execution=self.job.id, attempt=self.job.attempt) as context:
            self._stages = Stages(context)
            outcome = self._attempt.run()
            self._stages.end()
        return outcome

    def _say_queued(self) -> None:
        """Before the job says anything; whoever queued it may not have come to it."""
        queued = queued_append(self.job, self._kind)
        if queued.events:
            with suppress(Conflict, KeyReused, Unavailable):  # an earlier version may have said it in other words
                self._publisher.publish(queued.events, principal=queued.principal, idempotency_key=QUEUED)

    def _append(self, events: list[NewEvent]) -> None:
        self._publisher.publish(events, principal=f"job:{self.job.id}")

    def _note_progress(self, story: Story) -> None:
        if self._kind.stages:  # else the name is the child's own word
            self._stages.enter(story.stage)
        try:
            self._store.note_progress(
                self.job.id, self._runner, story.stage, story.progress, story.progress_message, story.result
            )
        except SQLAlchemyError as error:
            _log.warning("job_progress_not_written", extra={"job": self.job.id, "error": str(error)})

    def _note_size(self) -> None:
        """Before the end is written: who waits for it may start the next job at once, and has to be within limits."""
        try:
            self._measure(self.job)
        except SQLAlchemyError as error:  # measured later: the row says that it is not known
            _log.warning("job_size_not_written", extra={"job": self.job.id, "error": str(error)})

    def _finish(self, outcome: Outcome) -> None:
        """Write the outcome, however long the database takes; until then the row says "running" and is kept alive."""
        story = self._attempt.story
        pause_s = 0.1
        while True:
            try:
                if outcome.state == "stopped" and may_run_again(self.job, self._kind):
                    self._store.requeue(self.job.id, self._runner)
                else:
                    state: State = "failed" if outcome.state == "stopped" else outcome.state
                    self._store.finish(
                        self.job.id, self._runner, state, outcome.reason,
                        stage=story.stage or None, progress=story.progress or None, result=story.result,
                    )  # fmt: skip
                how = {"state": outcome.state, "reason": outcome.reason}
                _log.info("job_ended", extra={"job": self.job.id, "kind": self.job.kind, **how})
                return
            except SQLAlchemyError as error:
                _log.warning("job_end_not_written", extra={"job": self.job.id, "error": str(error)})
                time.sleep(pause_s)
                pause_s = min(5.0, 2 * pause_s)


def may_run_again(job: Job, kind: JobKind | None) -> bool:
    """Whether a job whose runner was lost or stopped goes back into the queue. Not if its secret is gone."""
    return kind is not None and kind.may_restart and not job.has_secret and job.attempt < MAX_ATTEMPTS
