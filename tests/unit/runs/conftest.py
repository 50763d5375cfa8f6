"""Runs of a kind that belongs to no face, on both databases, and a clock that only the test moves."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from services.auth.identity import Identity, Role
from services.database.database import Database
from services.jobs.kind import JobKind, Stage, catalogue
from services.jobs.submission import Jobs
from services.runs.follower import RunFollower
from services.runs.kind import RunKind
from services.runs.quota import DiskQuota
from services.runs.run import Run
from services.runs.runs import Runs
from services.settings.settings import Settings
from services.streaming.log.memory_log import MemoryEventLog
from tests.support.setting import settings_in
from tests.unit.jobs.conftest import Clock, clock, database, database_url

__all__ = ["clock", "database", "database_url"]

COUNT = RunKind(
    name="count",
    job=JobKind(
        name="count",
        entry="",
        ending="",
        may_restart=True,
        folders=lambda count_id: (f"counts/{count_id}",),
        stages=(Stage("warm_up", "Warm up", 0.1), Stage("counting", "Count", 0.9), Stage("counted", "Counted", 1.0)),
    ),
    channel_prefix="count",
    id_name="count_id",
    noun="count",
    plural="counts",
    kept=lambda settings: 2,
)
RUNNER = "r1"


def identity(user_id: str, role: Role = "member") -> Identity:
    return Identity(user_id, user_id, role, "access", "login", 1e12)


ALICE, BOB, ADMIN = identity("alice"), identity("bob"), identity("root", "admin")


class Counts(Runs[Run]):
    """``removed`` are the runs whose files were deleted."""

    def __init__(self, database: Database, settings: Settings, now: Callable[[], float]) -> None:
        quota = DiskQuota(database, settings.files.user_bytes)
        follower = RunFollower(database, (COUNT,), settings.data, quota)
        jobs = Jobs(database, settings, catalogue(COUNT.job), follower)
        super().__init__(COUNT, database, jobs, settings, MemoryEventLog(), now)
        self.follower = follower
        self.store = jobs.store
        self.removed: list[str] = []

    def shown(self, run: Run) -> Run:
        return run

    def remove_files(self, run_id: str) -> None:
        self.removed.append(run_id)

    def start(self, run_id: str, owner_id: str = "alice", title: str = "To ten", **more: str) -> Run:
        request = {"count_id": run_id, "to": 10}
        return self.begin(owner_id, run_id, request, title=title, subject=more.pop("subject", "ten"), **more)

    def tell(self) -> None:
        for job in self.store.untold():
            self.store.mark_told(job.id)


@pytest.fixture
def counts(database: Database, clock: Clock, tmp_path: Path) -> Iterator[Counts]:
    settings = settings_in(tmp_path / "data", store={"database_url": database.url}, jobs={"per_user": 5})
    settings.data.mkdir(exist_ok=True)
    counts = Counts(database, settings, clock)
    yield counts
    counts._event_log.close()
