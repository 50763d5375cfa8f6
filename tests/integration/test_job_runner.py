"""The runner as a real process with real children: how it treats jobs that behave and jobs that don't."""

from __future__ import annotations

import json
import os
import signal
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from services.jobs.runner.child_process import job_folder
from tests.support.condition import wait_until
from tests.support.job_server import JobServer
from tests.support.process import is_alive

pytestmark = pytest.mark.integration
NewJobServer = Callable[..., JobServer]


def test_a_job_publishes_returns_and_is_told(shared_job_server: JobServer) -> None:
    job = shared_job_server.ended(shared_job_server.submit("count", {"events": 500}))
    assert (job.state, job.reason, job.result, job.progress) == ("succeeded", "", {"counted": 500, "attempt": 1}, 1.0)
    events = shared_job_server.events(job)
    assert [values["number"] for name, values in events if name == "number"] == list(range(500))
    told = {"state": "succeeded", "reason": "", "stage": "", "result": job.result}
    assert events[-1] == ("ended", told | {"ended": "succeeded"})
    assert not job_folder(shared_job_server.settings.data, job.id).exists()


def test_no_tree_is_too_deep_to_be_removed(shared_job_server: JobServer) -> None:
    job = shared_job_server.ended(shared_job_server.submit("dig"))
    assert job.state == "succeeded" and not job_folder(shared_job_server.settings.data, job.id).exists()


def test_a_job_that_raises_fails_with_a_sentence(shared_job_server: JobServer) -> None:
    said = shared_job_server.submit("fail", {"sentence": "The repository is private; give a token."})
    crashed = shared_job_server.submit("fail")
    assert shared_job_server.ended(said).reason == "The repository is private; give a token."
    assert shared_job_server.ended(crashed).reason == "An error inside the job: RuntimeError: boom"
    assert shared_job_server.events(said)[-1][1]["state"] == "failed"


def test_a_child_that_leaves_early_fails_with_its_last_words(shared_job_server: JobServer) -> None:
    job = shared_job_server.ended(shared_job_server.submit("leave", {"status": 3}))
    assert (job.state, job.reason) == (
        "failed",
        "The job's process ended too early, with exit status 3. It last said: the last words",
    )
    assert shared_job_server.ended(shared_job_server.submit("leave", {"status": 0})).state == "failed"
    assert shared_job_server.ended(shared_job_server.submit("missing")).reason.startswith(
        "An error inside the job: ModuleNotFoundError"
    )


def test_a_killed_child_is_noticed_at_once(shared_job_server: JobServer) -> None:
    job = shared_job_server.submit("wait")
    (pid,) = shared_job_server.waiting_pids(job)
    os.kill(pid, signal.SIGKILL)
    ended = shared_job_server.ended(job)
    assert (ended.state, ended.reason, ended.stage) == (
        "failed",
        "The job's process was killed from outside (SIGKILL).",
        "waiting",
    )


def test_cancel_ends_a_tree_that_does_not_want_to_end(shared_job_server: JobServer) -> None:
    job = shared_job_server.submit("tree")
    pids = shared_job_server.waiting_pids(job)
    assert len(pids) == 5 and all(map(is_alive, pids))
    asked_at = time.monotonic()
    shared_job_server.jobs.cancel(job.id)
    wait_until(lambda: not any(map(is_alive, pids)), "every process of the tree is gone", within_s=90)
    took_s = time.monotonic() - asked_at
    ended = shared_job_server.ended(job)
    assert (ended.state, ended.reason) == ("cancelled", "Cancelled.")
    assert shared_job_server.events(job)[-1][1]["state"] == "cancelled"
    assert took_s < 20  # the promise is 2 s; the machine under test may be busy


def test_a_daemon_that_hides_ends_with_its_job(shared_job_server: JobServer) -> None:
    job = shared_job_server.submit("daemonise")
    (pid,) = shared_job_server.waiting_pids(job)
    assert is_alive(pid)
    assert shared_job_server.ended(job).state == "succeeded"
    assert not is_alive(pid)


