"""kill -9 of each part, and of everything, in the middle of a scan:
the state stays correct, and everyone watching is told.
"""

from __future__ import annotations

import contextlib
import os
import signal
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.support.api import Api
from tests.support.condition import wait_until
from tests.support.git_repository import make_repository_of_package
from tests.support.scan_watch import FINAL, start_scan, stream_url, watch
from tests.support.server import Server, StartServer
from tests.support.sse import READERS, Event, read_until

pytestmark = pytest.mark.integration

Scan = dict[str, Any]


@pytest.fixture(scope="module")
def small_repository(git_repository: Path) -> Path:
    return make_repository_of_package(git_repository.parent / "recovery" / "alembic", "alembic")


@pytest.fixture
def env(git_repository: Path) -> dict[str, str]:
    return {"TAILRACE_LOCAL_ROOTS": str(git_repository.parent), "TAILRACE_WORKERS": "1"}


@pytest.fixture
def server(start_server: StartServer, env: dict[str, str]) -> Server:
    return start_server(env)


@pytest.fixture
def api(server: Server) -> Api:
    return server.api()


def analysing(server: Server, api: Api, repository: Path) -> tuple[Scan, list[Event]]:
    """Start a scan and read its events until it has published a batch; it is then far from its end."""
    started = start_scan(api, repository)
    with READERS["raw"](stream_url(server, api, started), timeout_s=120) as events:
        return started, read_until(events, lambda event: event.type == "batch_complete")


def child_pid(server: Server) -> int:
    return wait_until(lambda: server.child_pids, "a child runs")[0]


def rest(server: Server, api: Api, scan: Scan, seen: list[Event]) -> list[Event]:
    """Return what a returning client receives up to the end of the stream."""
    with READERS["raw"](
        stream_url(server, api, scan), headers={"Last-Event-ID": seen[-1].last_id}, timeout_s=120
    ) as events:
        return [event for event in events if event.name != "heartbeat"]


def check_failed(server: Server, api: Api, scan: Scan, seen: list[Event]) -> dict[str, Any]:
    """Check that the scan failed, says so everywhere in the same words, and runs no more. Return the failure."""
    back = rest(server, api, scan, seen)
    assert [event.type for event in back][-3:] == ["analysis_failed", "stream_end", "done"]
    assert sum(event.type in FINAL for event in back) == 1
    failed = dict(back[-3].json)
    found = api.get(f"/rlm/scans/{scan['scan_id']}").json()
    assert (found["status"], found["error"], found["stage"]) == ("failed", failed["error"], "analysis")
    assert failed["stage"] == "analysis"
    assert found["finished_at"] is not None
    assert found["issues_found"] > 0 or found["summary"]["total_files"] > 0  # findings so far are kept
    wait_until(lambda: not server.child_pids, "the child is gone")
    assert api.get(f"/rlm/scans/{scan['scan_id']}/graph").status_code == 200
    return failed


@pytest.mark.parametrize(
    ("kill", "why"),
    [
        (lambda server: os.kill(child_pid(server), signal.SIGKILL), "killed"),
        (lambda server: server.kill9("runner"), "stopped unexpectedly"),
    ],
    ids=["child", "runner"],
)
def test_a_killed_child_or_runner_fails_the_scan(
    server: Server, api: Api, git_repository: Path, kill: Callable[[Server], object], why: str
) -> None:
    scan, seen = analysing(server, api, git_repository)
    kill(server)
    assert why in check_failed(server, api, scan, seen)["error"]
    again = start_scan(api, git_repository.parent / "sqlalchemy", ref="main")
    assert api.post(f"/rlm/scans/{again['scan_id']}/cancel").status_code == 202
    assert watch(server, api, again)[-1]["type"] == "stream_end"


LEAVE = (
    pytest.param(Server.stop_serving, id="stop", marks=pytest.mark.long),
    pytest.param(lambda server: server.kill9("master"), id="kill -9"),
)


@pytest.mark.parametrize("leave", LEAVE)
def test_a_scan_goes_on_when_its_server_leaves_and_another_stays(
    server: Server,
    start_server: StartServer,
    env: dict[str, str],
    git_repository: Path,
    leave: Callable[[Server], object],
) -> None:
    other = start_server(env, data=server.data)
    scan, seen = analysing(server, server.api(), git_repository)
    leave(server)
    api = other.api()
    assert api.get(f"/rlm/scans/{scan['scan_id']}").json()["status"] == "running"
    back = rest(other, api, scan, seen)
    assert [event.type for event in back][-3:] == ["analysis_complete", "stream_end", "done"]
    batches = [event.json["batch"] for event in [*seen, *back] if event.type == "batch_complete"]
    assert batches == list(range(1, len(batches) + 1))


@pytest.mark.parametrize("leave", LEAVE)
def test_a_scan_ends_with_the_only_server_and_a_client_that_comes_back_is_told(
    server: Server, api: Api, git_repository: Path, leave: Callable[[Server], object]
) -> None:
    scan, seen = analysing(server, api, git_repository)
    leave(server)
    wait_until(lambda: not server.processes(), "nothing of the server is left", within_s=90)
    server.start()
    stopped = "The server was stopped while this job was running; start the job again."
    assert check_failed(server, server.api(), scan, seen)["error"] == stopped


def test_a_killed_worker_costs_the_scan_nothing(server: Server, api: Api, small_repository: Path) -> None:
    scan, seen = analysing(server, api, small_repository)
    server.kill9("worker")
    wait_until(lambda: server.worker_pids, "a new worker runs")
    back = rest(server, api, scan, seen)
    assert back[0].json["recovered"] is True
    assert [event.type for event in back][-3:] == ["analysis_complete", "stream_end", "done"]
    batches = [event.json["batch"] for event in [*seen, *back] if event.type == "batch_complete"]
    assert batches == list(range(1, len(batches) + 1))


def test_after_killing_everything_the_next_start_tells_the_truth(
    server: Server, api: Api, git_repository: Path
) -> None:
    scan, seen = analysing(server, api, git_repository)
    server.kill9("all")
    server.kill_the_rest()
    server.start()
    check_failed(server, server.api(), scan, seen)


def test_cancel_and_kill_at_once_still_end_the_story_once(server: Server, api: Api, git_repository: Path) -> None:
    scan, seen = analysing(server, api, git_repository)
    victim = child_pid(server)
    assert api.post(f"/rlm/scans/{scan['scan_id']}/cancel").status_code == 202
    with contextlib.suppress(ProcessLookupError):  # it may already have ended
        os.kill(victim, signal.SIGKILL)
    back = rest(server, api, scan, seen)
    finals = [event.type for event in back if event.type in FINAL]
    assert finals in (["analysis_cancelled"], ["analysis_failed"])
    status = api.get(f"/rlm/scans/{scan['scan_id']}").json()["status"]
    assert f"analysis_{status}" == finals[0]
