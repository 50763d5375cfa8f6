"""A live stream continues under a new token, whichever worker gets the request; nobody else can renew it."""

from __future__ import annotations

import time
from contextlib import closing

import pytest
import requests

from tests.support.condition import wait_until
from tests.support.event_log_lock import lock_of_log
from tests.support.open_stream import closing_of, open_stream
from tests.support.server import Server
from tests.support.shared_server import ONE_WORKER, ServerWith
from tests.support.sse import parse

pytestmark = [pytest.mark.integration, pytest.mark.usefixtures("close_streams")]


def test_renewal_in_place_works_from_any_worker(server: Server) -> None:
    old, new = server.api(), server.api()
    stream = open_stream(server, old, "jobs.renew")
    client_id = parse(stream.body)[0].json["client_id"]
    for _ in range(4):  # enough to reach the worker that does not hold the stream
        answer = requests.post(
            f"{server.url}/api/v1/stream/{client_id}/renew",
            json={"token": new.stream_token("jobs.renew", "jobs.more")},
            headers=new.bearer,
            timeout=60,
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
    with closing(lock_of_log(server.data)):
        answer = new.post(
            f"/api/v1/stream/{parse(stream.body)[0].json['client_id']}/renew", json={"token": token}, timeout=2
        )
        assert answer.status_code == 204, answer.text
    assert old.post("/api/v1/auth/logout").status_code == 204
    new.publish("jobs.direct", {"after": "logout"})
    stream.read_until(b'"after":"logout"')


def test_renewing_what_has_ended_is_answered_at_once(server: Server) -> None:
    api = server.api()
    with open_stream(server, api, "jobs.gone") as stream:
        client_id = parse(stream.body)[0].json["client_id"]
    token = api.stream_token("jobs.gone")
    wait_until(
        lambda: api.post(f"/api/v1/stream/{client_id}/renew", json={"token": token}).status_code == 404, "it is gone"
    )
    for gone in [
        client_id,
        "0000000000000000",
        "nobody",
        "-",
        "~",
    ] * 2:  # enough to reach the worker that held it, and others
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
