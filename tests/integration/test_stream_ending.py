"""Every ending has a name: revocation, expiry, age, and a client that does not read.
It makes no difference which worker holds the stream.
"""

from __future__ import annotations

import threading
import time
from contextlib import closing

import pytest
import requests

from tests.support.api import Api
from tests.support.condition import wait_until
from tests.support.event_log_lock import lock_of_log
from tests.support.open_stream import closing_of, open_on_every_worker, open_stream
from tests.support.server import Server, StartServer
from tests.support.shared_server import ONE_WORKER, ServerWith
from tests.support.sse import parse

pytestmark = [pytest.mark.integration, pytest.mark.usefixtures("close_streams")]


def test_logout_ends_the_logins_streams_on_every_worker_and_no_other(server: Server) -> None:
    mine, other = server.api(), server.api()
    streams = open_on_every_worker(server, mine, "jobs.logout")
    kept = open_stream(server, other, "jobs.logout")
    started = time.monotonic()
    assert mine.post("/api/v1/auth/logout").status_code == 204
    for stream in streams:
        assert closing_of(stream, within_s=20)[0].json["reason"] == "revoked"
    assert time.monotonic() - started < 10  # normally below a second
    other.publish("jobs.logout", {"still": "here"})
    kept.read_until(b'"still":"here"')
    kept.close()
    assert mine.get("/api/v1/auth/me").status_code == 401


def test_what_is_revoked_ends_its_streams_also_when_nothing_can_be_announced(start_server: StartServer) -> None:
    server = start_server(env={"TAILRACE_WORKERS": "2", "TAILRACE_PUBLISH_DEADLINE_S": "0.2"})
    leaving, staying, program = server.api(), server.api(), Api(server.url)
    token = server.service_token(subscribe=["jobs.*"])
    program.headers["Authorization"] = f"Bearer {token}"
    server.add_user("bob", "another password 1", subscribe=["jobs.*"])
    streams = open_on_every_worker(server, leaving, "jobs.silent")
    kept = open_stream(server, staying, "jobs.silent")
    streams += [open_stream(server, api, "jobs.silent") for api in (program, server.api("bob", "another password 1"))]
    with closing(lock_of_log(server.data)) as other:
        assert leaving.post("/api/v1/auth/logout").status_code == 204
        assert server.flask("token", "revoke", server.flask("token", "list").stdout.split()[0]).returncode == 0
        assert server.flask("user", "disable", "bob").returncode == 0
        for stream in streams:
            assert closing_of(stream, within_s=20)[0].json["reason"] == "revoked"
        other.execute("ROLLBACK")
    staying.publish("jobs.silent", {"still": "here"})
    kept.read_until(b'"still":"here"')
    assert "revocation_not_announced" in server.log


def test_a_stream_ends_with_its_login(server_with: ServerWith) -> None:
    server = server_with({"TAILRACE_LOGIN_S": "60", "TAILRACE_WORKERS": "1"})
    api = server.api()
    stream = open_stream(server, api, "jobs.expiry")
    stream.read_until(b"event: token_expiring\n", within_s=30)  # at once: 60 s before the end of a 60 s login
    (warning,) = [event for event in parse(stream.body) if event.name == "token_expiring"]
    assert 0 < warning.json["expires_in"] <= 60
    stream.close()


def test_a_stream_of_maximum_age_is_asked_to_come_back(server_with: ServerWith) -> None:
    server = server_with({"TAILRACE_STREAM_MAX_AGE_S": "1", "TAILRACE_WORKERS": "1"})
    api = server.api()
    with open_stream(server, api, "jobs.age") as stream:
        assert closing_of(stream)[0].json["reason"] == "age"


def test_a_reader_that_stopped_reading_is_cut_when_its_stream_ends(server_with: ServerWith) -> None:
    server = server_with(ONE_WORKER)
    slow, api = server.api(), server.api()
    stream = open_stream(server, slow, "jobs.stuck", receive_buffer_bytes=4096)
    big = [{"channel": "jobs.stuck", "type": "note", "data": {"pad": "x" * 30_000}} for _ in range(100)]
    for _ in range(3):
        api.publish_all(big)  # 9 MB, far more than the socket buffers hold
    with open_stream(server, api, "jobs.stuck") as healthy:
        id = api.publish("jobs.stuck", {"for": "all"})
        healthy.read_until(b"id: %d\n" % id)
    assert slow.post("/api/v1/auth/logout").status_code == 204
    wait_until(
        lambda: api.get("/api/v1/sse/connections/status").json()["active_connections"] == 0,
        "the stuck stream is gone",
        within_s=20,
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
        other = lock_of_log(server.data)
        published: list[int] = []
        publisher = threading.Thread(target=lambda: published.append(api.publish("jobs.locked", {"waited": True})))
        publisher.start()
        for _ in range(5):
            assert requests.get(f"{server.url}/healthz", timeout=4).status_code == 200
        assert requests.get(f"{server.url}/readyz", timeout=4).status_code == 200
        assert not published
        other.execute("ROLLBACK")
        other.close()
        publisher.join(10)
        stream.read_until(b"id: %d\n" % published[0])
