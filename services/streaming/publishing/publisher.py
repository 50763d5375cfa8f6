"""A publisher hands events to the event log and returns once they are durable: acknowledged means kept.

The web workers use `GroupPublisher`: one thread commits everything that is waiting, so a hundred publishers cost one
flush of the disk. `DirectPublisher` is for processes with few publishers, such as the runner and the commands.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from typing import Protocol

from gevent import Greenlet, Timeout
from gevent.event import AsyncResult, Event
from gevent.threadpool import ThreadPool

from services.errors import TailraceError, Unavailable
from services.streaming.event import NewEvent
from services.streaming.log.event_log import Append, EventLog, Outcome

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
        return _ids(self._log.append([append])[0])


class _Waiting:
    """An append and the greenlet that waits for its outcome."""

    __slots__ = ("append", "outcome")

    def __init__(self, append: Append) -> None:
        self.append = append
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
        if self._pending_bytes + append.size_bytes > self._max_pending_bytes:
            raise Unavailable("Too many events are waiting to be stored; try again.", code="event_log_busy")
        waiting = _Waiting(append)
        self._pending.append(waiting)
        self._pending_bytes += append.size_bytes
        self._has_pending.set()
        try:
            outcome = waiting.outcome.get(timeout=self._deadline_s)
        except Timeout:
            if waiting in self._pending:  # not begun: take it back, so that 503 means it never appears
                self._pending.remove(waiting)
                self._pending_bytes -= append.size_bytes
                raise Unavailable(
                    "The event log did not answer in time; nothing was stored.", code="event_log_busy"
                ) from None
            outcome = waiting.outcome.get()
        return _ids(outcome)

    def _run(self) -> None:
        while True:
            self._has_pending.wait()
            group = self._take_group()
            outcomes = self.thread.apply(self._commit, ([waiting.append for waiting in group],))
            for waiting, outcome in zip(group, outcomes, strict=True):
                waiting.outcome.set(outcome)
            self._on_commit(max((outcome[-1] for outcome in outcomes if isinstance(outcome, list)), default=0))

    def _commit(self, batch: list[Append]) -> list[Outcome]:
        """Runs in the writer's thread. Raises nothing:
        gevent would write a traceback, which fails when the disk is full.
        """
        try:
            return self._log.append(batch)
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


def _ids(outcome: Outcome | None) -> list[int]:
    if outcome is None:
        raise Unavailable("The event log did not answer.", code="event_log_error")
    if isinstance(outcome, TailraceError):
        raise outcome
    return outcome
