"""The reporter of an execution: hands reports to the server from a thread of its own, in order, and never holds up the
work that is reported on.

A server that is away is tried until the work has ended, and for so long after. Meanwhile the newest progress replaces
what waits, so that little piles up; a report with an alert or a picture, the start and the end are never replaced. A
server that says nothing for a while hears the last progress again, so that silence means trouble.
"""

from __future__ import annotations

import logging
import threading
import uuid
from collections import deque
from typing import Any, Callable

import requests

from .encoding import body_of, encode
from .failure import PublishRefused
from .retry import TRANSIENT, retry_after_s
from .server import Server, error_of

logger = logging.getLogger("tailrace_client")

_MOST_WAITING = 200
_TRY_S = 10.0
_FIRST_PAUSE_S = 0.1
_LONGEST_PAUSE_S = 5.0
_SPACING_S = 0.2
"""Between two reports of passing progress."""


class Report:
    """One event to be published, with one idempotency key for all of its tries."""

    def __init__(self, type: str, data: dict[str, Any], picture: bytes | None = None) -> None:
        self.type = type
        self.data = data
        self.picture = picture
        self.key = uuid.uuid4().hex

    @property
    def is_passing(self) -> bool:
        return self.type == "execution.progress" and self.picture is None and "alert" not in self.data


class Reporter:
    """``complain`` is told, at most twice, of what could not be reported. ``beat_s``: the longest silence.

    Raises: ValueError, for a channel's name that cannot be one.
    """

    def __init__(
        self,
        server: Server,
        channel: str,
        execution_id: str,
        beat_s: float,
        complain: Callable[[str], None] = logger.warning,
    ) -> None:
        self._server = server
        self._channel = channel
        self._execution_id = execution_id
        self._beat_s = beat_s
        self._complain = complain
        self._changed = threading.Condition()
        self._waiting: deque[Report] = deque()
        self._last: Report | None = None
        self._is_ended = False
        self._is_given_up = False
        self._is_done = False
        self._problem = "no answer yet"
        self._has_complained = False
        try:
            encode(channel, "execution.progress", {"execution_id": execution_id})
        except PublishRefused as error:
            raise ValueError(error.message) from None

    def start(self, report: Report) -> None:
        self.add(report)
        threading.Thread(target=self._run, name="tailrace-reporter", daemon=True).start()

    def add(self, report: Report) -> None:
        with self._changed:
            if self._waiting and self._waiting[-1].is_passing and report.is_passing:
                self._waiting.pop()
            elif len(self._waiting) >= _MOST_WAITING:
                del self._waiting[1]  # the start stays
            self._waiting.append(report)
            self._changed.notify_all()

    def end(self, report: Report, within_s: float) -> bool:
        """Report the end, and wait so long until everything has arrived; False if it has not."""
        with self._changed:
            if self._waiting and self._waiting[-1].is_passing:
                self._waiting.pop()
            self._waiting.append(report)
            self._is_ended = True
            self._changed.notify_all()
            self._changed.wait_for(lambda: self._is_done, within_s)
            self._is_given_up = True
            self._changed.notify_all()
            if not self._is_done:
                self._complain(f"{self._server.url} could not be told how it ended ({self._problem}).")
            return self._is_done

    def _run(self) -> None:
        while True:
            with self._changed:
                report = self._next()
                if report is None:
                    self._is_done = True
                    self._changed.notify_all()
                    return
            try:
                self._deliver(report)
            except Exception as error:  # whatever it is, the end must still be told
                self._refused(type(error).__name__)
            if report.is_passing:
                with self._changed:
                    self._changed.wait_for(lambda: self._is_ended, _SPACING_S)

    def _next(self) -> Report | None:
        """The next report, which is the last progress again after a silence; None at the end."""
        self._changed.wait_for(lambda: bool(self._waiting) or self._is_ended, self._beat_s)
        if self._waiting:
            report = self._waiting.popleft()
            self._last = report if report.type == "execution.progress" else self._last
            return report
        if self._is_ended:
            return None
        return Report("execution.progress", {"progress": self._last.data["progress"] if self._last else 0.0})

    def _deliver(self, report: Report) -> None:
        if report.picture is not None:
            answer = self._tried(
                "/dashboard/api/pictures", report.picture, {"Content-Type": "application/octet-stream"}
            )
            if answer is not None:
                report.data["picture"] = answer["picture"]
        body = body_of([encode(self._channel, report.type, {"execution_id": self._execution_id, **report.data})])
        headers = {"Content-Type": "application/json", "Idempotency-Key": report.key}
        self._tried("/api/v1/publish", body, headers)

    def _tried(self, path: str, body: bytes, headers: dict[str, str]) -> dict[str, Any] | None:
        """The answer, however often it takes to get it; None once the server has refused, or time is up."""
        pause_s = _FIRST_PAUSE_S
        while not self._is_given_up:
            wanted_s: float | None = None
            try:
                response = self._server.request("POST", path, timeout_s=_TRY_S, body=body, headers=headers)
            except requests.RequestException as error:
                self._problem = type(error).__name__
            else:
                if response.status_code == 201:
                    answer: dict[str, Any] = response.json()
                    return answer
                code, message = error_of(response)
                self._problem = f"{response.status_code} {code}"
                if response.status_code not in TRANSIENT:
                    self._refused(f"{self._problem}: {message}")
                    return None
                wanted_s = retry_after_s(response)
            self._pause(max(pause_s, wanted_s or 0.0))
            pause_s = min(_LONGEST_PAUSE_S, pause_s * 2)
        return None

    def _pause(self, pause_s: float) -> None:
        """Wait before the next try; the end of the work cuts a long wait short, once."""
        with self._changed:
            was_ended = self._is_ended
            self._changed.wait_for(lambda: self._is_given_up or self._is_ended != was_ended, pause_s)

    def _refused(self, reason: str) -> None:
        if not self._has_complained:
            self._has_complained = True
            self._complain(f"{self._server.url} did not take a report ({reason}).")
