"""How much disk one user's runs take, measured on real files, on both databases."""

from __future__ import annotations

import os

import pytest
from sqlalchemy import update

from services.database.database import Database
from services.errors import LimitReached
from services.runs.quota import DiskQuota
from services.runs.record import RunRecord
from tests.unit.runs.conftest import ALICE, RUNNER, Counts

MIB = 2**20


def leave_files(counts: Counts, run_id: str, mebibytes: int) -> None:
    folder = counts.settings.data / "counts" / run_id
    folder.mkdir(parents=True)
    (folder / "report").write_bytes(os.urandom(mebibytes * MIB))


def run_one(counts: Counts, run_id: str, mebibytes: int, owner_id: str = "alice") -> None:
    """As the runner does it."""
    counts.start(run_id, owner_id)
    job = counts.store.claim(RUNNER, slots=9)
    assert job is not None
    leave_files(counts, run_id, mebibytes)
    counts.follower.measure(job)
    counts.store.finish(run_id, RUNNER, "succeeded")


def test_a_user_over_their_quota_starts_nothing_until_they_delete(counts: Counts, database: Database) -> None:
    quota = DiskQuota(database, 3 * MIB)
    run_one(counts, "a", 2)
    run_one(counts, "b", 2, owner_id="bob")
    assert 2 * MIB <= quota.used_bytes("alice") < 3 * MIB
    quota.check("alice")
    with pytest.raises(LimitReached, match="delete old ones first") as refused:
        quota.check("alice", MIB)
    assert (refused.value.http_status, refused.value.code) == (429, "disk_quota")
    run_one(counts, "c", 2)
    with pytest.raises(LimitReached, match=r"take 4(\.\d)? MiB of the 3 MiB .* \(TAILRACE_USER_DISK_BYTES\)"):
        quota.check("alice")
    counts.tell()
    counts.delete(ALICE, "a")
    quota.check("alice")
    assert DiskQuota(database, 0).refusal("alice", 2**60) == ""


def test_over_the_quota_neither_a_run_nor_an_upload_begins(counts: Counts, database: Database) -> None:
    counts.start("waiting")
    with database.session() as session:
        session.execute(update(RunRecord).values(disk_bytes=counts.settings.files.user_bytes))
    with pytest.raises(LimitReached, match="TAILRACE_USER_DISK_BYTES"):
        counts.start("late")
    with pytest.raises(LimitReached, match="TAILRACE_USER_DISK_BYTES"), counts.upload("alice", 1):
        pass
    job = counts.store.claim(RUNNER, slots=9)
    assert job is not None and counts.count(ALICE) == 1
    with database.session() as session:
        session.execute(update(RunRecord).values(disk_bytes=counts.settings.files.user_bytes))
    assert "TAILRACE_USER_DISK_BYTES" in counts.follower.refusal(job), "nor does what was queued before"


def test_an_upload_counts_while_it_waits_and_no_longer_once_it_is_cancelled(counts: Counts, database: Database) -> None:
    quota = DiskQuota(database, 3 * MIB)
    counts.start("a", upload_bytes=2 * MIB)
    assert quota.used_bytes("alice") == 2 * MIB
    counts.cancel(ALICE, "a")
    counts.follower.settle()
    assert quota.used_bytes("alice") == 0


def test_what_a_runner_that_died_left_is_measured_later(counts: Counts, database: Database) -> None:
    counts.start("a", upload_bytes=MIB)
    counts.store.claim(RUNNER, slots=9)
    leave_files(counts, "a", 2)
    counts.store.finish("a", RUNNER, "failed", "lost")
    counts.follower.settle()
    assert 2 * MIB <= DiskQuota(database, 0).used_bytes("alice") < 3 * MIB
