"""Setting the wall clock back under a running server affects no ids, positions, logins or heartbeats."""

from __future__ import annotations

import itertools
from pathlib import Path
from typing import Any

import pytest

from tests.support.clock import WallClock
from tests.support.raw_stream import RawStream
from tests.support.server import StartServer
from tests.support.sse import parse

pytestmark = pytest.mark.integration

BACK_S = 7200


def test_a_clock_set_back_changes_nothing(start_server: StartServer, tmp_path: Path) -> None:
    clock = WallClock(tmp_path)
    server = start_server(env={"TAILRACE_HEARTBEAT_S": "0.5", **clock.env})
    api = server.api()
    early_token = api.stream_token("jobs.clock")
    keyed: dict[str, Any] = {
        "json": [{"channel": "jobs.clock", "type": "note", "data": {"n": 0}}],
        "headers": {"Idempotency-Key": "k"},
    }
    ids = [api.post("/api/v1/publish", **keyed).json()["ids"][0]]
    url = f"{server.url}/api/v1/stream?channel=jobs.clock"
    with RawStream.open(f"{url}&last_event_id=0&token={early_token}") as stream:
        stream.read_until(b"event: heartbeat\n")
        clock.shift(-BACK_S)
        assert api.get("/api/v1/auth/me").status_code == 200, "who was logged in still is"
        assert api.post("/api/v1/publish", **keyed).json()["ids"] == ids, "a key is still known"
        ids += [api.publish("jobs.clock", {"n": n}) for n in range(1, 5)]
        stream.read_until(b"id: %d\n" % ids[-1])
        beats = stream.body.count(b"event: heartbeat\n")
        while stream.body.count(b"event: heartbeat\n") < beats + 3:
            stream.read_more(within_s=10)
        sent_at = [event.json["at"] / 1000 for event in parse(stream.body) if event.name == "heartbeat"]
        assert sent_at[0] - sent_at[-1] > BACK_S / 2, "the clock has been set back for the server"
        assert [int(event.last_id) for event in parse(stream.body) if event.name == "message" and event.last_id] == ids
    with RawStream.open(f"{url}&last_event_id={ids[0]}&token={early_token}") as stream:
        stream.read_until(b"id: %d\n" % ids[-1])
    server.restart()
    again = server.api()
    ids.append(again.publish("jobs.clock", {"after": "restart"}))
    with RawStream.open(f"{url}&last_event_id={ids[0]}", headers=api.bearer) as stream:
        body = stream.read_until(b'"after":"restart"}\n\n')
    assert b'"recovered":true' in body
    assert [int(event.last_id) for event in parse(body) if event.name == "message" and event.last_id] == ids[1:]
    events = again.get("/api/v1/channels/jobs.clock/events").json()["events"]
    assert all(earlier["at"] <= later["at"] for earlier, later in itertools.pairwise(events))
