"""A signing key that leaked: once it is removed, whatever rests on it ends in every worker, and nothing else does."""

from __future__ import annotations

from contextlib import ExitStack

import pytest
import requests

from tests.support.raw_stream import RawStream
from tests.support.server import StartServer
from tests.support.sse import parse

pytestmark = pytest.mark.integration

CHANNEL = "jobs.leak"


def test_streams_that_rest_on_a_removed_key_end_and_others_go_on(start_server: StartServer) -> None:
    server = start_server(env={"TAILRACE_WORKERS": "2", "TAILRACE_HEARTBEAT_S": "0.5"})
    url = f"{server.url}/api/v1/stream?channel={CHANNEL}"
    old = server.api()
    service = server.service_token(subscribe=["jobs.*"])
    name, value = server.session_cookie()
    before = old.stream_token(CHANNEL)
    (leaked,) = server.flask("key", "list").stdout.split()
    assert server.flask("key", "rotate").returncode == 0
    new = server.api()
    asked = requests.post(
        f"{server.url}/api/v1/auth/stream-token", json={"channels": [CHANNEL]}, cookies={name: value}, timeout=60
    )
    doomed = {
        "an access token": (url, old.bearer),
        "a service token": (url, {"Authorization": f"Bearer {service}"}),
        "a stream token": (f"{url}&token={before}", {}),
        "a new stream token, by an access token": (f"{url}&token={old.stream_token(CHANNEL)}", {}),
        "a new stream token, by a session": (f"{url}&token={asked.json()['token']}", {}),
    }
    with ExitStack() as stack:

        def open_streams(address: str, headers: dict[str, str]) -> list[RawStream]:
            """Return enough of them for each worker to have some."""
            return [stack.enter_context(RawStream.open(address, headers=headers)) for _ in range(4)]

        ending = {what: open_streams(*how) for what, how in doomed.items()}
        going_on = open_streams(url, new.bearer) + open_streams(f"{url}&token={new.stream_token(CHANNEL)}", {})
        assert server.flask("key", "remove", leaked).returncode == 0
        for what, streams in ending.items():
            for stream in streams:
                stream.read_to_end(within_s=10)
                last = parse(stream.body)[-1]
                assert (last.name, last.json["reason"]) == ("closing", "revoked"), what
        for address, headers in doomed.values():
            assert requests.get(address, headers=headers, timeout=60).status_code == 401
        id = new.publish(CHANNEL, {"n": 1})
        for stream in going_on:
            stream.read_until(b"id: %d\n" % id)
