"""Every ending has a name, and ends: revocation, expiry, age, drain, a client that does not read; on whichever worker it is."""

from __future__ import annotations

import json
import os
import signal
import sqlite3
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing

import pytest
import requests

from tests.support.api import Api
from tests.support.condition import wait_until
from tests.support.raw_stream import RawStream
from tests.support.server import ADMIN_PASSWORD, ADMIN_USER, Server, StartServer
from tests.support.shared_server import ONE_WORKER, ServerWith
from tests.support.sse import Event, parse

pytestmark = pytest.mark.integration


_opened: list[RawStream] = []


@pytest.fixture(autouse=True)
def close_streams() -> Iterator[None]:
    """Every stream that a test opened is closed at its end, however it ended."""
    yield
    while _opened:
        _opened.pop().close()


def open_stream(server: Server, api: Api, *channels: str, more: str = "", receive_buffer_bytes: int | None = None) -> RawStream:
    query = "&".join(f"channel={channel}" for channel in channels)
    url = f"{server.url}/api/v1/stream?{query}&token={api.stream_token(*channels)}{more}"
    stream = RawStream.open(url, receive_buffer_bytes=receive_buffer_bytes)
    assert stream.status == 200, stream.head
    _opened.append(stream)
    stream.read_until(b"\n\n")
    return stream


def closing_of(stream: RawStream, within_s: float = 10.0) -> tuple[Event, bytes]:
    body = stream.read_to_end(within_s=within_s)
    last = parse(body)[-1]
    assert last.name == "closing"
    assert b"retry: %d\nevent: closing\n" % last.json["retry"] in body
    return last, body


def open_on_every_worker(server: Server, api: Api, channel: str) -> list[RawStream]:
    """A dozen streams or more, until each worker holds some: the kernel deals connections out as it likes."""
    streams: list[RawStream] = []

    def every_worker_has_some() -> bool:
        if len(streams) < 60:
            streams.append(open_stream(server, api, channel))
        beats = [json.loads(path.read_text()) for path in (server.data / "workers").glob("*.json")]
        return len(streams) >= 12 and all(beat["by_kind"] for beat in beats) and sum(map(held, beats)) >= len(streams)

    wait_until(every_worker_has_some, "every worker holds a stream")
    return streams


def held(beat: dict[str, dict[str, int]]) -> int:
    return sum(beat["by_kind"].values())


def test_logout_ends_the_logins_streams_on_every_worker_and_no_other(server: Server) -> None:
    mine, other = server.api(), server.api()
    streams = open_on_every_worker(server, mine, "jobs.logout")
    kept = open_stream(server, other, "jobs.logout")
    started = time.monotonic()
    assert mine.post("/api/v1/auth/logout").status_code == 204
    for stream in streams:
        assert closing_of(stream, within_s=5)[0].json["reason"] == "revoked"
    assert time.monotonic() - started < 3
    other.publish("jobs.logout", {"still": "here"})
    kept.read_until(b'"still":"here"')
    kept.close()
    assert mine.get("/api/v1/auth/me").status_code == 401


def lock(server: Server) -> sqlite3.Connection:
    connection = sqlite3.connect(server.data / "log" / "events.db", isolation_level=None)
    connection.execute("BEGIN IMMEDIATE")
    return connection


def test_what_is_revoked_ends_its_streams_also_when_nothing_can_be_announced(start_server: StartServer) -> None:
    server = start_server(env={"TAILRACE_WORKERS": "2", "TAILRACE_PUBLISH_DEADLINE_S": "0.2"})
    leaving, staying, program = server.api(), server.api(), Api(server.url)
    token = server.service_token(subscribe=["jobs.*"])
    program.headers["Authorization"] = f"Bearer {token}"
    server.add_user("bob", "another password 1", subscribe=["jobs.*"])
    streams = open_on_every_worker(server, leaving, "jobs.silent")
    kept = open_stream(server, staying, "jobs.silent")
    streams += [open_stream(server, api, "jobs.silent") for api in (program, server.api("bob", "another password 1"))]
    with closing(lock(server)) as other:
        assert leaving.post("/api/v1/auth/logout").status_code == 204
        assert server.flask("token", "revoke", server.flask("token", "list").stdout.split()[0]).returncode == 0
        assert server.flask("user", "disable", "bob").returncode == 0
        for stream in streams:
            assert closing_of(stream, within_s=6)[0].json["reason"] == "revoked"
        other.execute("ROLLBACK")
    staying.publish("jobs.silent", {"still": "here"})
    kept.read_until(b'"still":"here"')
    assert "revocation_not_announced" in server.log


