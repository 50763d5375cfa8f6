"""Slots: how many requests may have a process at work for them at the same time, in one process of the server.

Whoever finds none free waits for a while, and is then told so. One user has one at a time, or a single one could keep
everybody else waiting.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from services.errors import LimitReached, Unavailable

RETRY_AFTER_S = 2


class Slots:
    """``busy`` is what somebody is told who waited for ``wait_s`` in vain, ``own`` a user who has one already.

    Calls block; under gevent they come from a greenlet.
    """

    def __init__(self, count: int, wait_s: float, *, busy: str, own: str = "") -> None:
        self._free = threading.BoundedSemaphore(count)
        self._wait_s = wait_s
        self._busy = busy
        self._own = own
        self._users: set[str] = set()

    @contextmanager
    def one(self) -> Iterator[None]:
        """Raises: Unavailable, none gets free in time."""
        if not self._free.acquire(timeout=self._wait_s):
            raise Unavailable(self._busy, retry_after_s=RETRY_AFTER_S)
        try:
            yield
        finally:
            self._free.release()

    @contextmanager
    def one_of(self, user_id: str) -> Iterator[None]:
        """Raises: LimitReached, the user has one. Unavailable, none gets free in time."""
        if user_id in self._users:
            raise LimitReached(self._own, retry_after_s=RETRY_AFTER_S)
        self._users.add(user_id)
        try:
            with self.one():
                yield
        finally:
            self._users.discard(user_id)
