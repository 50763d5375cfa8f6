"""Time limits inside the process: a calculation is broken off with an exception, so that the answer goes on without it.

They work between two steps of Python. One long step in C, such as a product of huge numbers, is ended from outside.
"""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager

_interruptions = 0


class OutOfTime(BaseException):
    """The time of the whole answer is over. It is no Exception, so that no library catches it with all others."""


class GaveUp(BaseException):
    """One attempt took too long; there may be another."""


@contextmanager
def within(seconds: float) -> Iterator[None]:
    """The whole answer, by the clock on the wall. Raises: OutOfTime, in the main thread of the process."""
    with _timer(signal.ITIMER_REAL, signal.SIGALRM, seconds, OutOfTime):
        yield


@contextmanager
def at_most(seconds: float) -> Iterator[None]:
    """One attempt, in processor time, so that a busy machine does not change what is found. They are not nested.

    Raises: GaveUp, in the main thread of the process.
    """
    with _timer(signal.ITIMER_PROF, signal.SIGPROF, seconds, GaveUp):
        yield


@contextmanager
def _timer(which: int, number: signal.Signals, seconds: float, error: type[BaseException]) -> Iterator[None]:
    def ring(_number: int, _frame: object) -> None:
        global _interruptions
        _interruptions += 1
        raise error

    before = signal.signal(number, ring)
    signal.setitimer(which, seconds)
    try:
        yield
    finally:
        signal.setitimer(which, 0)
        signal.signal(number, before)


def interruptions() -> int:
    """How often something was broken off in this process: what a library keeps may be half done then."""
    return _interruptions
