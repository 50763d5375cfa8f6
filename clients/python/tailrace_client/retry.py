"""Retrying: when to try again, how long to wait, when to give up. Time and chance are passed in."""

from __future__ import annotations

import email.utils
import random
import time
from typing import Callable

import requests

TRANSIENT = frozenset({408, 425, 429, 500, 502, 503, 504})
"""Answers after which the same request may succeed. A publish carries an idempotency key, so none of them is a risk."""

_FIRST_S = 0.1
_LONGEST_S = 5.0


class Attempts:
    """The tries of one request until ``deadline_s``. Waits grow from 0.1 s to 5 s, with half of each left to chance."""

    def __init__(
        self,
        deadline_s: float,
        *,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
        chance: Callable[[], float] = random.random,
    ) -> None:
        self._clock = clock
        self._sleep = sleep
        self._chance = chance
        self._ends_at = clock() + deadline_s
        self.count = 0

    @property
    def left_s(self) -> float:
        return self._ends_at - self._clock()

    def wait(self, retry_after_s: float | None) -> bool:
        """Wait before the next try, at least as long as the server asked for;
        False if that would be past the deadline.
        """
        grown_s = min(_LONGEST_S, _FIRST_S * 2 ** min(self.count, 10))
        self.count += 1
        pause_s = grown_s * (0.5 + 0.5 * self._chance())
        if retry_after_s is not None:
            pause_s = max(retry_after_s + 0.25 * self._chance(), pause_s)
        if pause_s >= self.left_s:
            return False
        self._sleep(pause_s)
        return True


def retry_after_s(response: requests.Response, now_s: Callable[[], float] = time.time) -> float | None:
    """What ``Retry-After`` asks for: seconds, or a date (RFC 9110 §10.2.3)."""
    text = response.headers.get("Retry-After", "").strip()
    if text.isascii() and text.isdigit() and len(text) < 10:
        return float(text)
    try:
        return max(0.0, email.utils.parsedate_to_datetime(text).timestamp() - now_s())
    except (TypeError, ValueError):
        return None
