"""The supervisor of one job: a thread of the runner that starts the child, watches it, ends it when it must, and writes the
outcome to the row.

What it watches: the child's end (pidfd), its output, the deadline, the memory of the whole tree, and `end` called from
another thread (cancel, the runner's stop, a broken protocol). Nothing that it waits for can be held up by the child.
"""

from __future__ import annotations

import logging
import os
import select
import signal
import threading
import time
from collections.abc import Callable
from typing import Literal

from sqlalchemy.exc import SQLAlchemyError

from services.jobs.job import Job, State
from services.jobs.job_log import FOLDER as LOG_FOLDER
from services.jobs.job_log import JobLog, Redactor
from services.jobs.kind import JobKind
from services.jobs.runner.child_process import ChildProcess
from services.jobs.runner.message_pump import MessagePump, Story
from services.jobs.store import JobStore
from services.settings import Settings
from services.streaming.publishing.publisher import Publisher

LOOK_S = 0.25
"""Between two looks at the clock and the memory."""

TERM_S = 1.0
"""From SIGTERM to SIGKILL: cancel promises 2 s for the whole tree."""

PROGRESS_S = 1.0
"""Progress is written to the row at most this often; watchers have the events."""

MAX_ATTEMPTS = 3
"""A job that takes its runner down with it must not do so for ever."""

LAST_MESSAGES_S = 30.0
"""For the event log to take what a child had published before it ended."""

