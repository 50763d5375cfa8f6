"""Secrets of queued jobs, in the runner's memory and nowhere else. When the runner ends they are gone, and their jobs
fail with a reason that says so.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

KEPT_S = 86_400.0
"""A secret whose job was never claimed (because it was cancelled, or never got a row) is deleted after a day."""

ROW_S = 10.0
"""A job gets its row at most this long after its secret."""

MAX_KEPT = 10_000


class RunnerSecrets:
    """Thread-safe."""

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        self._now = now
        self._lock = threading.Lock()
        self._kept: dict[str, tuple[float, dict[str, str]]] = {}
        self._is_closed = False

    def keep(self, job_id: str, secret: dict[str, str]) -> bool:
        """False, and the secret is not kept, after `close_if_idle`."""
        with self._lock:
            if self._is_closed:
                return False
            self._kept[job_id] = (self._now(), secret)
            while len(self._kept) > MAX_KEPT:
                del self._kept[next(iter(self._kept))]  # the oldest
            return True

    def close_if_idle(self) -> bool:
        """Accept no more secrets, unless one came whose job may not have its row yet. Returns whether it is closed."""
        with self._lock:
            newest = self._now() - ROW_S
            self._is_closed = all(at < newest for at, _ in self._kept.values())
            return self._is_closed

    def take(self, job_id: str) -> dict[str, str] | None:
        """Hand over the job's secret and keep it no longer; None if there is none."""
        with self._lock:
            kept = self._kept.pop(job_id, None)
            return None if kept is None else kept[1]

    def forget_unclaimed(self) -> None:
        with self._lock:
            oldest = self._now() - KEPT_S
            self._kept = {job_id: kept for job_id, kept in self._kept.items() if kept[0] >= oldest}
