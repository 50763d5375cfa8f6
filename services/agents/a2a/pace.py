"""The pace at which a stream is read: one agent that floods us never keeps the others from their turn.

What is read more slowly than it is sent waits in the network, and in the end at the sender.
"""

from __future__ import annotations

import time
from collections.abc import Callable

BYTES_PER_S = 8 * 2**20
FRAMES_PER_S = 2_000
_TURN_S = 0.05


class Pace:
    def __init__(
        self, *, clock: Callable[[], float] = time.monotonic, sleep: Callable[[float], None] = time.sleep
    ) -> None:
        self._clock = clock
        self._sleep = sleep
        self._begun = clock()
        self._spent_s = 0.0

    def read(self, count: int) -> None:
        """Bytes have arrived. Others get their turn."""
        self._spend(count / BYTES_PER_S)
        self._sleep(0)

    def frame(self) -> None:
        self._spend(1 / FRAMES_PER_S)

    def _spend(self, seconds: float) -> None:
        passed = self._clock() - self._begun
        if passed > self._spent_s:  # a pause of the agent is no credit
            self._begun, self._spent_s = self._clock(), 0.0
            passed = 0.0
        self._spent_s += seconds
        if self._spent_s - passed > _TURN_S:
            self._sleep(self._spent_s - passed)
