"""The message pump: reads a child's messages from its pipe, checks them, and appends its events.

Each job's pump has its own thread, so that a slow event log delays neither the watching nor the ending of the child.
Events that arrive together are appended together. A child that breaks the protocol is reported through ``on_violation``
and not listened to any longer.
"""

from __future__ import annotations

import logging
import os
import select
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import msgspec

from services.errors import Conflict, TailraceError, Unavailable
from services.jobs.child.message import (
    AnyMessage,
    EventMessage,
    FactsMessage,
    FailureMessage,
    LogMessage,
    ProgressMessage,
    ResultMessage,
    decode,
    line_limit,
)
from services.jobs.job import Job
from services.jobs.kind import JobKind
from services.jobs.progress import PROGRESS, job_events, on_own_channel
from services.jobs.runner.job_log import JobLog, Redactor
from services.jobs.runner.standing import Standing
from services.streaming.event import NewEvent
from services.telemetry import trail

READ_BYTES = 65_536
EVENTS_PER_S = 2000
"""The pump reads a faster child more slowly. This and `READ_BYTES` limit one job's share of the event log."""

MAX_TOTAL_BYTES = 512 * 2**20
"""Of one job's messages. A loop that publishes for ever ends here."""

Append = Callable[[list[NewEvent]], object]
"""Append to the event log, or raise `Unavailable` to be asked again, or `Conflict` if the channel is closed."""

_log = logging.getLogger(__name__)


@dataclass(slots=True)
class Story:
    """What the child has said, other than events. ``result``: what it found so far, or in all once ``has_result``."""

    stage: str = ""
    progress: float = 0.0
    progress_message: str = ""
    has_result: bool = False
    result: dict[str, Any] | None = None
    failure: str = ""


class Violation(Exception):
    """The child broke the protocol; the text says how."""


