"""A disk watch: a thread that measures what a program writes, so that measuring never keeps its watcher waiting.

A whole measurement may take a second, so they are rare. What makes one urgent is cheap to see: the file system lost as
much free space since the last one as the program may still take.
"""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from services.process.disk_use import DiskUse, disk_use
from services.process.limits import Excess
from services.process.tree import Process

LOOK_S = 0.25
SHARE = 1 / 25
"""Of the time, for measuring; `URGENT_SHARE` when free space dwindles."""
URGENT_SHARE = 1 / 4


class DiskWatch:
    """``paths`` are measured in this order (`disk_use`). The last has to be there: its file system is looked at."""

    def __init__(self, paths: Sequence[Path], most: DiskUse, processes: Callable[[], Sequence[Process]]) -> None:
        self.excess: Excess | None = None
        """As last measured."""
        self._paths = paths
        self._most = most
        self._processes = processes
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="disk-watch", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        """Returns when the thread has ended, which is at once."""
        self._stopping.set()
        self._thread.join()

    def excess_now(self) -> Excess | None:
        """Measured now, for a program that has ended: it may have been faster than the watch."""
        return self._excess_of(disk_use(self._paths, most=self._most))

    def _run(self) -> None:
        used, free = DiskUse(0, 0), _free(self._paths[-1])
        due_at = urgent_at = time.monotonic()
        while not self._stopping.wait(LOOK_S):
            now, free_now = time.monotonic(), _free(self._paths[-1])
            lost = DiskUse(free.bytes - free_now.bytes, free.files - free_now.files)
            is_urgent = lost.bytes > self._most.bytes - used.bytes or lost.files > self._most.files - used.files
            if now < (urgent_at if is_urgent else due_at):
                continue
            used = disk_use(self._paths, self._processes(), most=self._most, is_wanted=self._is_wanted)
            self.excess, free = self._excess_of(used), free_now
            took_s = time.monotonic() - now
            urgent_at, due_at = now + took_s / URGENT_SHARE, now + max(1.0, took_s / SHARE)

    def _is_wanted(self) -> bool:
        return not self._stopping.is_set()

    def _excess_of(self, used: DiskUse) -> Excess | None:
        if used.bytes > self._most.bytes:
            return "disk"
        return "files" if used.files > self._most.files else None


def _free(path: Path) -> DiskUse:
    """What is free on the file system; no change where that cannot be told."""
    try:
        status = os.statvfs(path)
    except OSError:
        return DiskUse(0, 0)
    return DiskUse(status.f_bavail * status.f_frsize, status.f_favail)
