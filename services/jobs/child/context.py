"""The job's context: what a job's code gets in its child process. All it does is send messages to the runner."""

from __future__ import annotations

import os
import threading
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from services.errors import BadRequest, TooLarge
from services.jobs.child.message import (
    EventMessage,
    FactsMessage,
    LogMessage,
    Message,
    ProgressMessage,
    ResultMessage,
    encode,
    line_limit,
)
from services.jobs.child.spec import ChildSpec, settings_in_child
from services.process.confinement import confine_this_process
from services.settings.settings import Settings

MAX_LOG_CHARACTERS = 4000
_ROOM_FOR_REST = 256
"""What the runner adds to an event: the names around type and channel, the stage, the progress and the time left."""


class JobCancelled(BaseException):
    """Raised in the job's main thread when the runner wants the job to end; it then has a second to clean up.

    Not an `Exception`, so that code which catches everything does not catch this.
    """


class JobContext:
    """The first argument of a kind's ``entry``. Thread-safe.

    ``workdir`` is an empty folder of the job's own, deleted when the job ends. ``secret`` is what `submit` was given.
    ``settings`` holds the secrets that the kind asked for and no others.
    """

    def __init__(self, spec: ChildSpec) -> None:
        self.job_id: str = spec.job_id
        self.channel: str = spec.channel
        self.attempt: int = spec.attempt
        self.workdir: Path = Path(spec.folder)
        self.secret: Mapping[str, str] = spec.secret
        self.settings: Settings = settings_in_child(spec.settings)
        self._lasting_access = spec.lasting_access
        self._fd = spec.message_fd
        self._max_event_bytes = spec.max_event_bytes
        self._lock = threading.Lock()
        self._cancelled = threading.Event()
        self._stage = ""

    @property
    def is_cancelled(self) -> bool:
        """For loops in other threads; in the main thread `JobCancelled` is raised."""
        return self._cancelled.is_set()

    def drop_early_access(self) -> None:
        """Give up, for good, what the kind's ``early_access`` allows.

        Raises: RuntimeError, if there is a second thread that does not end soon.
        """
        if self._lasting_access is not None:
            confine_this_process(self.workdir, self._lasting_access)
            self._lasting_access = None

    def publish(self, type: str, data: Mapping[str, Any]) -> None:
        """Publish an event to the job's channel. It reaches the log soon after, in order. Blocks while the log is
        slower than the job.

        Raises: TooLarge, if the event is larger than one event may be.
        """
        room = self._max_event_bytes - len(type) - len(self.channel) - _ROOM_FOR_REST
        self._send(EventMessage(type, dict(data)), room)

    def progress(self, fraction: float, message: str, stage: str | None = None) -> None:
        """Say how far the job has come (0 to 1). ``stage`` is a short name that holds until the next one."""
        self._stage = self._stage if stage is None else stage
        self._send(ProgressMessage(min(1.0, max(0.0, fraction)), message[:1000], self._stage[:64]))

    def found(self, facts: Mapping[str, Any]) -> None:
        """Say what is known so far, all of it. It stays with the job if nothing more comes; a result replaces it.

        It is noted at once, with the progress said before: say progress, then this, then publish, and whoever loads a
        page anew knows at least as much as the events have told.
        """
        self._send(FactsMessage(dict(facts)))

    def log(self, text: str) -> None:
        """Write a line to the job's log file. It is for operators; never log a secret."""
        self._send(LogMessage(text[:MAX_LOG_CHARACTERS]))

    def finish(self, result: Any) -> None:
        """Hand in what the job's code returned."""
        if result is not None and not isinstance(result, dict):
            raise BadRequest(f"A job returns a JSON object or nothing, not a {type(result).__name__}.")
        self._send(ResultMessage(result))

    def send(self, message: Message) -> None:
        self._send(message)

    def mark_cancelled(self) -> None:
        self._cancelled.set()

    def _send(self, message: Message, max_bytes: int | None = None) -> None:
        line = encode(message) + b"\n"
        limit = line_limit(self._max_event_bytes) if max_bytes is None else max_bytes
        if len(line) > limit:
            raise TooLarge(
                f"The job sent a message of {len(line)} bytes; the limit is {limit} (TAILRACE_MAX_EVENT_BYTES)."
            )
        with self._lock:
            while line:
                line = line[os.write(self._fd, line) :]
