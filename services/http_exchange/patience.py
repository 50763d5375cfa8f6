"""Patience: how long an answer is waited for, as a whole and while nothing is said. It may take several exchanges."""

from __future__ import annotations

import threading
import time


class Patience:
    """Ends ``within_s`` after it was made, or ``silence_s`` after something was last heard."""

    def __init__(self, within_s: float, silence_s: float | None = None) -> None:
        self._silence_s = within_s if silence_s is None else silence_s
        self._ends_at = time.monotonic() + within_s
        self.changed = threading.Condition()
        """Notified when it ends earlier than it would have."""
        self.heard()

    def heard(self) -> None:
        """Something was said. Signs of life alone (comments, empty events) are no answer."""
        self._silent_until = time.monotonic() + self._silence_s

    def end_within(self, seconds: float) -> None:
        with self.changed:
            self._ends_at = min(self._ends_at, time.monotonic() + seconds)
            self.changed.notify_all()

    def allows(self, pause_s: float) -> bool:
        """Whether something can still be tried after a pause."""
        return time.monotonic() + pause_s < self._ends_at

    @property
    def left_s(self) -> float:
        return max(0.0, min(self._ends_at, self._silent_until) - time.monotonic())

    @property
    def is_over(self) -> bool:
        return self.left_s <= 0
