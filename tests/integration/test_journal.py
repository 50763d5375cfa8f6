"""The journal of a real server: what it knows of streams over TCP, of a worker that is killed, of one that stops."""

from __future__ import annotations

import json
import threading
import time

import pytest

from clients.python import tailrace_client
from services.streaming.journal.entry import Entry
from services.streaming.journal.journal import Journal
from tests.support.condition import wait_until
from tests.support.open_stream import closing_of, open_on_every_worker, open_stream
from tests.support.raw_stream import RawStream
from tests.support.server import Server, StartServer
from tests.support.shared_server import ServerWith
from tests.support.sse import parse

pytestmark = [pytest.mark.integration, pytest.mark.usefixtures("close_streams")]


def client_id_of(stream: RawStream) -> str:
    client_id: str = parse(stream.body[: stream.body.index(b"\n\n") + 2])[0].json["client_id"]
    return client_id


def entry_of(server: Server, stream: RawStream) -> Entry | None:
    with Journal(server.data / "journal").reading() as journal:
        return journal.entry(client_id_of(stream))


def test_a_killed_workers_streams_end_with_it_and_keep_what_they_had(start_server: StartServer) -> None:
    server = start_server(env={"TAILRACE_WORKERS": "2"})
    api = server.api()
    streams = open_on_every_worker(server, api, "jobs.killed")
    id = api.publish("jobs.killed", {"before": "the kill"})
    for stream in streams:
        stream.read_until(b"id: %d\n" % id)
    wait_until(
        lambda: all((found := entry_of(server, stream)) and found.written >= id for stream in streams),
        "all is noted",
    )
    server.kill9("worker")
    found = [entry for entry in (entry_of(server, stream) for stream in streams) if entry is not None]
    assert {entry.reason for entry in found} == {"worker_died", None}, "at once: the system gives its lock back"
    assert all(entry.written >= id for entry in found)
    server.stop()
    ended = [entry for entry in (entry_of(server, stream) for stream in streams) if entry is not None]
    assert {entry.reason for entry in ended} == {"worker_died", "drain"}


def test_bytes_are_those_of_the_connection(server: Server) -> None:
    api = server.api()
    stream = open_stream(server, api, "jobs.bytes")
    for _ in range(3):
        stream.read_until(b"id: %d\n" % api.publish("jobs.bytes", {"pad": "x" * 10_000}))
    received = len(stream.head) + len(stream.body)

    def is_counted() -> bool:
        found = entry_of(server, stream)
        return found is not None and (found.taken or 0) >= 30_000

    wait_until(is_counted, "they are counted")
    found = entry_of(server, stream)
    assert found is not None and found.taken is not None
    assert received <= found.taken <= received + 1000, "with the chunks' own heads"
    assert (found.unconfirmed, found.network) == (0, "127.0.0.0/24")
    assert json.dumps(found.channels) == '["jobs.bytes"]'


def test_an_admin_ends_a_stream_within_a_second_on_whatever_worker(server: Server) -> None:
    api = server.api()
    for stream in open_on_every_worker(server, api, "jobs.ended")[-6:]:
        started = time.monotonic()
        assert api.delete(f"/api/v1/admin/connections/{client_id_of(stream)}").status_code == 204
        closing, _ = closing_of(stream)
        assert closing.json["reason"] == "limit"
        assert time.monotonic() - started < 10
    listed = api.get("/api/v1/admin/connections?channel=jobs.ended&limit=500").json()["connections"]
    assert len(listed) >= 6


def test_a_retention_rule_counts_within_ten_seconds(server_with: ServerWith) -> None:
    server = server_with({"TAILRACE_RETENTION_GRACE_S": "0", "TAILRACE_WORKERS": "2"})
    api = server.api()
    for _ in range(20):
        api.publish("ruled.a", {})
        api.publish("ruled.b", {})
    assert api.put("/api/v1/admin/retention/ruled.*", json={"events": 3}).status_code == 200
    assert api.put("/api/v1/admin/retention/ruled.b", json={"events": 7}).status_code == 200

    def kept(channel: str) -> int:
        return int(api.get(f"/api/v1/admin/channels/{channel}").json()["events"])

    wait_until(lambda: (kept("ruled.a"), kept("ruled.b")) == (3, 7), "both are trimmed", within_s=60)


def test_why_follows_a_client_of_ours_through_the_death_of_its_worker(start_server: StartServer) -> None:
    server = start_server(env={"TAILRACE_WORKERS": "1"})
    api = server.api()
    token = server.service_token(subscribe=["jobs.*"])
    received: list[int] = []

    def follow() -> None:
        for event in tailrace_client.subscribe(server.url, token, ["jobs.why"]):
            received.append(event.id)

    follower = threading.Thread(target=follow, daemon=True)
    follower.start()

    def connections() -> list[str]:
        found = api.get("/api/v1/admin/connections?channel=jobs.why").json()["connections"]
        return [one["client_id"] for one in found]

    (first,) = wait_until(connections, "it follows")
    event = api.publish("jobs.why", {"n": 1})

    def has_it() -> bool:
        with Journal(server.data / "journal").reading() as journal:
            found = journal.entry(first)
        return event in received and found is not None and found.written >= event

    wait_until(has_it, "it is noted")
    server.kill9("worker")
    api.close()  # its open connection may belong to the dead worker
    wait_until(lambda: server.worker_pids, "another worker has begun")
    wait_until(lambda: [one for one in connections() if one != first], "it is back", within_s=60)
    answer = api.get(f"/api/v1/admin/why?client_id={first}&event={event}").json()
    assert answer["fate"] == "confirmed", answer["verdict"]
    (client,) = answer["clients"]
    assert [one["tied_by"] for one in client["connections"]] == [None, "named"]
    assert client["connections"][0]["reason"] == "worker_died"
    api.post("/api/v1/channels/jobs.why/close")
    follower.join(30)
    assert received == [event]
