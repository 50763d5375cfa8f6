"""The allowance of a login: how much of what it reports in a minute counts, in each worker.

It is far above what a busy browser with many tabs reports, and far below what would drown everybody else's numbers.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable

from services.client_report import meter
from services.errors import LimitReached

WINDOW_S = 60.0
PER_MINUTE = {
    "reports": 30,
    "ends": 300,
    "losses": 300,
    "stalls": 100,
    "times": 600,
    "ui_messages": 3000,
    "duplicates": 100_000,
    "events": 1_000_000,
    "bytes": 2**30,
}
_LOGINS = 10_000


class Left:
    """What a login has left of its minute."""

    def __init__(self, ends_at_s: float) -> None:
        self.ends_at_s = ends_at_s
        self.is_exceeded = False
        self._left = dict(PER_MINUTE)

    def take(self, what: str, wanted: int) -> int:
        """As much as there is."""
        taken = min(wanted, self._left[what])
        self._left[what] -= taken
        self.is_exceeded = self.is_exceeded or taken < wanted
        return taken

    def taken(self, what: str) -> int:
        return PER_MINUTE[what] - self._left[what]


class Allowance:
    def __init__(self, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._left: dict[str, Left] = {}

    def take_report(self, login_id: str) -> None:
        """Raises: LimitReached, with the seconds until the login may report again."""
        left = self.of(login_id)
        left.is_exceeded = False
        if not left.take("reports", 1):
            meter.REPORTS.add(1, "limited")
            raise LimitReached(
                f"A login may send {PER_MINUTE['reports']} reports a minute; send fewer, each of more.",
                code="report_rate",
                retry_after_s=max(1, math.ceil(left.ends_at_s - self._clock())),
            )

    def used(self) -> dict[str, tuple[int, float]]:
        """By login, the reports of its minute in this worker, and the seconds until that is over."""
        now_s = self._clock()
        return {
            login_id: (left.taken("reports"), left.ends_at_s - now_s)
            for login_id, left in self._left.items()
            if left.ends_at_s > now_s and left.taken("reports")
        }

    def of(self, login_id: str) -> Left:
        now_s = self._clock()
        left = self._left.get(login_id)
        if left is None or left.ends_at_s <= now_s:
            if len(self._left) >= _LOGINS:
                self._left = {id: other for id, other in self._left.items() if other.ends_at_s > now_s}
            if len(self._left) >= _LOGINS:
                self._left.clear()
            left = self._left[login_id] = Left(now_s + WINDOW_S)
        return left
