"""kill -9 and orderly stops of the runner and its servers: no job stays "running", no process stays behind."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from services.errors import Unavailable
from services.jobs.runner.companion import RUNNER
from tests.support.condition import wait_until
from tests.support.job_server import JobServer
from tests.support.process import is_alive

pytestmark = pytest.mark.integration
NewJobServer = Callable[..., JobServer]
ROOT = Path(__file__).parents[2]
SECRET = "ghp_Zp7mQ2xK9sT4vW1yB6nD"


def test_a_killed_runner_takes_its_jobs_with_it_and_the_next_one_says_so(job_server: JobServer) -> None:
    lost, again = job_server.submit("tree"), job_server.submit("wait_twice")
    pids = job_server.waiting_pids(lost) + job_server.waiting_pids(again)
    queued = job_server.submit("count", {"events": 3})
    old_runner = job_server.kill_runner()
    wait_until(lambda: not any(map(is_alive, pids)), "every process of its jobs is gone", within_s=10)
    assert job_server.ended(lost).reason.startswith("The job runner stopped unexpectedly")
    assert job_server.ended(queued).result == {"counted": 3, "attempt": 1}
    assert job_server.ended(again).result == {"attempt": 2}
    assert job_server.runner_pid() not in (None, old_runner)
    assert [values["state"] for name, values in job_server.events(lost) if name == "ended"] == ["failed"]
    assert not job_server.leftovers()


def test_a_runner_that_kills_again_and_again_gives_up_a_job(job_server: JobServer) -> None:
    job = job_server.submit("wait")
    for _ in range(2):
        job_server.waiting_pids(job)
        job_server.kill_runner()
        wait_until(job_server.runner_pid, "another runner answers", within_s=90)
    assert job_server.ended(job).state == "failed"


def test_an_orderly_stop_ends_jobs_truthfully_and_lets_nearly_done_ones_finish(job_server: JobServer) -> None:
    stopped, again = job_server.submit("wait"), job_server.submit("wait_twice")
    pids = job_server.waiting_pids(stopped) + job_server.waiting_pids(again)
    runner = job_server.kill_runner(signal.SIGTERM)
    assert job_server.ended(stopped).reason == "The server was stopped while this job was running; start the job again."
    assert job_server.ended(again).result == {"attempt": 2}
    wait_until(lambda: not is_alive(runner), "the runner has ended")
    assert not any(map(is_alive, pids))


def test_jobs_end_with_their_server(job_server: JobServer) -> None:
    job, queued = job_server.submit("tree"), job_server.submit("wait")
    job_server.waiting_pids(queued)
    pids, runner = job_server.waiting_pids(job), job_server.runner_pid()
    job_server.kill()
    ended = job_server.ended(job)
    assert (ended.state, ended.reason) == (
        "failed",
        "The server was stopped while this job was running; start the job again.",
    )
    wait_until(lambda: runner is not None and not is_alive(runner), "the runner has ended")
    assert not any(map(is_alive, pids))


def test_a_server_that_dies_with_its_runner_is_cleared_up_after_at_the_next_start(new_job_server: NewJobServer) -> None:
    server = new_job_server()
    job = server.submit("tree")
    server.waiting_pids(job)
    runner = wait_until(server.runner_pid, "the runner answers")
    server.kill()
    os.kill(runner, signal.SIGKILL)
    next_server = new_job_server()
    assert next_server.ended(job).state == "failed"
    assert not next_server.leftovers()


def test_two_servers_share_one_runner_and_the_second_takes_over(new_job_server: NewJobServer) -> None:
    first, second = new_job_server(), new_job_server()
    runner = first.runner_pid()
    assert runner is not None and runner == second.runner_pid()
    assert second.ended(second.submit("count", {"events": 1})).state == "succeeded"
    first.kill()
    wait_until(lambda: second.runner_pid() not in (None, runner), "the second server has a runner", within_s=90)
    assert second.ended(second.submit("count", {"events": 1})).state == "succeeded"


def test_a_job_runs_on_while_a_server_is_left_and_then_makes_way_for_a_new_runner(new_job_server: NewJobServer) -> None:
    first, second = new_job_server(), new_job_server()
    job, runner = first.submit("wait"), first.runner_pid()
    (pid,) = first.waiting_pids(job)
    first.kill()
    assert second.ended(second.submit("use_secret", secret={"access_token": SECRET})).state == "succeeded"
    third = new_job_server()
    second.kill()
    assert third.ended(third.submit("count", {"events": 1})).state == "succeeded"
    assert (third.runner_pid(), is_alive(pid), third.jobs.get(job.id).state) == (runner, True, "running")
    third.jobs.cancel(job.id)
    assert third.ended(job).state == "cancelled"
    wait_until(
        lambda: third.runner_pid() not in (None, runner), "the third server has a runner of its own", within_s=90
    )
    assert third.ended(third.submit("count", {"events": 1})).state == "succeeded"


def test_jobs_end_with_the_last_server(new_job_server: NewJobServer) -> None:
    first, second = new_job_server(), new_job_server()
    job, runner = first.submit("tree"), first.runner_pid()
    pids = first.waiting_pids(job)
    first.kill()
    assert second.ended(second.submit("count", {"events": 1})).state == "succeeded"
    assert second.runner_pid() == runner
    second.kill()
    assert second.ended(job).reason == "The server was stopped while this job was running; start the job again."
    assert not any(map(is_alive, pids))


def test_a_stopped_event_log_or_a_busy_start_never_makes_two_runners(new_job_server: NewJobServer) -> None:
    server = new_job_server()
    for _ in range(3):
        server.kill_runner()
        wait_until(server.runner_pid, "another runner answers", within_s=90)
        found = _runners_on(server)
        assert len(found) <= 1 or wait_until(lambda: len(_runners_on(server)) == 1, "the others have left")


def _runners_on(server: JobServer) -> list[str]:
    found = subprocess.run(["pgrep", "-f", "services.jobs.runner"], capture_output=True, text=True).stdout.split()
    mark = f"TAILRACE_DATA={server.settings.data}".encode()
    return [
        pid
        for pid in found
        if Path(f"/proc/{pid}").exists() and mark in Path(f"/proc/{pid}/environ").read_bytes().split(b"\0")
    ]


def test_the_runner_holds_no_descriptor_of_the_server(job_server: JobServer) -> None:
    pid = wait_until(job_server.runner_pid, "the runner answers")
    files = [str(fd.readlink()) for fd in Path(f"/proc/{pid}/fd").iterdir()]
    assert not [name for name in files if name.endswith(RUNNER.start_lock)]
    assert os.getsid(pid) != os.getsid(0)
    assert _parent(pid) != os.getpid()


def _parent(pid: int) -> int:
    return int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1])


@pytest.mark.parametrize("fails", [False, True])
def test_a_secret_reaches_the_job_and_no_disk(job_server: JobServer, fails: bool) -> None:
    job = job_server.submit("use_secret", {"fail": fails}, secret={"access_token": SECRET})
    ended = job_server.ended(job)
    if fails:
        assert (ended.state, ended.reason) == ("failed", "could not clone with [redacted]")
    else:
        assert ended.result == {"length": len(SECRET), "said": "[redacted]"}
    assert job_server.events(job)[0] == ("said", {"text": "it is [redacted]"})
    _assert_not_on_disk(job_server)


def test_a_secret_is_lost_with_its_runner_and_the_job_says_so(new_job_server: NewJobServer) -> None:
    server = new_job_server(JOB_SLOTS=1)
    running = server.submit("wait", secret={"access_token": SECRET})
    server.waiting_pids(running)
    queued = server.submit("use_secret", secret={"access_token": SECRET})
    server.kill_runner()
    assert "access token for this job was lost" in server.ended(queued).reason
    assert server.ended(running).state == "failed"
    _assert_not_on_disk(server)


def test_a_secret_is_refused_while_there_is_no_runner(job_server: JobServer) -> None:
    job_server.kill()
    wait_until(lambda: job_server.runner_pid() is None, "the runner has ended")
    with pytest.raises(Unavailable):
        job_server.submit("use_secret", secret={"access_token": SECRET})
    assert job_server.jobs.list() == []


def _assert_not_on_disk(server: JobServer) -> None:
    server.container.event_log.head()  # the files are in use, so the WAL counts too
    found = subprocess.run(["grep", "-rlF", SECRET, str(server.settings.data)], capture_output=True, text=True).stdout
    assert not found


def test_the_foreground_runner_stands_by_and_takes_over(job_server: JobServer) -> None:
    first = job_server.runner_pid()
    code = """
from services.container import Container
from services.face import load_faces, setting_groups
from services.jobs.runner.start import stand_by
from services.settings.settings import read_settings
faces = load_faces(["tests.support.job_face"])
stand_by(Container(read_settings(setting_groups(faces)), faces))
"""
    standby = subprocess.Popen([sys.executable, "-c", code], cwd=ROOT)
    job_server.kill()
    wait_until(lambda: job_server.runner_pid() == standby.pid, f"{standby.pid} takes over from {first}", within_s=90)
    assert job_server.ended(job_server.submit("count", {"events": 1})).state == "succeeded"
    began = time.monotonic()
    standby.send_signal(signal.SIGINT)
    assert standby.wait(20) == 0
    assert time.monotonic() - began < 10
