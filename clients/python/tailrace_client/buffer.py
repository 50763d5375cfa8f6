"""The buffer of a publisher that does not wait: bounded, sent in batches by one thread, in order.

A refused batch is halved until the event that was refused stands alone, so that one bad event costs itself and nothing
else. A forked child starts with an empty buffer: what its parent had waiting is the parent's to send.
"""

from __future__ import annotations

import atexit
import logging
import os
import threading
import time
import weakref
from collections import deque
from collections.abc import Sequence
from typing import Callable

from .encoding import batches
from .failure import ClientError, PublishFailed, PublishRefused

logger = logging.getLogger("tailrace_client")

Send = Callable[[Sequence[bytes], float], object]

_IDLE_S = 5.0
"""A thread that has had nothing to send for so long ends; the next event starts another."""

_buffers: weakref.WeakSet[Buffer] = weakref.WeakSet()


class Buffer:
    def __init__(self, send: Send, max_events: int, deadline_s: float) -> None:
        self._send = send
        self._max_events = max_events
        self._deadline_s = deadline_s
        self._reset()
        _buffers.add(self)

    def _reset(self) -> None:
        self._changed = threading.Condition()
        self._waiting: deque[bytes] = deque()
        self._in_flight = 0
        self._thread: threading.Thread | None = None
        self._first_error: ClientError | None = None

    def add(self, events: Sequence[bytes]) -> None:
        """Take events. Raises: PublishFailed, if there is no room for so long; those before it are in."""
        ends_at = time.monotonic() + self._deadline_s
        with self._changed:
            for event in events:
                while len(self._waiting) + self._in_flight >= self._max_events:
                    if not self._changed.wait(max(0.0, ends_at - time.monotonic())) and time.monotonic() >= ends_at:
                        raise PublishFailed(
                            f"{self._max_events} events are waiting to be sent already; this one was not taken."
                        )
                self._waiting.append(event)
                if self._thread is None:
                    self._thread = threading.Thread(target=self._run, name="tailrace-publisher", daemon=True)
                    self._thread.start()
                self._changed.notify_all()

    def flush(self, deadline_s: float) -> None:
        """Wait until nothing waits. Raises: PublishRefused, PublishFailed: the first failure since the last flush."""
        ends_at = time.monotonic() + deadline_s
        with self._changed:
            while self._waiting or self._in_flight:
                if not self._changed.wait(max(0.0, ends_at - time.monotonic())) and time.monotonic() >= ends_at:
                    count = len(self._waiting) + self._in_flight
                    raise PublishFailed(f"{count} events are still waiting to be sent.")
            error, self._first_error = self._first_error, None
        if error is not None:
            raise error

    def _run(self) -> None:
        while True:
            with self._changed:
                if not self._waiting and not self._changed.wait_for(lambda: bool(self._waiting), _IDLE_S):
                    self._thread = None
                    return
                batch = next(batches(self._waiting))
                for _ in batch:
                    self._waiting.popleft()
                self._in_flight = len(batch)
            try:
                self._deliver(batch)
            finally:
                with self._changed:
                    self._in_flight = 0
                    self._changed.notify_all()

    def _deliver(self, batch: Sequence[bytes]) -> None:
        try:
            self._send(batch, self._deadline_s)
        except PublishRefused as error:
            if len(batch) == 1:
                self._note(error, 1)
                return
            half = len(batch) // 2
            self._deliver(batch[:half])
            self._deliver(batch[half:])
        except PublishFailed as error:
            self._note(error, len(batch))
        except Exception as error:  # whatever it is, the thread must go on for the events to come
            self._note(PublishFailed(f"Sending failed: {type(error).__name__}."), len(batch))

    def _note(self, error: ClientError, count: int) -> None:
        logger.warning("%d events were not published: %s", count, error)
        with self._changed:
            self._first_error = self._first_error or error


def _after_fork() -> None:
    for buffer in list(_buffers):
        buffer._reset()


def _at_exit() -> None:
    for buffer in list(_buffers):
        try:
            buffer.flush(buffer._deadline_s)
        except ClientError as error:
            logger.warning("At the end of the program: %s", error)


atexit.register(_at_exit)
if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_after_fork)