class MessagePump:
    """Owns ``read_fd`` from now on. Other threads may read ``story`` at any time.

    ``on_progress(story, is_milestone)`` is called before any later message is handled. A milestone is a new stage or
    new findings: whatever dies while the events that follow are appended, the row knows what watchers do.
    """

    def __init__(
        self,
        read_fd: int,
        job: Job,
        kind: JobKind,
        append: Append,
        job_log: JobLog,
        redact: Redactor,
        max_event_bytes: int,
        on_violation: Callable[[str], None],
        on_progress: Callable[[Story, bool], None],
    ) -> None:
        self.story = Story()
        self._fd = read_fd
        self._job = job
        self._kind = kind
        self._append_events = append
        self._log = job_log
        self._redact = redact
        self._max_event_bytes = max_event_bytes
        self._max_line = line_limit(max_event_bytes)
        self._on_violation = on_violation
        self._on_progress = on_progress
        self._standing = Standing(kind.stages)
        self._said = dict(kind.owner_progress(job, "running")) if kind.owner_progress is not None else {}
        """What the last `progress` event said; one that the runner makes goes on from there."""
        self._total_bytes = 0
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._run, name=f"messages-{job.id}", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop_publishing(self) -> None:
        """Append no more events, but keep reading: the child must not block on a full pipe while it ends."""
        self._stopped.set()

    def join(self, timeout_s: float) -> bool:
        """Wait for the end of the pipe, which comes when no process of the job is left. False if it is late."""
        self._thread.join(timeout_s)
        return not self._thread.is_alive()

    def _run(self) -> None:
        trail.begin(self._job.request_id, self._job.id)
        try:
            self._read_all()
        except Violation as violation:
            self._on_violation(str(violation))
            self._drain()
        except Exception:
            _log.exception("job_messages_failed", extra={"job": self._job.id})
            self._on_violation("The job runner could not handle the job's messages; the runner's log says why.")
            self._drain()
        finally:
            os.close(self._fd)

    def _drain(self) -> None:
        while os.read(self._fd, READ_BYTES):
            pass

    def _read_all(self) -> None:
        rest = b""
        while part := self._read():
            self._total_bytes += len(part)
            if self._total_bytes > MAX_TOTAL_BYTES:
                raise Violation(
                    f"The job published more than {MAX_TOTAL_BYTES // 2**20} MiB, the limit of a job, and was stopped."
                )
            *lines, rest = (rest + part).split(b"\n")
            if len(rest) > self._max_line or any(len(line) > self._max_line for line in lines):
                raise Violation(f"The job sent a message of more than {self._max_line} bytes and was stopped.")
            began = time.monotonic()
            count = self._take(lines)
            self._stopped.wait(max(0.0, count / EVENTS_PER_S - (time.monotonic() - began)) if count else 0)

    def _read(self) -> bytes:
        """The next part of the pipe; empty at its end. Progress that waited too long for an event is told meanwhile."""
        poll = select.poll()
        poll.register(self._fd, select.POLLIN)
        while True:
            due_in_s = self._standing.due_in_s()
            if due_in_s == 0:
                self._tell_standing()
            elif poll.poll(None if due_in_s is None else 1000 * due_in_s):
                return os.read(self._fd, READ_BYTES)

    def _tell_standing(self) -> None:
        told = self._said | {name: self._job.params[name] for name in self._kind.event_params}
        told |= {"at": int(1000 * time.time()), "message": self.story.progress_message, **self._standing.tell()}
        if not self._stopped.is_set():
            self._append(job_events(self._job, self._kind, PROGRESS, told, self._max_event_bytes))

    def _take(self, lines: list[bytes]) -> int:
        """Handle whole lines; returns how many events they make."""
        events: list[NewEvent] = []
        for line in lines:
            try:
                message = decode(self._redact(line))
            except (msgspec.MsgspecError, RecursionError):
                raise Violation("The job sent a message that cannot be read and was stopped.") from None
            if isinstance(message, EventMessage):
                events += self._checked(message)
                continue
            try:
                self._note(message)
            except ValueError as error:
                raise Violation(f"The job said something that its kind does not say and was stopped: {error}") from None
        if events and not self._stopped.is_set():
            self._append(events)
        return len(events)

    def _checked(self, message: EventMessage) -> list[NewEvent]:
        if message.channel is not None and message.channel != self._job.channel:
            raise Violation("The job tried to publish to a channel that is not its own and was stopped.")
        if self._kind.event_types and message.type not in {*self._kind.event_types, PROGRESS}:
            name = message.type[:64]
            raise Violation(
                f"The job published an event of type '{name}', which its kind does not have, and was stopped."
            )
        if message.type == PROGRESS and self._kind.owner_progress is not None:
            self._said |= message.data
        told = message.data | self._standing.tell()
        try:
            return job_events(self._job, self._kind, message.type, told, self._max_event_bytes)
        except TailraceError as error:
            raise Violation(f"The job published an event that cannot be accepted and was stopped: {error}") from None

    def _note(self, message: AnyMessage) -> None:
        story = self.story
        if isinstance(message, ProgressMessage):
            self._kind.check_stage(message.stage)
            is_new_stage = self._standing.advance(message.stage[:64], message.fraction)
            story.stage, story.progress = self._standing.stage, self._standing.progress
            story.progress_message = message.text[:1000]
            self._on_progress(story, is_new_stage)
        elif isinstance(message, FactsMessage):
            story.result = self._kind.checked_result(message.facts)
            self._on_progress(story, True)
        elif isinstance(message, LogMessage):
            self._log.write(message.text.encode() + b"\n")
        elif isinstance(message, ResultMessage):
            story.result = self._kind.checked_result(message.result)
            story.has_result = True
        elif isinstance(message, FailureMessage):
            story.failure = message.reason[:2000]

    def _append(self, events: list[NewEvent]) -> None:
        """Append, however long the event log takes, unless the job is ending.
        A refused publish is not in the log, so it is tried again.
        """
        while not self._stopped.is_set():
            try:
                self._append_events(events)
                return
            except Unavailable:
                self._stopped.wait(0.25)
            except Conflict:
                own = on_own_channel(self._job, events)
                if len(own) == len(events):
                    raise Violation("The job's channel was closed by somebody else, so the job was stopped.") from None
                events = own
