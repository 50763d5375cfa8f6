"""What a job may write: real children that fill the disk in every way, on the test's own file system."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from services.jobs.runner.child_process import job_folder
from tests.support.job_kinds import HOARDS, kept_folder
from tests.support.job_server import JobServer, new_job_server_for_module

pytestmark = pytest.mark.integration

LIMITS = {"JOB_DISK_BYTES": 10 * 2**20, "JOB_DISK_FILES": 500}
TOO_LARGE = "The job wrote more than the 10 MiB of disk (TAILRACE_JOB_DISK_BYTES) that a job may take, and was stopped."
TOO_MANY = (
    "The job made more than the 500 files and folders (TAILRACE_JOB_DISK_FILES) that a job may have, and was stopped."
)
LARGE = ("one large file", "a deleted file", "a file in memory")


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[JobServer]:
    yield from new_job_server_for_module(tmp_path_factory, **LIMITS)


@pytest.mark.parametrize("how", HOARDS)
def test_a_job_that_fills_the_disk_is_ended(server: JobServer, how: str) -> None:
    job = server.ended(server.submit("hoard", {"how": how}), within_s=90)
    assert (job.state, job.reason) == ("failed", TOO_LARGE if how in LARGE else TOO_MANY)
    assert not job_folder(server.settings.data, job.id).exists()


@pytest.mark.parametrize("how", ["one large file", "tiny files"])
@pytest.mark.parametrize("hurry", [False, True], ids=["slow", "faster than the watch"])
def test_what_would_outlive_the_job_counts_and_goes_too(server: JobServer, how: str, hurry: bool) -> None:
    job = server.ended(server.submit("hoard", {"how": how, "kept": True, "hurry": hurry}))
    assert (job.state, job.reason) == ("failed", TOO_LARGE if how in LARGE else TOO_MANY)
    assert not kept_folder(server.settings.data, job.id).exists()


def test_a_job_that_only_looks_large_is_left_alone(server: JobServer) -> None:
    assert server.ended(server.submit("spare", {"s": 1.5})).state == "succeeded"
