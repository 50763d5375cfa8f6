"""Duties: what faces want done all the time, each in a thread of the runner, so that a slow one delays nothing else."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Iterable
from typing import Protocol

from sqlalchemy.exc import OperationalError

STOP_S = 5.0
"""How long they may take, in all, to finish what they are at when the runner ends."""

_log = logging.getLogger(__name__)


class Work(Protocol):
    """What the runner has to know of a duty."""

    @property
    def name(self) -> str: ...
    @property
    def every_s(self) -> float: ...


class Duties:
    """Each is the work and a function that does some of it, and returns whether there is more to do at once."""

    def __init__(self, duties: Iterable[tuple[Work, Callable[[], bool]]]) -> None:
        self._stopping = threading.Event()
        self._threads = [
            threading.Thread(target=self._keep, args=(work, run), name=work.name, daemon=True) for work, run in duties
        ]

    def start(self) -> None:
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        self._stopping.set()
        end_by = time.monotonic() + STOP_S
        for thread in self._threads:
            thread.join(max(0.0, end_by - time.monotonic()))

    def _keep(self, work: Work, run: Callable[[], bool]) -> None:
        while not self._stopping.is_set():
            try:
                has_more = run()
            except OperationalError as error:  # the database is locked or away, which is told in one line
                _log.warning("duty_delayed", extra={"duty": work.name, "error": str(error.orig)})
                has_more = False
            except Exception:  # it is tried again; the log says what went wrong
                _log.exception("duty_failed", extra={"duty": work.name})
                has_more = False
            self._stopping.wait(0.0 if has_more else work.every_s)
