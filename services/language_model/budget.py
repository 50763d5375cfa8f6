"""A budget: the seconds and tokens that one run may spend on a language model."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable


class BudgetSpent(Exception):
    """Nothing is left. The message says whether time or tokens ran out."""


class Budget:
    """Shared by the threads of a run. Time counts from the first call to the model, not from the start of the run."""

    def __init__(self, seconds: float, tokens: int, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._seconds = seconds
        self._tokens = tokens
        self._clock = clock
        self._lock = threading.Lock()
        self._ends_at: float | None = None
        self._used = 0

    def left_s(self) -> float:
        """Seconds left, above zero.

        Raises:
            BudgetSpent: time or tokens are used up.
        """
        with self._lock:
            if self._used >= self._tokens:
                raise BudgetSpent(f"its {self._tokens:,} tokens were used up")
            now = self._clock()
            if self._ends_at is None:
                self._ends_at = now + self._seconds
            if now >= self._ends_at:
                raise BudgetSpent(f"its {self._seconds:g} s were over")
            return self._ends_at - now

    def spend(self, tokens: int) -> None:
        with self._lock:
            self._used += tokens
