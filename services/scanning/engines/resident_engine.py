"""A resident engine: an engine written in Python, kept in a process of its own between batches.

Importing such an engine costs more than checking a batch with it (bandit: 0.4 s against 0.3 s), so the process stays.
It checks one file at a time: a file that kills or hangs it is skipped, and what was found before is kept.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Sequence
from pathlib import Path

from services.process.access import Access
from services.process.limits import Limits
from services.process.resident import RequestFailed, Resident, ResidentFailed
from services.scanning.analysis.issue import Issue
from services.scanning.engines.engine import EngineFailed, Findings, LanguageEngine
from services.scanning.files.source_file import SourceFile

LIMITS = Limits(file_bytes=32 * 2**20)
_MAX_FAILURES = 3
"""Files that may kill or hang the engine in one batch before it gives up the rest of the batch."""


class ResidentEngine(LanguageEngine):
    """Subclasses name the module whose ``check_file(*request) -> list[Issue]`` runs in the process."""

    check_module: str

    def __init__(self) -> None:
        self._idle: list[Resident[list[Issue]]] = []  # more than one when two batches are under way
        self._lock = threading.Lock()

    def request(self, root: Path, file: SourceFile) -> tuple[str, ...]:
        """What ``check_file`` is called with."""
        return (str(root / file.path),)

    def check(self, root: Path, files: Sequence[SourceFile], timeout_s: float) -> Findings:
        resident = self._take(root)
        try:
            return self._check(resident, root, files, time.monotonic() + timeout_s)
        finally:
            with self._lock:
                self._idle.append(resident)

    def _check(
        self, resident: Resident[list[Issue]], root: Path, files: Sequence[SourceFile], deadline: float
    ) -> Findings:
        findings: Findings = {}
        problems: list[str] = []
        failures = 0
        for number, file in enumerate(files, start=1):
            left_s = deadline - time.monotonic()
            if left_s <= 0:
                problems.append(f"{self.name} ran out of time")
                break
            # Half the time while more files follow: one that hangs must not use up all of it.
            allowed_s = left_s if number == len(files) else left_s / 2
            try:
                findings[file.path] = resident.ask(*self.request(root, file), within_s=allowed_s)
            except RequestFailed as failed:
                problems.append(f"{self.name} could not check {file.path}: {failed}")
            except ResidentFailed as failed:
                problems.append(f"{self.name} {failed} on {file.path}")
                failures += 1
                if failures >= _MAX_FAILURES:
                    break
            except OSError as error:
                problems.append(f"{self.name} could not be started: {error.strerror}")
                break
        if problems:
            raise EngineFailed("; ".join(problems), findings)
        return findings

    def close(self) -> None:
        with self._lock:
            residents, self._idle = self._idle, []
        for resident in residents:
            resident.stop()

    def _take(self, root: Path) -> Resident[list[Issue]]:
        with self._lock:
            if self._idle:
                return self._idle.pop()
        access = Access(read=(root.parent,))  # the files of later batches will be in there, too
        return Resident(f"{self.check_module}:check_file", list[Issue], LIMITS, access)
