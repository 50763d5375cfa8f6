"""Turns: readers with much to catch up on go on one after the other, for a millisecond in each pass of the event loop.

A client that reads as fast as it is written to never makes its greenlet wait. Without turns that greenlet would send
its whole history in one go, for seconds in which nobody else is served. Readers of the window, which is small, take
no turns.
"""

from __future__ import annotations

import time
from collections import deque
from typing import Any

import gevent
from gevent.hub import Waiter

_SLICE_S = 0.001


class Turns:
    def __init__(self) -> None:
        self._watcher: Any = None
        self._waiting: deque[Waiter[None]] = deque()

    def wait(self) -> None:
        """Let the event loop do its work and earlier callers take their turns."""
        if self._watcher is None:
            self._watcher = gevent.get_hub().loop.async_()
            self._watcher.start(self._next)
        waiter: Waiter[None] = Waiter()
        self._waiting.append(waiter)
        self._watcher.send()
        try:
            waiter.get()
        except BaseException:  # its greenlet was killed: nobody must wait for it to take its turn
            if waiter in self._waiting:
                self._waiting.remove(waiter)
            raise

    def _next(self) -> None:
        ends = time.perf_counter() + _SLICE_S
        turns = len(self._waiting)  # those who ask again meanwhile wait for the next pass
        while turns and self._waiting and time.perf_counter() < ends:
            turns -= 1
            self._waiting.popleft().switch(None)
        if self._waiting:
            self._watcher.send()