def test_a_stream_ends_with_its_login(server_with: ServerWith) -> None:
    server = server_with({"TAILRACE_LOGIN_S": "60", "TAILRACE_WORKERS": "1"})
    api = server.api()
    stream = open_stream(server, api, "jobs.expiry")
    stream.read_until(b"event: token_expiring\n", within_s=5)  # at once: 60 s before the end of a login of 60 s
    (warning,) = [event for event in parse(stream.body) if event.name == "token_expiring"]
    assert 0 < warning.json["expires_in"] <= 60
    stream.close()


def test_renewal_in_place_works_from_any_worker(server: Server) -> None:
    old, new = server.api(), server.api()
    stream = open_stream(server, old, "jobs.renew")
    client_id = parse(stream.body)[0].json["client_id"]
    for _ in range(4):  # some of these reach the worker that does not hold the stream
        answer = requests.post(
            f"{server.url}/api/v1/stream/{client_id}/renew",
            json={"token": new.stream_token("jobs.renew", "jobs.more")},
            headers=new.bearer,
            timeout=10,
        )
        assert answer.status_code == 204, answer.text
    assert old.post("/api/v1/auth/logout").status_code == 204
    new.publish("jobs.renew", {"after": "logout"})
    stream.read_until(b'"after":"logout"')
    assert new.post("/api/v1/auth/logout").status_code == 204
    assert closing_of(stream)[0].json["reason"] == "revoked"


def test_a_stream_of_the_asked_worker_is_renewed_without_the_log(server_with: ServerWith) -> None:
    server = server_with(ONE_WORKER)
    old, new = server.api(), server.api()
    stream = open_stream(server, old, "jobs.direct")
    token = new.stream_token("jobs.direct")
    with closing(lock(server)):
        answer = new.post(f"/api/v1/stream/{parse(stream.body)[0].json['client_id']}/renew", json={"token": token}, timeout=2)
        assert answer.status_code == 204, answer.text
    assert old.post("/api/v1/auth/logout").status_code == 204
    new.publish("jobs.direct", {"after": "logout"})
    stream.read_until(b'"after":"logout"')


def test_renewing_what_has_ended_is_answered_at_once(server: Server) -> None:
    api = server.api()
    with open_stream(server, api, "jobs.gone") as stream:
        client_id = parse(stream.body)[0].json["client_id"]
    token = api.stream_token("jobs.gone")
    wait_until(lambda: api.post(f"/api/v1/stream/{client_id}/renew", json={"token": token}).status_code == 404, "it is gone")
    for gone in [client_id, "0000000000000000", "nobody", "-", "~"] * 2:  # asked of the worker that held it, and of others
        started = time.monotonic()
        assert api.post(f"/api/v1/stream/{gone}/renew", json={"token": token}).status_code == 404
        assert time.monotonic() - started < 1.5


def test_renewal_refuses_what_it_must(server: Server) -> None:
    api = server.api()
    server.add_user("mallory", "another password 1", subscribe=["jobs.*"])
    mallory = server.api("mallory", "another password 1")
    with open_stream(server, api, "jobs.r1", "jobs.r2") as stream:
        url = f"/api/v1/stream/{parse(stream.body)[0].json['client_id']}/renew"
        assert api.post(url, json={"token": api.stream_token("jobs.r1")}).status_code == 403
        assert mallory.post(url, json={"token": mallory.stream_token("jobs.r1", "jobs.r2")}).status_code == 403
        assert mallory.post(url, json={"token": api.stream_token("jobs.r1", "jobs.r2")}).status_code == 403
        assert api.post(url, json={"token": "no token"}).status_code == 401
        assert api.post(url, json={}).status_code == 400
        token = api.stream_token("jobs.r1", "jobs.r2")
    assert api.post("/api/v1/stream/0000000000000000/renew", json={"token": token}).status_code == 404