def test_a_cancelled_job_may_tidy_up(shared_job_server: JobServer, tmp_path: Path) -> None:
    job = shared_job_server.submit("tidy_up", {"file": str(tmp_path / "tidied")})
    shared_job_server.waiting_pids(job)
    shared_job_server.jobs.cancel(job.id)
    assert shared_job_server.ended(job).state == "cancelled"
    assert (tmp_path / "tidied").read_text() == "tidied, cancelled: True"


def test_a_queued_job_is_cancelled_without_a_child(new_job_server: NewJobServer) -> None:
    server = new_job_server(JOB_SLOTS=1)
    running, queued = server.submit("wait"), server.submit("count", {"events": 1})
    server.waiting_pids(running)
    assert server.jobs.cancel(queued.id).state == "cancelled"
    ended = server.ended(queued)
    assert (ended.attempt, [name for name, _ in server.events(queued)]) == (0, ["ended"])
    server.jobs.cancel(running.id)


def test_slots_bound_what_runs_at_the_same_time(new_job_server: NewJobServer) -> None:
    server = new_job_server(JOB_SLOTS=2)
    jobs = [server.submit("wait") for _ in range(3)]
    for job in jobs[:2]:
        server.waiting_pids(job)
    assert [server.jobs.get(job.id).state for job in jobs] == ["running", "running", "queued"]
    server.jobs.cancel(jobs[0].id)
    server.waiting_pids(jobs[2])
    for job in jobs[1:]:
        server.jobs.cancel(job.id)


def test_one_owner_leaves_a_slot_to_others(new_job_server: NewJobServer) -> None:
    server = new_job_server(JOB_SLOTS=2)
    greedy = [server.submit("wait", owner="alice") for _ in range(3)]
    server.waiting_pids(greedy[0])
    server.waiting_pids(server.submit("wait", owner="bob"))
    assert [server.jobs.get(job.id).state for job in greedy] == ["running", "queued", "queued"]
    server.jobs.cancel(greedy[0].id)
    server.waiting_pids(greedy[1])


def test_the_deadline_ends_a_job(new_job_server: NewJobServer) -> None:
    server = new_job_server(JOB_DEADLINE_S=1)
    job = server.ended(server.submit("wait"))
    assert job.state == "failed" and "longer than the 1 s (TAILRACE_JOB_DEADLINE_S)" in job.reason


def test_the_memory_of_the_whole_tree_is_limited(new_job_server: NewJobServer) -> None:
    server = new_job_server(JOB_MEMORY_BYTES=128 * 2**20)
    slow, fast = server.submit("allocate"), server.submit("allocate_at_once", {"bytes": 2**40})
    assert "more than the 128 MiB of memory (TAILRACE_JOB_MEMORY_BYTES)" in server.ended(slow).reason
    assert "MemoryError" in server.ended(fast).reason


def test_a_flood_of_output_costs_the_log_not_the_runner(shared_job_server: JobServer) -> None:
    flood = shared_job_server.submit("flood", {"mebibytes": 200})
    assert shared_job_server.ended(shared_job_server.submit("count", {"events": 1})).state == "succeeded"
    assert shared_job_server.ended(flood).state == "succeeded"
    kept = shared_job_server.settings.data / "job-logs" / f"{flood.id}.log"
    assert 2**19 < kept.stat().st_size < 2**21