Verdict = Literal["cancelled", "failed", "stopped"]
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
        on_end: Callable[[str], None],
    ) -> None:
        self.job = job
        self._kind = kind
        self._secret = secret
        self._runner = runner
        self._store = store
        self._publisher = publisher
        self._settings = settings
        self._on_end = on_end
        self._verdict: tuple[Verdict, str] | None = None
        self._verdict_lock = threading.Lock()
        self._wake = os.eventfd(0, os.EFD_CLOEXEC | os.EFD_NONBLOCK)
        self._thread = threading.Thread(target=self._run, name=f"job-{job.id}", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def join(self, timeout_s: float) -> None:
        self._thread.join(timeout_s)

    def end(self, verdict: Verdict, reason: str) -> None:
        """End the job for this reason, unless it is ending for another already. Thread-safe; returns at once."""
        with self._verdict_lock:
            if self._verdict is None:
                self._verdict = (verdict, reason)
                os.eventfd_write(self._wake, 1)

    # -- the thread ---------------------------------------------------------------------------------------------

    def _run(self) -> None:
        job = self.job
        redact = Redactor(self._secret.values())
        job_log = JobLog(self._settings.data / LOG_FOLDER / f"{job.id}.log", redact)
        story = Story()
        state: State | Literal["stopped"]
        try:
            child = ChildProcess(job, self._kind, self._settings, self._secret)
            _log.info("job_started", extra={"job": job.id, "kind": job.kind, "pid": child.pid})
            pump = MessagePump(
                child.message_fd, job, self._kind, self._publisher, job_log, redact, self._settings.max_event_bytes,
                on_violation=lambda reason: self.end("failed", reason), on_stage=self._note_progress,
            )  # fmt: skip
            story = pump.story
            state, reason = self._run_child(child, pump, job_log)
        except Exception as error:
            _log.exception("job_not_run", extra={"job": job.id})
            state, reason = "failed", f"The job runner could not run the job: {type(error).__name__}: {error}."
        job_log.close()
        self._finish(state, redact(reason.encode()).decode(errors="replace"), story)
        with self._verdict_lock:
            self._verdict = self._verdict or ("stopped", "")  # `end` writes to the eventfd no more
            os.close(self._wake)
        self._on_end(job.id)

    def _run_child(self, child: ChildProcess, pump: MessagePump, job_log: JobLog) -> tuple[State | Literal["stopped"], str]:
        pump.start()
        try:
            self._watch(child, pump, job_log)
        finally:
            status = child.collect()
            if not pump.join(LAST_MESSAGES_S):
                pump.stop_publishing()
                self.end("failed", "The event log did not take the job's last events in time.")
            child.remove_folder()
        return self._outcome(status, pump.story, job_log)

    def _watch(self, child: ChildProcess, pump: MessagePump, job_log: JobLog) -> None:
        """Return when the child has ended, or when all of the job was killed."""
        deadline = time.monotonic() + self._settings.job_deadline_s
        kill_at: float | None = None
        progress_at = 0.0
        poll = select.poll()
        for fd in (child.exit_fd, child.output_fd, self._wake):
            poll.register(fd, select.POLLIN)
        while True:
            ready = {fd for fd, _ in poll.poll(1000 * LOOK_S)}
            if child.output_fd in ready and not _read_output(child.output_fd, job_log):
                poll.unregister(child.output_fd)
            if child.exit_fd in ready:
                _read_output(child.output_fd, job_log, all_of_it=True)
                return
            if self._wake in ready:
                poll.unregister(self._wake)
            now = time.monotonic()
            self._check_limits(child, now > deadline)
            if pump.story.progress_changed.is_set() and now >= progress_at:
                progress_at = now + PROGRESS_S
                self._note_progress(pump.story)
            if self._verdict is not None and kill_at is None:
                kill_at = now + TERM_S
                pump.stop_publishing()
                child.ask_to_end()
            if kill_at is not None and now >= kill_at:
                child.kill(within_s=LOOK_S)

    def _check_limits(self, child: ChildProcess, is_late: bool) -> None:
        if self._verdict is not None:
            return
        limit = self._settings.job_memory_bytes
        if is_late:
            allowed = f"{self._settings.job_deadline_s:.0f} s (TAILRACE_JOB_DEADLINE_S)"
            self.end("failed", f"The job took longer than the {allowed} that a job may take, and was stopped.")
        elif child.memory_bytes(limit) > limit:
            allowed = f"{limit / 2**20:.0f} MiB of memory (TAILRACE_JOB_MEMORY_BYTES)"
            self.end("failed", f"The job needed more than the {allowed} that a job may have, and was stopped.")

    def _note_progress(self, story: Story) -> None:
        story.progress_changed.clear()
        try:
            self._store.note_progress(self.job.id, self._runner, story.stage, story.progress, story.progress_message)
        except SQLAlchemyError as error:
            _log.warning("job_progress_not_written", extra={"job": self.job.id, "error": str(error)})

    def _outcome(self, status: int, story: Story, job_log: JobLog) -> tuple[State | Literal["stopped"], str]:
        """What became of the job. A result that arrived counts, even if somebody wanted to end the job just then."""
        if status == 0 and story.has_result and (self._verdict is None or self._verdict[0] != "failed"):
            return "succeeded", ""
        if self._verdict is not None:
            return self._verdict
        if story.failure:
            return "failed", story.failure
        last_line = job_log.last_line()
        said = f" It last said: {last_line}" if last_line else ""
        if status < 0:
            name = signal.Signals(-status).name if -status in signal.valid_signals() else str(-status)
            return "failed", f"The job's process was killed from outside ({name})." + said
        return "failed", f"The job's process ended too early, with exit status {status}." + said

    def _finish(self, state: State | Literal["stopped"], reason: str, story: Story) -> None:
        """Write the outcome, however long the database takes: until then the row says "running", and the heartbeat goes on."""
        pause_s = 0.1
        while True:
            try:
                if state == "stopped" and may_run_again(self.job, self._kind):
                    self._store.requeue(self.job.id, self._runner)
                else:
                    ended: State = "failed" if state == "stopped" else state
                    stage = story.stage or None
                    self._store.finish(self.job.id, self._runner, ended, reason, stage=stage, result=story.result)
                _log.info("job_ended", extra={"job": self.job.id, "kind": self.job.kind, "state": state, "reason": reason})
                return
            except SQLAlchemyError as error:
                _log.warning("job_end_not_written", extra={"job": self.job.id, "error": str(error)})
                time.sleep(pause_s)
                pause_s = min(5.0, 2 * pause_s)


def may_run_again(job: Job, kind: JobKind | None) -> bool:
    """Whether a job whose runner was lost or stopped is put back into the queue. A secret was given for one attempt and is
    gone.
    """
    return kind is not None and kind.may_restart and not job.has_secret and job.attempt < MAX_ATTEMPTS


def _read_output(fd: int, job_log: JobLog, *, all_of_it: bool = False) -> bool:
    """Move output to the log; False at its end. Reads 64 KiB, or at most 1 MiB that is there already: a flood cannot hold
    up the watching.
    """
    for _ in range(16 if all_of_it else 1):
        try:
            part = os.read(fd, 65_536)
        except BlockingIOError:
            return True
        if not part:
            return False
        job_log.write(part)
    return True
