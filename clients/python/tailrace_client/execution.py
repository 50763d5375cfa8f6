"""An execution: a piece of a program's work that Tailrace shows while it runs, and how it ended.

    with execution("Nightly import", channel="jobs.etl", kind="etl") as run:
        run.progress(0.4, "4 of 10 files")

    @execution("Nightly import", channel="jobs.etl")
    def nightly(): ...

Reporting never fails the work and never holds it up: reports are sent by a thread. What could not be told is logged.
"""

from __future__ import annotations

import functools
import inspect
import logging
import os
import secrets
import time
from collections.abc import Mapping
from types import TracebackType
from typing import Any, Callable, TypeVar

from .redaction import LONGEST, shown
from .reporter import Report, Reporter
from .server import Server, from_environment

logger = logging.getLogger("tailrace_client")

DEFAULT_CHANNEL = "jobs.executions"
EXPECT_WITHIN_S = 300.0
GIVE_UP_AFTER_S = 10.0
LONGEST_KIND = 64
ALERTS = ("none", "low", "medium", "high", "critical")

_BEATS = 3
"""Signs of life within the time after which silence means trouble: two may be lost."""

Function = TypeVar("Function", bound=Callable[..., Any])


class Execution:
    """Use it with ``with``, or as a decorator: then each call is an execution of its own.

    Leaving the block reports ``succeeded``; an exception reports ``failed`` with its type and message, cut and without
    what looks like a credential, and goes on its way; Ctrl-C, a cancelled task and a killed greenlet report
    ``cancelled``.

    ``id`` makes two tries of one piece of work one execution; the first ending stands. ``expect_within_s``: silence for
    longer shows as *no news*; signs of life are sent meanwhile, whether there is progress or not.
    ``alert_on_failure`` is the level of a failure. Leaving the block waits for the server for at most
    ``give_up_after_s``.

    The server is that of the environment: ``TAILRACE_URL``, ``TAILRACE_TOKEN`` or ``TAILRACE_TOKEN_FILE``.

    Raises: ValueError, what it is told of itself cannot be reported.
    """

    def __init__(
        self,
        title: str | None = None,
        *,
        channel: str = DEFAULT_CHANNEL,
        kind: str | None = None,
        id: str | None = None,
        expect_within_s: float = EXPECT_WITHIN_S,
        alert_on_failure: str = "none",
        give_up_after_s: float = GIVE_UP_AFTER_S,
        environ: Mapping[str, str] | None = None,
        complain: Callable[[str], None] = logger.warning,
    ) -> None:
        if not expect_within_s >= 1:
            raise ValueError("Silence is expected for at least a second.")
        if alert_on_failure not in ALERTS:
            raise ValueError(f"An alert is one of {', '.join(ALERTS)}.")
        if id is not None and not 1 <= len(id) <= LONGEST:
            raise ValueError(f"The id of an execution has 1 to {LONGEST} characters.")
        if kind is not None and not 1 <= len(kind) <= LONGEST_KIND:
            raise ValueError(f"The kind of an execution has 1 to {LONGEST_KIND} characters.")
        self.id = id or _new_id()
        self._title = title
        self._done = 0.0
        self._options: dict[str, Any] = {
            "channel": channel,
            "kind": kind,
            "id": id,
            "expect_within_s": expect_within_s,
            "alert_on_failure": alert_on_failure,
            "give_up_after_s": give_up_after_s,
            "environ": environ,
            "complain": complain,
        }

    # -- telling -------------------------------------------------------------------------------------------------------

    def start(self) -> Execution:
        """Raises: ValueError, no server is named, or the channel's name is none."""
        options = self._options
        environ = options["environ"]
        url, self._token = from_environment(os.environ if environ is None else environ)
        patience_s = options["expect_within_s"]
        self._reporter = Reporter(
            Server(url, self._token), options["channel"], self.id, patience_s / _BEATS, options["complain"]
        )
        started = {"title": self._shown(self._title), "kind": options["kind"], "expect_within_s": patience_s}
        self._reporter.start(Report("execution.started", _given(started)))
        return self

    def progress(
        self,
        done: float | None = None,
        message: str | None = None,
        *,
        stage: str | None = None,
        alert: str | None = None,
        picture: bytes | None = None,
    ) -> None:
        """``done`` is from 0 to 1; what lies outside is moved there, None: as before. ``picture``: a PNG, JPEG, WebP or
        GIF file's content. Raises: ValueError, there is no such alert.
        """
        if alert is not None and alert not in ALERTS:
            raise ValueError(f"An alert is one of {', '.join(ALERTS)}.")
        if done is not None and done == done:  # not NaN
            self._done = min(1.0, max(0.0, float(done)))
        said = {"message": self._shown(message), "stage": self._shown(stage), "alert": alert}
        self._reporter.add(Report("execution.progress", {"progress": self._done, **_given(said)}, picture))

    def finish(self, status: str, error: str | None = None) -> bool:
        """Report the end, ``succeeded``, ``failed`` or ``cancelled``; False if the server could not be told."""
        level = self._options["alert_on_failure"]
        alert = level if status == "failed" and level != "none" else None
        ended = {"status": status, "error": self._shown(error) or None, "alert": alert}
        return self._reporter.end(Report("execution.finished", _given(ended)), self._options["give_up_after_s"])

    def _shown(self, text: str | None) -> str | None:
        return None if text is None else shown(str(text), secrets=(self._token,))

    # -- as a block, and as a decorator --------------------------------------------------------------------------------

    def __enter__(self) -> Execution:
        return self.start()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if error is None or (isinstance(error, SystemExit) and error.code in (None, 0)):
            self.finish("succeeded")
        elif isinstance(error, SystemExit):
            self.finish("failed", f"Exit: {error.code}")
        elif isinstance(error, Exception):
            self.finish("failed", f"{type(error).__name__}: {error}")
        else:
            self.finish("cancelled", str(error) or type(error).__name__)

    def __call__(self, function: Function) -> Function:
        if inspect.iscoroutinefunction(function):

            @functools.wraps(function)
            async def awaited(*args: Any, **kwargs: Any) -> Any:
                with self._again(function.__name__):
                    return await function(*args, **kwargs)

            return awaited  # type: ignore[return-value]

        @functools.wraps(function)
        def called(*args: Any, **kwargs: Any) -> Any:
            with self._again(function.__name__):
                return function(*args, **kwargs)

        return called  # type: ignore[return-value]

    def _again(self, name: str) -> Execution:
        return Execution(self._title or name, **self._options)


execution = Execution
"""The same, as it is read best: ``with execution("Nightly import") as run``."""


def _new_id() -> str:
    return f"{time.strftime('%Y%m%dT%H%M%SZ', time.gmtime())}-{secrets.token_hex(4)}"


def _given(fields: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in fields.items() if value is not None}