def test_a_stream_of_maximum_age_is_asked_to_come_back(server_with: ServerWith) -> None:
    server = server_with({"TAILRACE_STREAM_MAX_AGE_S": "1", "TAILRACE_WORKERS": "1"})
    api = server.api()
    with open_stream(server, api, "jobs.age") as stream:
        assert closing_of(stream)[0].json["reason"] == "age"


def test_sigterm_drains_with_jitter_and_loses_nothing(start_server: StartServer) -> None:
    server = start_server(env={"TAILRACE_DRAIN_S": "4", "TAILRACE_WORKERS": "1"})
    api = server.api()
    streams = [open_stream(server, api, "jobs.drain") for _ in range(20)]
    id = api.publish("jobs.drain", {"last": "event"})
    os.kill(server.master_pid, signal.SIGTERM)
    with ThreadPoolExecutor(len(streams)) as pool:  # all at once: an arrival's time is that of its reading
        closings = list(pool.map(closing_of, streams))
    for last, body in closings:
        assert last.json["reason"] == "drain"
        assert b"id: %d\n" % id in body
    retries = {last.json["retry"] for last, _ in closings}
    ends = [stream.arrivals[-1].at for stream in streams]
    assert len(retries) > 10, "clients come back at different times"
    assert max(ends) - min(ends) > 0.3, "endings are spread over the window"
    server.stop()
    server.start()
    token = server.api().stream_token("jobs.drain")
    with RawStream.open(f"{server.url}/api/v1/stream?channel=jobs.drain&token={token}&last_event_id={id - 1}") as stream:
        stream.read_until(b"id: %d\n" % id)


def test_polls_that_wait_are_answered_when_the_server_stops(start_server: StartServer) -> None:
    server = start_server(env={"TAILRACE_WORKERS": "1"})
    api = server.api()
    answers: list[requests.Response] = []
    path = "/api/v1/channels/jobs.polled/events?wait=30"
    poll = threading.Thread(target=lambda: answers.append(api.get(path)))
    poll.start()
    time.sleep(0.3)  # nothing shows from outside that a poll has begun to wait
    assert server.stop(within_s=5) == 0
    poll.join(timeout=5)
    assert [(answer.status_code, answer.json()["events"], answer.json()["done"]) for answer in answers] == [(200, [], False)]


def test_one_worker_retired_leaves_the_others_alone(start_server: StartServer) -> None:
    server = start_server(env={"TAILRACE_WORKERS": "2", "TAILRACE_DRAIN_S": "0.2"})
    api = server.api()
    streams = open_on_every_worker(server, api, "jobs.retire")
    retired = server.worker_pids[0]
    os.kill(retired, signal.SIGTERM)
    wait_until(
        lambda: retired not in server.worker_pids and len(server.worker_pids) == 2, "gunicorn has replaced it", within_s=20
    )
    api.publish("jobs.retire", {"after": "retirement"})
    drained = 0
    for stream in streams:
        while b'"after":"retirement"' not in stream.body and not stream.is_ended:
            stream.read_more()
        drained += stream.is_ended
        stream.close()
    assert 0 < drained < len(streams)


