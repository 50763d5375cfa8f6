"""Free space: how much the file system of the data folder has left, and the floor below which no new work starts.

The event log lies on the same disk. A full one stops every publisher, so work makes way long before: below the floor
nothing new starts and queued jobs wait; below half of it, running jobs end.
"""

from __future__ import annotations

import os
from typing import NamedTuple

from services.errors import Unavailable
from services.files.sentence import readable_size
from services.settings.settings import Settings

RETRY_AFTER_S = 60


class Left(NamedTuple):
    """``files`` is how many more files there can be; None where the file system has no such limit (btrfs)."""

    bytes: int
    files: int | None


class FreeSpace:
    """What may be used of the file system that the data folder lies on. Each look is one system call."""

    def __init__(self, settings: Settings) -> None:
        self._folder = settings.data
        self.floor_bytes = settings.files.free_bytes
        self.floor_files = settings.files.free_files

    def left(self) -> Left:
        """Raises: OSError."""
        status = os.statvfs(self._folder)
        return Left(status.f_bavail * status.f_frsize, status.f_favail if status.f_files else None)

    def shortage(self, wanted_bytes: int = 0) -> str:
        """Why nothing that takes ``wanted_bytes`` may start now: one sentence, empty if it may."""
        left = self.left()
        if self.floor_bytes and left.bytes - wanted_bytes < self.floor_bytes:
            return (
                f"The server's disk is almost full: {readable_size(left.bytes)} are free, and new work may not leave"
                f" less than {readable_size(self.floor_bytes)} (TAILRACE_FREE_BYTES). Try again once there is room."
            )
        if left.files is not None and left.files < self.floor_files:
            return (
                f"The server's disk has room for {left.files:,} more files only, and new work starts above"
                f" {self.floor_files:,} (TAILRACE_FREE_FILES). Try again once there is room."
            )
        return ""

    def check(self, wanted_bytes: int = 0) -> None:
        """Raises: Unavailable, with the `shortage`."""
        if shortage := self.shortage(wanted_bytes):
            raise Unavailable(shortage, code="disk_low", retry_after_s=RETRY_AFTER_S)

    def is_nearly_gone(self) -> bool:
        """Whether running work has to end, so that the event log can go on."""
        left = self.left()
        return 2 * left.bytes < self.floor_bytes or (left.files is not None and 2 * left.files < self.floor_files)
