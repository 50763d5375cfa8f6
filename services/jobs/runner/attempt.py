"""An attempt at a job: one child, from start to end, watched by the thread that runs the attempt.

It watches for the child's end (pidfd), its output, the deadline, the memory, the processes and the disk of the whole
tree, and for `end` called from another thread (cancel, the runner's stop, a broken protocol). The child can block none
of this. An attempt writes to no database and no event log itself, so the runner and ``flask scan`` make the same one.
"""

from __future__ import annotations

import logging
import os
import select
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from services.files.free_space import FreeSpace
from services.files.sentence import readable_size
from services.jobs.job import Job
from services.jobs.kind import JobKind
from services.jobs.runner.child_process import PROCESSES, ChildProcess
from services.jobs.runner.job_log import FOLDER as LOG_FOLDER
from services.jobs.runner.job_log import JobLog, Redactor
from services.jobs.runner.message_pump import Append, MessagePump, Story
from services.jobs.runner.processor_budget import ProcessorBudget
from services.process.ending import signal_name
from services.process.limits import Excess
from services.settings.settings import Settings
from services.telemetry import trail
from services.telemetry.logging import line_of

LOOK_S = 0.25
"""Between two looks at the clock and the memory."""

TERM_S = 1.0
"""From SIGTERM to SIGKILL: cancel promises 2 s for the whole tree."""

LAST_MESSAGES_S = 30.0
"""How long the event log may take to accept what a child published before it ended."""

DISK_GONE = (
    "The server's disk was almost full (less than half of TAILRACE_FREE_BYTES or TAILRACE_FREE_FILES was left), so the"
    " job was stopped. Start it again once there is room."
)

Verdict = Literal["cancelled", "failed", "stopped"]
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Outcome:
    """``stopped``: ended because the runner stops. ``reason`` is a sentence, empty when the job succeeded."""

    state: Literal["succeeded", "failed", "cancelled", "stopped"]
    reason: str = ""


