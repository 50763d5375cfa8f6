"""Progress of a piece of work, as events of type ``progress``: ``{"completed", "total", "status", "message"}``.

What a watcher sees never goes backwards, comes at most ten times a second, and always ends with how the work ended.
Once the work has begun, reporting never fails it: what could not be told is logged, and the next report makes up for
it.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Mapping
from types import TracebackType
from typing import Any, Callable, Optional

from .failure import ClientError

logger = logging.getLogger("tailrace_client")

Report = Callable[[str, str, Mapping[str, Any], Optional[float]], None]

_STEP_DEADLINE_S = 5.0
"""How long the work may be held up by one report that is not the last."""


class Progress:
    """Use it with ``with``. Leaving the block reports ``completed``; an exception reports ``failed`` with its message
    and goes on its way; Ctrl-C, a stop of the process and a killed greenlet report ``cancelled``.

    ``interval_s`` is the least time between two reports; a report that had to wait is sent when its time has come.
    ``fields`` go along in every event. Threads of the work may share it.

    Raises: PublishRefused, PublishFailed, at the first report only.
    """

    def __init__(
        self,
        report: Report,
        channel: str,
        total: int,
        *,
        interval_s: float = 0.1,
        fields: Mapping[str, Any] | None = None,
    ) -> None:
        if total < 0:
            raise ValueError("The total is the number of steps: 0 or more.")
        self._report = report
        self._channel = channel
        self._interval_s = interval_s
        self._fields = dict(fields or {})
        self._lock = threading.RLock()
        self._timer: threading.Timer | None = None
        self._reported_at = 0.0
        self.total = total
        self.completed = 0
        self.message = ""
        self.status = "queued"

    def queued(self, message: str = "") -> Progress:
        """Say that the work waits for its turn."""
        with self._lock:
            self.message = message
            self._send(None)
        return self

    def advance(self, steps: int = 1, message: str | None = None) -> None:
        """So many steps more are done; with 0, just say something else."""
        with self._lock:
            self.reach(self.completed + max(0, steps), message)

    def reach(self, completed: int, message: str | None = None) -> None:
        """So many steps in all are done; fewer than before, or more than there are, don't count."""
        with self._lock:
            self.completed = max(self.completed, min(completed, self.total))
            self.message = self.message if message is None else message
            if self.status == "processing" and self._timer is None:
                self._send_in_time()

    def __enter__(self) -> Progress:
        with self._lock:
            self.status = "processing"
            self._send(None)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if error is None:
            self._end("completed", self.message)
        elif isinstance(error, Exception):
            self._end("failed", str(error) or type(error).__name__)
        else:
            self._end("cancelled", str(error) or "Cancelled.")

    def _end(self, status: str, message: str) -> None:
        with self._lock:
            if self._timer is not None:
                self._timer.cancel()
                self._timer = None
            self.status = status
            self.message = message
            if status == "completed":
                self.completed = self.total
            self._send_or_log(None)

    def _send_in_time(self) -> None:
        wait_s = self._reported_at + self._interval_s - time.monotonic()
        if wait_s <= 0:
            self._send_or_log(_STEP_DEADLINE_S)
            return
        self._timer = threading.Timer(wait_s, self._send_late)
        self._timer.daemon = True
        self._timer.start()

    def _send_late(self) -> None:
        with self._lock:
            if self._timer is not None and self.status == "processing":
                self._timer = None
                self._send_or_log(_STEP_DEADLINE_S)

    def _send_or_log(self, deadline_s: float | None) -> None:
        try:
            self._send(deadline_s)
        except ClientError as error:
            logger.warning("Progress was not reported to %s: %s", self._channel, error)

    def _send(self, deadline_s: float | None) -> None:
        shown = {"completed": self.completed, "total": self.total, "status": self.status, "message": self.message}
        try:
            self._report(self._channel, "progress", {**self._fields, **shown}, deadline_s)
        finally:
            self._reported_at = time.monotonic()
