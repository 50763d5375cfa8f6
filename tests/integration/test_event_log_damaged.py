"""Damage to the event log's file while servers run:
publishers get an error, streams continue and end with a reason, and a repair fixes the log.
"""

from __future__ import annotations

import os
import sqlite3
import threading
import time
from contextlib import closing
from pathlib import Path

import pytest
import requests

from tests.support.condition import wait_until
from tests.support.raw_stream import RawStream
from tests.support.server import StartServer
from tests.support.sse import parse

pytestmark = pytest.mark.integration

SMALL_RING = {"TAILRACE_HEARTBEAT_S": "0.5", "TAILRACE_RING_BYTES": "65536"}


def note(pad: int) -> dict[str, object]:
    return {"channel": "jobs.damaged", "type": "note", "data": {"pad": "x" * pad}}


def back_up(log: Path, to: Path) -> None:
    with closing(sqlite3.connect(log / "events.db")) as source, closing(sqlite3.connect(to)) as target:
        source.backup(target)


def restore(backup: Path, log: Path) -> None:
    for suffix in ("-wal", "-shm"):
        (log / f"events.db{suffix}").unlink(missing_ok=True)
    backup.rename(log / "events.db")


def cpu_s(pids: list[int]) -> float:
    """Return the processor time that these processes have used so far."""
    fields = [Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split() for pid in pids]
    return sum(int(field[11]) + int(field[12]) for field in fields) / os.sysconf("SC_CLK_TCK")


def test_damage_while_running_stops_publishers_and_nothing_else(start_server: StartServer) -> None:
    server = start_server(env=SMALL_RING)
    api, log, workers = server.api(), server.data / "log", server.worker_pids
    kept = api.publish_all([note(60_000) for _ in range(100)])
    back_up(log, server.data.parent / "backup.db")
    url = f"{server.url}/api/v1/stream?channel=jobs.damaged"
    live = RawStream.open(url, headers=api.bearer)
    # A stream in the middle of its history, which no worker holds in memory.
    behind = RawStream.open(f"{url}&last_event_id={kept[0] - 1}", headers=api.bearer, receive_buffer_bytes=4096)
    with live, behind:
        behind.read_until(b"id: %d\n" % kept[0])
        for name in ("events.db", "events.db-wal"):
            (log / name).write_bytes(os.urandom((log / name).stat().st_size))

        def publish() -> requests.Response:
            return api.post("/api/v1/publish", json=[note(60_000)] * 20)

        answers = wait_until(lambda: [answer for answer in [publish()] if answer.status_code != 201], "it is noticed")
        assert (answers[0].status_code, answers[0].json()["error"]["code"]) == (503, "event_log_damaged")
        assert "restore a backup" in answers[0].json()["error"]["message"]
        for path in (
            f"/api/v1/stream?channel=jobs.damaged&last_event_id={kept[0]}",
            "/api/v1/channels/jobs.damaged/events",
        ):
            assert api.get(path).status_code == 503
        used_s, began = cpu_s(workers), time.monotonic()
        beats = live.body.count(b"event: heartbeat")
        while live.body.count(b"event: heartbeat") < beats + 4:
            live.read_more(within_s=5)  # it is alive
        assert cpu_s(workers) - used_s < 0.5 * (time.monotonic() - began), "nobody spins"
        assert requests.get(f"{server.url}/healthz", timeout=60).status_code == 200
        assert server.worker_pids == workers, "nobody died"
        reading = threading.Thread(target=lambda: behind.read_to_end(within_s=90))
        reading.start()
        wait_until(lambda: "stream_waits" in server.log, "the one in the middle has come to where the log is damaged")
        assert server.stop(within_s=30) == 0
        reading.join()
        for stream in (live, behind):
            assert parse(stream.read_to_end())[-1].name == "closing"
        seen = [int(event.last_id) for event in parse(behind.body) if event.name == "message" and event.last_id]
        assert 0 < len(seen) < len(kept), "it was in the middle"

    restore(server.data.parent / "backup.db", log)
    server.start()
    with RawStream.open(f"{url}&last_event_id={seen[-1]}", headers=api.bearer) as stream:
        stream.read_until(b"id: %d\n" % api.publish("jobs.damaged", {"after": "repair"}))
    again = [int(event.last_id) for event in parse(stream.body) if event.name == "message" and event.last_id]
    assert seen + again[:-1] == kept