class Attempt:
    """`run` it once. ``append`` takes the child's events. ``on_progress`` hears of a new stage and of findings at once,
    and of progress within a stage every ``progress_s``, or of all of it if that is 0. ``story`` is what the child has
    said.
    """

    def __init__(
        self,
        job: Job,
        kind: JobKind,
        secret: dict[str, str],
        settings: Settings,
        *,
        append: Append,
        on_progress: Callable[[Story], None],
        progress_s: float = 0.0,
    ) -> None:
        self._job = job
        self._kind = kind
        self._secret = secret
        self._settings = settings
        self._append = append
        self._on_progress = on_progress
        self._progress_s = progress_s
        self._free_space = FreeSpace(settings)
        self._has_progress = threading.Event()
        self.story = Story()
        self._verdict: tuple[Verdict, str] | None = None
        self._verdict_lock = threading.Lock()
        self._wake: int | None = os.eventfd(0, os.EFD_CLOEXEC | os.EFD_NONBLOCK)

    def end(self, verdict: Verdict, reason: str) -> None:
        """End the job for this reason, unless it is already ending for another. Thread-safe; returns at once."""
        with self._verdict_lock:
            if self._verdict is None and self._wake is not None:
                self._verdict = (verdict, reason)
                os.eventfd_write(self._wake, 1)

    def run(self) -> Outcome:
        """Run the job's code to its end. Whatever ends this call, nothing of the child is left.

        Raises: OSError, if the child cannot be started.
        """
        redact = Redactor(self._secret.values())
        about = {"kind": self._job.kind, "attempt": self._job.attempt}
        heading = line_of(self._settings, __name__, "attempt_begun", **trail.fields(), **about)
        job_log = JobLog(self._settings.data / LOG_FOLDER / f"{self._job.id}.log", redact, heading)
        try:
            outcome = self._run(redact, job_log)
        finally:
            job_log.close()
            with self._verdict_lock:
                assert self._wake is not None, "an attempt runs once"
                os.close(self._wake)
                self._wake = None
        return Outcome(outcome.state, redact(outcome.reason.encode()).decode(errors="replace"))

    def _run(self, redact: Redactor, job_log: JobLog) -> Outcome:
        child = ChildProcess(self._job, self._kind, self._settings, self._secret)
        _log.info("job_started", extra={"job": self._job.id, "kind": self._job.kind, "pid": child.pid})
        pump = MessagePump(
            child.message_fd, self._job, self._kind, self._append, job_log, redact,
            self._settings.streaming.max_event_bytes,
            on_violation=lambda reason: self.end("failed", reason), on_progress=self._hear,
        )  # fmt: skip
        self.story = pump.story
        pump.start()
        try:
            self._watch(child, pump, job_log)
        finally:
            status = child.end()
            self._check_disk(child)
            if not pump.join(LAST_MESSAGES_S):
                pump.stop_publishing()
                self.end("failed", "The event log did not take the job's last events in time.")
            child.remove_folder()
        return self._outcome(status, job_log)

    def _check_disk(self, child: ChildProcess) -> None:
        """Whatever ended a job that wrote too much, nothing that it wrote stays."""
        excess = child.disk_excess()
        if excess is not None:
            self.end("failed", self._too_much(excess))
            child.remove_kept()

    def _watch(self, child: ChildProcess, pump: MessagePump, job_log: JobLog) -> None:
        """Return when the child has ended, or when all of the job was killed."""
        assert self._wake is not None
        deadline = time.monotonic() + self._settings.jobs.deadline_s
        kill_at: float | None = None
        progress_at = 0.0
        processor = ProcessorBudget(self._kind, self._settings.jobs.cpu_s)
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
            if self._verdict is None and (excess := "time" if now > deadline else child.excess()) is not None:
                self.end("failed", self._too_much(excess))
            if (how := processor.look(child.seen, self.story.stage)) is not None:
                self.end("failed", f"The job {how}, and was stopped.")
            if self._verdict is None and self._free_space.is_nearly_gone():
                self.end("failed", DISK_GONE)
            if self._has_progress.is_set() and now >= progress_at:
                progress_at = now + self._progress_s
                self._has_progress.clear()
                self._on_progress(self.story)
            if self._verdict is not None and kill_at is None:
                kill_at = now + TERM_S
                pump.stop_publishing()
                child.ask_to_end()
            if kill_at is not None and now >= kill_at:
                child.kill(within_s=LOOK_S)

    def _hear(self, story: Story, is_milestone: bool) -> None:
        """In the pump's thread."""
        if is_milestone or self._progress_s == 0:
            self._has_progress.clear()
            self._on_progress(story)
        else:
            self._has_progress.set()

    def _too_much(self, excess: Excess) -> str:
        match excess:
            case "time":
                allowed = f"{self._settings.jobs.deadline_s:.0f} s (TAILRACE_JOB_DEADLINE_S)"
                how = f"took longer than the {allowed} that a job may take"
            case "memory":
                mebibytes = self._settings.jobs.memory_bytes / 2**20
                allowed = f"{mebibytes:.0f} MiB of memory (TAILRACE_JOB_MEMORY_BYTES)"
                how = f"needed more than the {allowed} that a job may have"
            case "disk":
                allowed = f"{readable_size(self._settings.jobs.disk_bytes)} of disk (TAILRACE_JOB_DISK_BYTES)"
                how = f"wrote more than the {allowed} that a job may take"
            case "files":
                allowed = f"{self._settings.jobs.disk_files:,} files and folders (TAILRACE_JOB_DISK_FILES)"
                how = f"made more than the {allowed} that a job may have"
            case _:
                how = f"started more than the {PROCESSES} processes that a job may have"
        return f"The job {how}, and was stopped."

    def _outcome(self, status: int, job_log: JobLog) -> Outcome:
        """What became of the job. A result that arrived counts, even if somebody cancelled the job at that moment."""
        if status == 0 and self.story.has_result and (self._verdict is None or self._verdict[0] != "failed"):
            return Outcome("succeeded")
        if self._verdict is not None:
            return Outcome(*self._verdict)
        if self.story.failure:
            return Outcome("failed", self.story.failure)
        last_line = job_log.last_line()
        said = f" It last said: {last_line}" if last_line else ""
        if status < 0:
            return Outcome("failed", f"The job's process was killed from outside ({signal_name(-status)}).{said}")
        return Outcome("failed", f"The job's process ended too early, with exit status {status}.{said}")


def _read_output(fd: int, job_log: JobLog, *, all_of_it: bool = False) -> bool:
    """Move output to the log; False at its end.
    Reads 64 KiB, or at most 1 MiB of what is there, so that a flood cannot keep the thread from watching.
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
