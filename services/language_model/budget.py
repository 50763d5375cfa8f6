"""A budget: the seconds, tokens and calls that one run may spend on a language model."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(slots=True)
class Use:
    """Tokens and calls, as a limit or as what was used."""

    tokens: int = 0
    calls: int = 0


class BudgetSpent(Exception):
    """Nothing is left. The message says what ran out."""


class Budget:
    """Shared by the threads of a run. Time counts from the first call to the model, not from the start of the run."""

    def __init__(
        self, seconds: float, tokens: int, calls: int | None = None, *, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._seconds = seconds
        self._tokens = tokens
        self._calls = calls
        self.used_calls = 0
        self._clock = clock
        self._lock = threading.Lock()
        self._ends_at: float | None = None
        self.used_tokens = 0

    def left_s(self) -> float:
        """Seconds left, above zero.

        Raises:
            BudgetSpent: time or tokens are used up.
        """
        with self._lock:
            if self.used_tokens >= self._tokens:
                raise BudgetSpent(f"its {self._tokens:,} tokens were used up")
            if self._calls is not None and self.used_calls >= self._calls:
                raise BudgetSpent(f"its {self._calls:,} calls were used up")
            now = self._clock()
            if self._ends_at is None:
                self._ends_at = now + self._seconds
            if now >= self._ends_at:
                raise BudgetSpent(f"its {self._seconds:g} s were over")
            return self._ends_at - now

    def spend(self, tokens: int) -> None:
        """Note one call."""
        with self._lock:
            self.used_tokens += tokens
            self.used_calls += 1
