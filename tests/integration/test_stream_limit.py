"""Streams and waiting polls share the limits. A client over one is told when to return, and pages still answer."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
import requests

from tests.support.api import Api
from tests.support.condition import wait_until
from tests.support.raw_stream import RawStream
from tests.support.server import Server, StartServer

pytestmark = pytest.mark.integration

CHANNEL = "jobs.limit"
STREAM = f"/api/v1/stream?channel={CHANNEL}"
POLL = f"/api/v1/channels/{CHANNEL}/events?wait=30"


def open_stream(server: Server, api: Api) -> RawStream:
    stream = RawStream.open(f"{server.url}{STREAM}", headers=api.bearer)
    assert stream.status == 200, stream.head
    stream.read_until(b"\n\n")
    return stream


@contextmanager
def waiting_poll(server: Server, api: Api, after: int) -> Iterator[None]:
    """Hold a poll open while the block runs. The block ends by publishing an event, which answers the poll."""
    answers: list[requests.Response] = []

    def ask() -> None:
        answers.append(requests.get(f"{server.url}{POLL}&after={after}", headers=api.bearer, timeout=40))

    thread = threading.Thread(target=ask)
    thread.start()
    yield
    thread.join(timeout=40)
    assert [len(answer.json()["events"]) for answer in answers] == [1]


def open_count(server: Server, api: Api) -> int:
    """Return the worker's count of a user's streams and waiting polls. Probing by opening one would take a place."""
    (beat,) = [json.loads(path.read_text()) for path in (server.data / "workers").glob("*.json")]
    return int(beat["by_user"].get(api.user_id, 0))


def expect_refusal(answer: requests.Response, status: int, code: str) -> None:
    assert (answer.status_code, answer.json()["error"]["code"]) == (status, code)
    assert int(answer.headers["Retry-After"]) > 0


def test_streams_and_waiting_polls_share_the_limits(start_server: StartServer) -> None:
    server = start_server(env={"TAILRACE_STREAMS_PER_USER": "2", "TAILRACE_WORKERS": "1", "TAILRACE_MAX_STREAMS": "3"})
    server.add_user("bob", "another password 1", subscribe=["jobs.*"])
    admin, bob = server.api(), server.api("bob", "another password 1")
    first = admin.publish(CHANNEL, {"n": 1})
    with open_stream(server, admin):
        with waiting_poll(server, admin, first):
            wait_until(lambda: open_count(server, admin) == 2, "the poll counts")
            expect_refusal(admin.get(STREAM), 429, "user_streams")
            expect_refusal(admin.get(f"{POLL}&after={first}"), 429, "user_streams")
            assert admin.get(POLL).json()["next"] == first, "what is there is given without waiting"
            assert admin.get(f"/api/v1/channels/{CHANNEL}/events?after={first}").json()["events"] == []
            with open_stream(server, bob):
                expect_refusal(bob.get(STREAM), 503, "streams_full")
                expect_refusal(bob.get(f"{POLL}&after={first}"), 503, "streams_full")
                assert requests.get(f"{server.url}/healthz", timeout=60).status_code == 200
            admin.publish(CHANNEL, {"n": 2})
        open_stream(server, admin).close()
    wait_until(lambda: open_count(server, admin) == 0, "all are gone")