EVENT = {"message": "event", "type": "waiting", "data": {}}


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (EVENT | {"channel": "scan.0123456789abcdef"}, "a channel that is not its own"),
        (EVENT | {"type": "other"}, "which its kind does not have"),
        (EVENT | {"data": {"channel": "scan.0123456789abcdef"}}, "cannot be accepted"),
        (EVENT | {"data": {"long": "x" * 66_000}}, "limit is 65000"),
        ({"message": "event", "type": "waiting", "data": {"long": "x" * 100_000}}, "more than 69096 bytes"),
        ({"message": "claim"}, "cannot be read"),
        ("no JSON", "cannot be read"),
    ],
)
def test_a_child_that_breaks_the_protocol_is_stopped(shared_job_server: JobServer, line: object, reason: str) -> None:
    job = shared_job_server.ended(
        shared_job_server.submit("talk", {"line": line if isinstance(line, str) else json.dumps(line)})
    )
    assert job.state == "failed" and reason in job.reason
    assert [name for name, _ in shared_job_server.events(job)] == ["ended"]


def test_a_line_without_end_is_stopped(shared_job_server: JobServer) -> None:
    assert "more than 69096 bytes" in shared_job_server.ended(shared_job_server.submit("babble")).reason


def test_a_job_that_names_its_own_channel_is_heard(shared_job_server: JobServer) -> None:
    job_id = "talks"
    job = shared_job_server.submit("talk", {"line": json.dumps(EVENT | {"channel": f"jobs.{job_id}"})}, job_id=job_id)
    wait_until(lambda: len(shared_job_server.events(job)) == 2, "both events are there")
    shared_job_server.jobs.cancel(job.id)


def test_a_channel_that_somebody_else_closed_stops_its_job(shared_job_server: JobServer) -> None:
    job = shared_job_server.submit("wait")
    shared_job_server.waiting_pids(job)
    shared_job_server.container.publisher.close_channel(job.channel)
    late = shared_job_server.ended(shared_job_server.jobs.submit("count", "alice", job.channel, {"events": 5}))
    assert late.state == "failed" and "closed by somebody else" in late.reason
    shared_job_server.jobs.cancel(job.id)
    assert shared_job_server.ended(job).state == "cancelled"


def test_a_kind_whose_ending_fails_still_closes_the_channel(shared_job_server: JobServer) -> None:
    job = shared_job_server.ended(shared_job_server.submit("no_ending", {"events": 2}))
    assert (job.state, len(shared_job_server.events(job))) == ("succeeded", 2)


def test_a_child_gets_nothing_of_the_server(new_job_server: NewJobServer) -> None:
    server = new_job_server(LLM_API_KEY="for-the-model", ADMIN_PASSWORD="for-the-admin", BATCH_FILES=7)
    seen = server.ended(server.submit("look_around")).result
    assert seen is not None
    allowed = {"PATH", "HOME", "TMPDIR", "LANG", "LC_ALL", "LC_CTYPE", "TZ", "TAILRACE_PROCESS_MARK"}
    assert set(seen["environ"]) <= allowed | {
        name for name in seen["environ"] if "proxy" in name.lower() or "SSL" in name
    }
    assert (seen["llm_api_key"], seen["admin_password"], seen["database_url"]) == ("for-the-model", "", "")
    assert (seen["batch_files"], seen["nice"], seen["session"]) == (7, 10, True)
    assert seen["cwd"].startswith(str(server.settings.data / "jobs"))
    assert not [name for name in seen["files"] if str(server.settings.data) in name or "socket:" in name]
    assert len([name for name in seen["files"] if name.startswith("pipe:")]) == 3


def test_descriptors_and_processes_do_not_pile_up(job_server: JobServer) -> None:
    pid = wait_until(job_server.runner_pid, "the runner answers")
    job_server.ended(job_server.submit("count", {"events": 1}))
    before = _open_files(pid)
    for _ in range(6):
        job_server.ended(job_server.submit("count", {"events": 1}))
    cancelled = job_server.submit("tree")
    job_server.waiting_pids(cancelled)
    job_server.jobs.cancel(cancelled.id)
    job_server.ended(cancelled)
    wait_until(lambda: _open_files(pid) <= before, "descriptors are given back")
    wait_until(lambda: not Path(f"/proc/{pid}/task/{pid}/children").read_text(), "the dead are collected")


def _open_files(pid: int) -> int:
    return len(list(Path(f"/proc/{pid}/fd").iterdir()))
