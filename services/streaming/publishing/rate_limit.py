"""A rate limit: how many events a second one caller may publish through this worker, plus a burst of one second's
worth.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable

from services.errors import LimitReached

_CALLERS = 10_000


class RateLimit:
    """A token bucket per caller. ``per_s`` 0 means no limit. A batch is let in whole as soon as the bucket holds a
    second's worth of it, and its debt is paid off before the next one.
    """

    def __init__(self, per_s: float, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._per_s = per_s
        self._clock = clock
        self._buckets: dict[str, tuple[float, float]] = {}

    def used(self) -> dict[str, tuple[int, float]]:
        """Who has used some of it in this worker: of a second's worth, and the seconds until it is paid off."""
        now, used = self._clock(), {}
        for caller, (left, since) in self._buckets.items() if self._per_s else ():
            owed = self._per_s - left - (now - since) * self._per_s
            if owed >= 1:
                used[caller] = (math.ceil(owed), owed / self._per_s)
        return used

    def take(self, caller: str, count: int) -> None:
        """Raises: LimitReached, with the seconds to wait."""
        if not self._per_s:
            return
        now = self._clock()
        left, since = self._buckets.get(caller, (self._per_s, now))
        left = min(self._per_s, left + (now - since) * self._per_s)
        missing = min(count, self._per_s) - left
        if missing > 0:
            raise LimitReached(
                f"More than {self._per_s:g} events a second (TAILRACE_PUBLISH_RATE); send later, or fewer.",
                code="publish_rate",
                retry_after_s=math.ceil(missing / self._per_s),
            )
        if len(self._buckets) >= _CALLERS:
            self._buckets.clear()  # this forgives debts of a second at most
        self._buckets[caller] = (left - count, now)
