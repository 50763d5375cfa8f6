"""Shared lock: what a worker's greenlets and its pool threads lock alike, and nobody waits for ever.

gevent's own locks are made for greenlets of one thread. Between threads a waiter can miss that another let go, and the
hub then stands still: with it, every stream of the worker (https://github.com/gevent/gevent/issues/1744). Libraries
that requests and pool threads use at once (SQLAlchemy's pools, prometheus_client, logging) take their locks from
`threading`, so `install` puts this one there.
"""

from __future__ import annotations

import logging
import threading
import time
from types import TracebackType

import gevent
from gevent.monkey import get_original

_allocate = get_original("_thread", "allocate_lock")
_thread_id = get_original("_thread", "get_ident")
_LONGEST_PAUSE_S = 0.01
_LONGEST_HUB_S = 1.0


class SharedLock:
    """A real lock. A thread waits for it as for any; a greenlet of the hub's thread lets others run and looks again."""

    _hub_thread: int | None = None

    def __init__(self) -> None:
        self._lock = _allocate()

    def acquire(self, blocking: bool = True, timeout: float = -1) -> bool:
        if self._lock.acquire(False):
            return True
        if not blocking:
            return False
        if _thread_id() != self._hub_thread:
            return bool(self._lock.acquire(True, timeout))
        return self._acquire_in_turn(timeout)

    def _acquire_in_turn(self, timeout: float) -> bool:
        if gevent.getcurrent() is gevent.get_hub() and self._lock.acquire(True, _LONGEST_HUB_S):
            return True  # the hub can let nobody else run: only another thread can let go now
        deadline = time.monotonic() + timeout if timeout >= 0 else float("inf")
        pause_s = 0.0  # at first only a turn for each other greenlet: most locks are held for microseconds
        while not self._lock.acquire(False):
            if time.monotonic() >= deadline:
                return False
            gevent.sleep(pause_s)
            pause_s = min(pause_s * 2 or 0.0001, _LONGEST_PAUSE_S)
        return True

    def release(self) -> None:
        self._lock.release()

    def locked(self) -> bool:
        return bool(self._lock.locked())

    def __enter__(self) -> bool:
        return self.acquire()

    def __exit__(
        self, _type: type[BaseException] | None, _error: BaseException | None, _at: TracebackType | None
    ) -> None:
        self._lock.release()

    def _at_fork_reinit(self) -> None:
        self._lock = _allocate()


def install() -> None:
    """Make `threading` hand out shared locks. Call it in the hub's thread, after gevent has patched the process and
    before the libraries that keep locks are imported.
    """
    SharedLock._hub_thread = _thread_id()
    # `threading` makes its own lock for a Condition's waiters, and its Python RLock on top of it
    threading.Lock = threading._allocate_lock = SharedLock  # type: ignore[attr-defined, assignment]
    threading.RLock = threading._PyRLock  # type: ignore[attr-defined]
    logging._lock = threading.RLock()  # type: ignore[attr-defined]
    for reference in logging._handlerList:  # type: ignore[attr-defined]
        handler = reference()
        if handler is not None:
            handler.lock = threading.RLock()