def test_a_killed_workers_streams_are_forgotten_and_its_clients_resume(start_server: StartServer) -> None:
    server = start_server(env={"TAILRACE_WORKERS": "2"})
    api = server.api()
    streams = open_on_every_worker(server, api, "jobs.killed")
    server.kill9("worker")
    api.close()  # its kept connection may be the dead worker's
    count = api.get("/api/v1/sse/connections/status").json()["active_connections"]
    wait_until(
        lambda: api.get("/api/v1/sse/connections/status").json()["active_connections"] < count,
        "the dead one's are gone",
        within_s=5,
    )
    wait_until(lambda: len(server.worker_pids) == 2, "gunicorn has replaced it")
    ids = [api.publish("jobs.killed", {"n": n}) for n in range(5)]
    for stream in streams:
        stream.close()
    with open_stream(server, api, "jobs.killed", more=f"&last_event_id={ids[0]}") as stream:
        stream.read_until(b"id: %d\n" % ids[-1])


def test_a_reader_that_stopped_reading_is_cut_when_its_stream_ends(server_with: ServerWith) -> None:
    server = server_with(ONE_WORKER)
    slow, api = server.api(), server.api()
    stream = open_stream(server, slow, "jobs.stuck", receive_buffer_bytes=4096)
    big = [{"channel": "jobs.stuck", "type": "note", "data": {"pad": "x" * 30_000}} for _ in range(100)]
    for _ in range(3):
        api.publish_all(big)  # 9 MB: far more than the sockets' buffers hold
    with open_stream(server, api, "jobs.stuck") as healthy:
        id = api.publish("jobs.stuck", {"for": "all"})
        healthy.read_until(b"id: %d\n" % id)
    assert slow.post("/api/v1/auth/logout").status_code == 204
    wait_until(
        lambda: api.get("/api/v1/sse/connections/status").json()["active_connections"] == 0,
        "the stuck stream is gone",
        within_s=5,
    )
    stream.close()


def test_a_slow_reader_gets_everything_in_the_end(server: Server) -> None:
    api = server.api()
    stream = open_stream(server, api, "jobs.slow", receive_buffer_bytes=4096)
    ids: list[int] = []
    for _ in range(4):
        batch = [{"channel": "jobs.slow", "type": "note", "data": {"pad": "x" * 30_000}} for _ in range(100)]
        ids += api.publish_all(batch)
    api.close_channel("jobs.slow")
    events = parse(stream.read_to_end(within_s=60))
    assert [int(event.last_id) for event in events[1:-1]] == ids
    assert events[-1].name == "done"


def test_a_foreign_lock_on_the_log_stops_publishers_only(server: Server) -> None:
    api = server.api()
    with open_stream(server, api, "jobs.locked") as stream:
        other = sqlite3.connect(server.data / "log" / "events.db", isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        published: list[int] = []
        publisher = threading.Thread(target=lambda: published.append(api.publish("jobs.locked", {"waited": True})))
        publisher.start()
        for _ in range(5):
            assert requests.get(f"{server.url}/healthz", timeout=1).status_code == 200
        assert requests.get(f"{server.url}/readyz", timeout=1).status_code == 200
        assert not published
        other.execute("ROLLBACK")
        other.close()
        publisher.join(10)
        stream.read_until(b"id: %d\n" % published[0])


def test_two_servers_on_one_data_folder_are_one(start_server: StartServer) -> None:
    one = start_server(env={"TAILRACE_WORKERS": "2"})
    two = start_server(env={"TAILRACE_WORKERS": "2"}, data=one.data)
    first, second = one.api(), two.api(ADMIN_USER, ADMIN_PASSWORD)
    with open_stream(one, first, "jobs.both") as left, open_stream(two, second, "jobs.both") as right:
        threads = [
            threading.Thread(target=lambda api=api: [api.publish("jobs.both", {"n": n}) for n in range(50)])
            for api in (first, second)
        ]
        [thread.start() for thread in threads]
        [thread.join() for thread in threads]
        last = first.publish("jobs.both", {"last": True})
        seen = [
            [event.last_id for event in parse(stream.read_until(b"id: %d\n" % last) + b"") if event.last_id]
            for stream in (left, right)
            if stream.read_until(b'"last":true}\n\n')
        ]
    assert len(seen[0]) == 101
    assert seen[0] == seen[1] == sorted(seen[0], key=int)
    answer = first.get("/api/v1/sse/connections/status").json()
    assert answer["workers"] == 4, json.dumps(answer)
