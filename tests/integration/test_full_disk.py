"""A full disk: publishers get an error, streams continue, and free space is enough to recover.
Runs on a real disk of 24 MiB.
"""

from __future__ import annotations

import shutil
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import requests

from tests.support.chat import SCRIPTED, Watcher, ask, ended, lost_and_doubled, read_answer, words
from tests.support.condition import wait_until
from tests.support.raw_stream import RawStream
from tests.support.server import StartServer

pytestmark = pytest.mark.integration


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    folder = tmp_path / "disk"
    folder.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=24m", "tmpfs", folder], check=True)
    yield folder
    subprocess.run(["umount", "--lazy", folder], check=True)


def test_jobs_make_way_before_the_disk_is_full_and_publishing_goes_on(
    small_disk: Path, start_server: StartServer, git_repository: Path
) -> None:
    """The floor is 8 MiB. A job that runs into half of it ends, later ones wait, and go on once there is room."""
    env = {"TAILRACE_FREE_BYTES": str(8 * 2**20), "TAILRACE_FREE_FILES": "0"}
    env |= {"TAILRACE_LOCAL_ROOTS": str(git_repository.parent), "TAILRACE_WORKERS": "1"}
    server = start_server(env=env, data=small_disk / "data")
    api = server.api()

    def start() -> str:
        answer = api.post("/rlm/analyze", json={"url": str(git_repository)})
        assert answer.status_code == 202, answer.text
        return str(answer.json()["scan_id"])

    def scan(scan_id: str) -> dict[str, Any]:
        found: dict[str, Any] = api.get(f"/rlm/scans/{scan_id}").json()
        return found

    running, queued = start(), start()
    wait_until(lambda: scan(running)["status"] == "running", "the first runs", within_s=90)
    ballast = small_disk / "ballast"
    size = shutil.disk_usage(small_disk).free - 3 * 2**20
    ballast.write_bytes(b"x" * size)
    wait_until(lambda: scan(running)["status"] == "failed", "the job has made way", within_s=90)
    assert "TAILRACE_FREE_BYTES" in scan(running)["error"]
    assert scan(queued)["status"] == "queued"
    refused = api.post("/rlm/analyze", json={"url": str(git_repository)})
    assert (refused.status_code, refused.json()["error"]["code"]) == (503, "disk_low")
    assert api.get("/readyz").status_code == 200
    api.publish("jobs.low-disk")
    ballast.unlink()
    wait_until(lambda: scan(queued)["status"] != "queued", "the next one begins", within_s=90)
    api.post(f"/rlm/scans/{queued}/cancel")
    wait_until(lambda: scan(queued)["status"] in ("cancelled", "failed", "succeeded"), "it has ended", within_s=90)


def test_an_answer_waits_for_room_and_loses_nothing(small_disk: Path, start_server: StartServer) -> None:
    env = {**SCRIPTED, "TAILRACE_WORKERS": "1", "TAILRACE_FREE_BYTES": "1", "TAILRACE_FREE_FILES": "0"}
    server = start_server(env=env, data=small_disk / "data")
    api = server.api()
    watcher = Watcher([server.url], api, ask(api, "say 60 40\nlong 40000")["run_id"])
    wait_until(lambda: watcher.text, "it has begun")
    with pytest.raises(OSError, match="No space"), (small_disk / "ballast").open("wb", buffering=0) as ballast:
        while True:
            ballast.write(b"x" * 4096)
    event = {"channel": "jobs.disk", "type": "note", "data": {"pad": "x" * 60_000}}
    wait_until(lambda: api.post("/api/v1/publish", json=event).status_code == 503, "there is no room")
    time.sleep(1)
    assert read_answer(api, watcher.run_id)["state"] == "live"
    (small_disk / "ballast").unlink()
    watcher.finish(within_s=60)
    assert lost_and_doubled([watcher], words(60) + ("0123456789" * 4000)) == (0, 0)
    assert ended(api, watcher.run_id)["state"] == "complete"


def test_a_full_disk_stops_publishers_only_and_recovers_by_itself(small_disk: Path, start_server: StartServer) -> None:
    server = start_server(env={"TAILRACE_HEARTBEAT_S": "0.5"}, data=small_disk / "data")
    api = server.api()
    url = f"{server.url}/api/v1/stream?channel=jobs.disk&token={api.stream_token('jobs.disk')}"
    with RawStream.open(url) as stream:
        kept = api.publish("jobs.disk", {"before": True})
        stream.read_until(b"id: %d\n" % kept)
        with pytest.raises(OSError, match="No space"), (small_disk / "ballast").open("wb", buffering=0) as ballast:
            while True:
                ballast.write(b"x" * 65_536)

        def publish() -> requests.Response:
            return api.post(
                "/api/v1/publish", json={"channel": "jobs.disk", "type": "note", "data": {"pad": "x" * 60_000}}
            )

        def published(status: int) -> list[requests.Response]:  # in a list, because a 4xx or 5xx response is falsy
            return [answer for answer in [publish()] if answer.status_code == status]

        (refused,) = wait_until(lambda: published(503), "it is full")
        assert refused.json()["error"]["code"] == "event_log_full"
        assert int(refused.headers["Retry-After"]) > 0
        beats = stream.body.count(b"event: heartbeat")
        while stream.body.count(b"event: heartbeat") < beats + 2:
            stream.read_more(within_s=5)  # the stream is alive
        before = stream.body.count(b"id: ")

        (small_disk / "ballast").unlink()
        answer = wait_until(
            lambda: next((found for found in [publish()] if found.status_code == 201), None), "there is room again"
        )
        stream.read_until(b"id: %d\n" % answer.json()["ids"][0])
        assert stream.body.count(b"id: ") == before + 1, "nothing that was refused has appeared"
