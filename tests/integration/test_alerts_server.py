"""The alerts about the server itself, in a real Prometheus that scrapes a real server, in quicker time."""

from __future__ import annotations

import os
import socket
import subprocess
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path

import pytest

from services.companion import lock
from services.jobs.runner.companion import RUNNER
from tests.support.api import Api
from tests.support.condition import wait_until
from tests.support.event_log_lock import lock_of_log
from tests.support.listening import listening
from tests.support.prometheus import Prometheus, StartPrometheus
from tests.support.server import Server, StartServer

pytestmark = pytest.mark.integration

MIB = 2**20
OF_TROUBLE = {
    "TailracePartDown",
    "TailraceJobsWaiting",
    "TailraceDiskAlmostFull",
    "TailracePublishFailing",
    "TailraceServerErrors",
    "TailracePublishRefused",
}


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    """A real disk of 220 MiB."""
    folder = tmp_path / "disk"
    folder.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=220m", "tmpfs", folder], check=True)
    yield folder
    subprocess.run(["umount", "--lazy", folder], check=True)


def test_alerts_about_the_server_fire_and_clear(
    disk: Path, start_server: StartServer, start_prometheus: StartPrometheus, git_repository: Path
) -> None:
    """A webhook takes nothing, the runner cannot start, a job waits, commits are slow, the disk is full, and a program
    publishes what is refused.
    """
    env = {"TAILRACE_FREE_BYTES": str(100 * MIB), "TAILRACE_FREE_FILES": "0", "TAILRACE_ALLOW_PRIVATE_HOSTS": "1"}
    server = start_server(env | {"TAILRACE_LOCAL_ROOTS": str(git_repository.parent)}, data=disk / "data")
    prometheus = start_prometheus(f"127.0.0.1:{server.port}")
    api = server.api()

    with listening(refuse) as port:
        send_to_webhooks(api, f"http://127.0.0.1:{port}/")
        prometheus.wait_until_firing("TailraceWebhooksFailing", within_s=90)
    runner_lock = instead_of_the_runner(server)
    assert api.post("/rlm/analyze", json={"url": str(git_repository)}).status_code == 202
    wait_until(lambda: commit_slowly(server, api, prometheus), "TailraceCommitsSlow fires", within_s=120)
    fill(disk / "ballast")
    publish_until(prometheus, api, firing=OF_TROUBLE)

    (disk / "ballast").unlink()
    os.close(runner_lock)
    for alert in {*OF_TROUBLE, "TailraceCommitsSlow"}:
        prometheus.wait_until_clear(alert, within_s=120)

    server.stop()
    prometheus.wait_until_firing("TailraceDown")
    server.start()
    prometheus.check_seen(__file__)


def refuse(connection: socket.socket) -> None:
    """Answer as a webhook whose program is broken."""
    with connection, suppress(OSError):
        connection.recv(65_536)
        connection.sendall(b"HTTP/1.1 500 Internal Server Error\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")


def send_to_webhooks(api: Api, url: str) -> None:
    """Send tests to more webhooks than failures are needed: each is tried at once, and again after five seconds."""
    for number in range(4):
        webhook = {"name": f"Broken {number}", "url": url, "types": ["execution.failed"]}
        made = api.post("/dashboard/api/webhooks", json=webhook)
        assert made.status_code == 201, made.text
        assert api.post(f"/dashboard/api/webhooks/{made.json()['id']}/test").status_code == 202


def instead_of_the_runner(server: Server) -> int:
    """Kill the runner and hold its lock, so that no worker starts another. Return what holds it."""
    server.kill9("runner")
    return wait_until(lambda: lock.take(server.data, RUNNER.lock), "the runner's lock is ours")


def commit_slowly(server: Server, api: Api, prometheus: Prometheus) -> bool:
    """Publish five times, the first time while somebody else writes to the log. Return whether the alert fires."""
    with ThreadPoolExecutor(1) as pool:
        lock_held = lock_of_log(server.data)
        slow = pool.submit(api.publish, "jobs.alerts")
        time.sleep(0.7)
        lock_held.close()
        slow.result()
    for _ in range(4):
        api.publish("jobs.alerts")
        time.sleep(0.1)
    return prometheus.state("TailraceCommitsSlow") == "firing"


def fill(file: Path) -> None:
    with pytest.raises(OSError, match="No space"), file.open("wb", buffering=0) as ballast:
        while True:
            ballast.write(bytes(MIB))


def publish_until(prometheus: Prometheus, api: Api, *, firing: set[str]) -> None:
    """Publish what there is no room for, and what nobody takes, until all of these alerts have fired."""
    large = {"channel": "jobs.alerts", "type": "note", "data": {"pad": "x" * 60_000}}
    missing = set(firing)

    def have_fired() -> bool:
        for event in (large, {"channel": "jobs.alerts"}):
            assert api.post("/api/v1/publish", json=event).status_code in (201, 400, 503)
        missing.difference_update({alert for alert in missing if prometheus.state(alert) == "firing"})
        return not missing

    wait_until(have_fired, f"{', '.join(sorted(firing))} fire", within_s=120)
