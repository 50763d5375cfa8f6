"""A publisher hands events to the event log and returns once they are durable: acknowledged means kept.

The web workers use `GroupPublisher`: one thread commits everything that is waiting, so a hundred publishers cost one
flush of the disk. `DirectPublisher` is for processes with few publishers, such as the runner and the commands.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Sequence
from typing import Protocol

from gevent import Greenlet, Timeout
from gevent.event import AsyncResult, Event
from gevent.threadpool import ThreadPool

from services.errors import TailraceError, Unavailable
from services.streaming.event import NewEvent
from services.streaming.log.event_log import Append, EventLog, Outcome
from services.streaming.meter import COMMIT_MS, PUBLISH_FAILURES, PUBLISH_MS, PUBLISHED, PUBLISHED_BYTES
from services.telemetry.trace import trace
from services.telemetry.trace.context import Context

logger = logging.getLogger(__name__)

_GROUP_BYTES = 4 * 2**20


class Publisher(Protocol):
    def publish(
        self,
        events: Sequence[NewEvent],
        *,
        principal: str = "",
        idempotency_key: str | None = None,
        body_digest: bytes = b"",
    ) -> list[int]:
        """Append the events as one atomic batch. Returns their ids once they are durable.

        Raises:
            Conflict: a channel is closed. KeyReused: the key came with another body. Unavailable: nothing was stored.
        """

    def close_channel(self, channel: str) -> int:
        """Announce that nothing more will come to ``channel``. Returns that position. Raises: Conflict, Unavailable."""


class DirectPublisher:
    """Appends in the caller's thread."""

    def __init__(self, log: EventLog) -> None:
        self._log = log

    def publish(
        self,
        events: Sequence[NewEvent],
        *,
        principal: str = "",
        idempotency_key: str | None = None,
        body_digest: bytes = b"",
    ) -> list[int]:
        return self._append(Append(events, None, principal, idempotency_key, body_digest))

    def close_channel(self, channel: str) -> int:
        return self._append(Append(closes=channel))[0]

    def _append(self, append: Append) -> list[int]:
        began_s = time.perf_counter()
        try:
            outcome = self._log.append([append])[0]
        except Unavailable:
            PUBLISH_FAILURES.add()
            raise
        COMMIT_MS.observe(_ms_since(began_s))
        return _ids(append, outcome, began_s)


class _Waiting:
    """An append and the greenlet that waits for its outcome."""

    __slots__ = ("append", "context", "outcome")

    def __init__(self, append: Append, context: Context | None) -> None:
        self.append = append
        self.context = context
        self.outcome: AsyncResult[Outcome] = AsyncResult()


class GroupPublisher:
    """Commits in groups. Start it once per worker.
    After each commit, ``on_commit`` gets its highest id, to wake the pump.
    """

    def __init__(
        self,
        log: EventLog,
        *,
        pending_bytes: int = 64 * 2**20,
        deadline_s: float = 5.0,
        on_commit: Callable[[int], None],
    ) -> None:
        self._log = log
        self._max_pending_bytes = pending_bytes
        self._deadline_s = deadline_s
        self._on_commit = on_commit
        self._pending: list[_Waiting] = []
        self._pending_bytes = 0
        self._has_pending = Event()
        self.thread = ThreadPool(1)
        """The one thread that writes to the log. Retention uses it, too, so the two never wait for each other's lock.
        """

    def start(self) -> Greenlet[..., None]:
        return Greenlet.spawn(self._run)

    def publish(
        self,
        events: Sequence[NewEvent],
        *,
        principal: str = "",
        idempotency_key: str | None = None,
        body_digest: bytes = b"",
    ) -> list[int]:
        return self._append(Append(events, None, principal, idempotency_key, body_digest))

    def close_channel(self, channel: str) -> int:
        return self._append(Append(closes=channel))[0]

    def _append(self, append: Append) -> list[int]:
        with trace.span("publish", events=len(append.events)) as context:
            return self._append_in(context, append)

    def _append_in(self, context: Context | None, append: Append) -> list[int]:
        began_s = time.perf_counter()
        if self._pending_bytes + append.size_bytes > self._max_pending_bytes:
            PUBLISH_FAILURES.add()
            raise Unavailable("Too many events are waiting to be stored; try again.", code="event_log_busy")
        waiting = _Waiting(append, context)
        self._pending.append(waiting)
        self._pending_bytes += append.size_bytes
        self._has_pending.set()
        try:
            outcome = waiting.outcome.get(timeout=self._deadline_s)
        except Timeout:
            if waiting in self._pending:  # not begun: take it back, so that 503 means it never appears
                self._pending.remove(waiting)
                self._pending_bytes -= append.size_bytes
                PUBLISH_FAILURES.add()
                raise Unavailable(
                    "The event log did not answer in time; nothing was stored.", code="event_log_busy"
                ) from None
            outcome = waiting.outcome.get()
        return _ids(append, outcome, began_s)

    def _run(self) -> None:
        while True:
            self._has_pending.wait()
            group = self._take_group()
            began_s = time.time()
            outcomes = self.thread.apply(self._commit, ([waiting.append for waiting in group],))
            for waiting, outcome in zip(group, outcomes, strict=True):
                waiting.outcome.set(outcome)
            _trace_commit(group, began_s)
            self._on_commit(max((outcome[-1] for outcome in outcomes if isinstance(outcome, list)), default=0))

    def _commit(self, batch: list[Append]) -> list[Outcome]:
        """Runs in the writer's thread. Raises nothing:
        gevent would write a traceback, which fails when the disk is full.
        """
        began_s = time.perf_counter()
        try:
            outcomes = self._log.append(batch)
            COMMIT_MS.observe(_ms_since(began_s))
            return outcomes
        except TailraceError as error:
            return [error] * len(batch)
        except Exception:
            # Whatever it was, these publishers need an answer, and the next group its turn.
            logger.exception("append_failed")
            return [Unavailable("The event log failed; nothing was stored.", code="event_log_error")] * len(batch)

    def _take_group(self) -> list[_Waiting]:
        size = count = 0
        while count < len(self._pending) and (count == 0 or size < _GROUP_BYTES):
            size += self._pending[count].append.size_bytes
            count += 1
        group, self._pending = self._pending[:count], self._pending[count:]
        self._pending_bytes -= size
        if not self._pending:
            self._has_pending.clear()
        return group


def _trace_commit(group: Sequence[_Waiting], began_s: float) -> None:
    """One commit for all that waited: below the first of them, with links to the others."""
    traced = [waiting.context for waiting in group if waiting.context is not None]
    if traced:
        trace.record("commit", traced[0], began_s, time.time(), links=traced[1:], publications=len(group))


def _ids(append: Append, outcome: Outcome | None, began_s: float) -> list[int]:
    if outcome is None:
        outcome = Unavailable("The event log did not answer.", code="event_log_error")
    if isinstance(outcome, TailraceError):
        if isinstance(outcome, Unavailable):
            PUBLISH_FAILURES.add()
        raise outcome
    PUBLISH_MS.observe(_ms_since(began_s))
    PUBLISHED.add(len(append.events))
    PUBLISHED_BYTES.add(append.data_bytes)
    return outcome


def _ms_since(began_s: float) -> float:
    return (time.perf_counter() - began_s) * 1000
