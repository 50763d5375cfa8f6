"""A job's child whose code was taken over: what it can do to the server that runs it, by default."""

from __future__ import annotations

import os
import socket
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from services.jobs.runner.child_process import job_folder
from services.process import landlock
from tests.support.attack import DONE
from tests.support.git_repository import make_repository
from tests.support.job_server import JobServer

pytestmark = [
    pytest.mark.integration,
    pytest.mark.skipif(landlock.abi() == 0, reason="this kernel has no Landlock"),
]
REFUSED = {"EACCES", "EPERM", "EXDEV"}


def test_a_job_sees_nothing_of_the_server_and_of_other_jobs(shared_job_server: JobServer, tmp_path: Path) -> None:
    data, runner = shared_job_server.settings.data, shared_job_server.runner_pid()
    other = shared_job_server.submit("wait")
    shared_job_server.waiting_pids(other)
    neighbour = job_folder(data, other.id)
    (neighbour / "theirs").write_text("theirs")
    files = [path for path in data.iterdir() if path.is_file()]
    assert any("sqlite" in path.name or path.suffix == ".db" for path in files)
    with socket.create_server(("127.0.0.1", 0)) as metrics:
        attacks: list[list[Any]] = [
            *(["read", str(path)] for path in files),
            *(["write", str(path)] for path in files),
            *(["chmod", str(path)] for path in files),
            *(["delete", str(path)] for path in files),
            ["list", str(data)], ["create", str(data / "new")],
            ["list", str(neighbour)], ["read", str(neighbour / "theirs")], ["create", str(neighbour / "new")],
            ["rename", str(neighbour / "theirs"), "stolen"], ["hard_link", str(data / "place"), "stolen"],
            ["unix", str(data / "runner.sock")], ["tcp", metrics.getsockname()[1]], ["abstract", "x"], ["listen"],
            ["read", f"/proc/{runner}/environ"], ["read", f"/proc/{runner}/mem"], ["read", f"/proc/{runner}/fd/0"],
            ["list", f"/proc/{runner}/root"], ["read", f"/proc/{os.getpid()}/environ"],
            ["trace", runner], ["read_memory", runner], ["limit", runner], ["slow_down", runner],
            ["new_user_namespace"], ["run", f"cat {data / 'place'}"],
        ]  # fmt: skip
        if landlock.abi() >= 6:
            attacks += [["terminate", runner], ["terminate_by_descriptor", runner]]
        job = shared_job_server.ended(shared_job_server.submit("attack_server", {"attacks": attacks}), within_s=60)
    assert job.result is not None, job.reason
    assert {name: became for name, became in job.result.items() if became not in REFUSED} == {}
    assert shared_job_server.runner_pid() == runner
    shared_job_server.jobs.cancel(other.id)
    shared_job_server.ended(other)


def test_a_scan_has_given_up_the_network_and_the_repository_before_it_reads_a_file(
    new_job_server: Callable[..., JobServer], tmp_path: Path
) -> None:
    repository = make_repository(tmp_path / "repositories" / "a", {"a.py": "import os\n"})
    server = new_job_server(LOCAL_ROOTS=tmp_path / "repositories")
    with socket.create_server(("127.0.0.1", 0)) as remote:
        attacks = [
            ["read", str(repository / "a.py")], ["list", str(repository / ".git")], ["tcp", remote.getsockname()[1]],
            ["listen"],
        ]  # fmt: skip
        address = str(repository)
        params = {"scan_id": "a1", "repo_name": "a", "owner": "local", "url": address, "address": address}
        job = server.submit("scan_and_attack", {"scan": params, "attacks": attacks}, job_id="a1")
        job = server.ended(job, within_s=60)
    assert job.result is not None, job.reason
    assert job.result["files"] == 1
    assert job.result["before"] == [DONE, DONE, DONE, "EACCES"], "else there was nothing to give up"
    for when in ("after", "in a new thread", "at the end"):
        assert set(job.result[when]) <= REFUSED, when


def test_rights_are_not_given_up_beside_a_second_thread(shared_job_server: JobServer) -> None:
    job = shared_job_server.ended(shared_job_server.submit("give_up_beside_a_thread"))
    assert (job.state, job.reason) == (
        "failed",
        "An error inside the job: RuntimeError: a second thread would keep what the first gives up",
    )
