"""The quota: how much disk the runs of one user take, and may take.

Each run's row has its size, measured by the runner when the job has ended. An upload that still waits counts as large
as it is. So the sum is one statement, and nobody walks through folders to answer a request.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from pathlib import Path

from sqlalchemy import func, select, update

from services.database.database import Database
from services.errors import LimitReached
from services.files.sentence import readable_size
from services.jobs.job import ENDED
from services.process.disk_use import disk_use
from services.runs.kind import RunKind
from services.runs.record import RunRecord

SETTLE_S = 1.0
_PORTION = 500


class DiskQuota:
    """``most_bytes`` is for each user; 0: no limit."""

    def __init__(self, database: Database, most_bytes: int) -> None:
        self._database = database
        self._most_bytes = most_bytes

    def used_bytes(self, owner_id: str) -> int:
        total = select(func.coalesce(func.sum(RunRecord.disk_bytes), 0)).where(RunRecord.owner_id == owner_id)
        with self._database.session() as session:
            return int(session.scalar(total) or 0)

    def left_bytes(self, owner_id: str) -> int | None:
        """None: no limit."""
        return self._most_bytes - self.used_bytes(owner_id) if self._most_bytes else None

    def refusal(self, owner_id: str, wanted_bytes: int = 0) -> str:
        """Why the user may start nothing that takes ``wanted_bytes``: one sentence, empty if they may."""
        left = self.left_bytes(owner_id)
        if left is None or left > wanted_bytes:
            return ""
        return (
            f"Your runs take {readable_size(self._most_bytes - left)} of the {readable_size(self._most_bytes)} of disk"
            " that one user may have (TAILRACE_USER_DISK_BYTES); delete old ones first."
        )

    def check(self, owner_id: str, wanted_bytes: int = 0) -> None:
        """Raises: LimitReached, with the `refusal`."""
        if refusal := self.refusal(owner_id, wanted_bytes):
            raise LimitReached(refusal, code="disk_quota", retry_after_s=60)


class RunSizes:
    """Measures runs for the quota. ``data`` is the folder in which their files lie."""

    def __init__(self, database: Database, kinds: Mapping[str, RunKind], data: Path) -> None:
        self._database = database
        self._kinds = kinds
        self._data = data

    def measure(self, run_id: str, kind_name: str) -> None:
        """Write down what the run takes now. Nothing happens if there is no such run."""
        kind = self._kinds.get(kind_name)
        folders = kind.job.folders(run_id) if kind is not None else ()
        size = disk_use([self._data / folder for folder in folders]).bytes
        with self._database.session() as session:
            session.execute(update(RunRecord).where(RunRecord.id == run_id).values(disk_bytes=size))

    def settle(self) -> None:
        """Measure runs that have ended and are not measured, for a second: those of a version before this one, and
        those whose runner died.
        """
        unknown = select(RunRecord.id, RunRecord.kind).where(RunRecord.state.in_(ENDED), RunRecord.disk_bytes.is_(None))
        with self._database.session() as session:
            found = session.execute(unknown.limit(_PORTION)).all()
        until = time.monotonic() + SETTLE_S
        for run_id, kind in found:
            if time.monotonic() > until:
                return
            self.measure(run_id, kind)
