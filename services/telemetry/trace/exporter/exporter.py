"""The exporter's two threads: one takes spans in, the other hands them to the collector, in batches.

Between them is a bounded queue. A collector that is dead or slow fills it, and what finds no room is dropped and
counted; the processes that make spans notice nothing of it. The log says once that the collector does not take them,
and once that it does again.
"""

from __future__ import annotations

import logging
import threading
import time
from collections import deque
from collections.abc import Callable, Sequence

from services.telemetry.trace.meter import SPANS
from services.telemetry.trace.span import Span

MOST = 16_384
BATCH = 512
PAUSE_S = 1.0
"""So that a quiet server's spans still go out together."""

_log = logging.getLogger(__name__)


class Exporter:
    """``take`` hands a batch to the collector: whether it took it."""

    def __init__(self, take: Callable[[Sequence[Span]], bool], place: str) -> None:
        self._take = take
        self._place = place
        self._waiting: deque[Span] = deque()
        self._has_enough = threading.Event()
        self._is_stopping = False
        self._is_failing = False
        self._thread = threading.Thread(target=self._run, name="exporter", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def add(self, spans: Sequence[Span]) -> None:
        room = max(0, MOST - len(self._waiting))
        self._waiting.extend(spans[:room])
        if len(spans) > room:
            SPANS.add(len(spans) - room, "dropped")
        if len(self._waiting) >= BATCH:
            self._has_enough.set()

    def stop(self, within_s: float) -> None:
        """Hand on what waits, if that is done in time."""
        self._is_stopping = True
        self._has_enough.set()
        self._thread.join(within_s)
        SPANS.add(len(self._waiting), "dropped")

    def _run(self) -> None:
        while True:
            self._has_enough.wait(PAUSE_S)
            while self._waiting:
                self._export([self._waiting.popleft() for _ in range(min(BATCH, len(self._waiting)))])
            if self._is_stopping:
                return
            self._has_enough.clear()

    def _export(self, batch: list[Span]) -> None:
        began_s = time.monotonic()
        try:
            is_taken = self._take(batch)
        except Exception:
            _log.exception("export_crashed")
            is_taken = False
        SPANS.add(len(batch), "sent" if is_taken else "failed")
        if is_taken == self._is_failing:
            self._is_failing = not is_taken
            say = _log.info if is_taken else _log.warning
            took = {"seconds": round(time.monotonic() - began_s, 3)}
            say("traces_taken_again" if is_taken else "traces_not_taken", extra={"collector": self._place, **took})
