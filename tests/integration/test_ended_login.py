"""A login that somebody ends from elsewhere: its streams end within a second on every worker, and no others do."""

from __future__ import annotations

import time
from contextlib import ExitStack

import pytest

from tests.support.api import Api
from tests.support.raw_stream import RawStream
from tests.support.server import Server
from tests.support.shared_server import ServerWith
from tests.support.sse import parse

pytestmark = pytest.mark.integration

CHANNEL = "jobs.ended-login"
PASSWORD = "correct horse battery"
WITHIN_S = 10.0
"""For a stream that does not end. It takes a second."""


@pytest.fixture
def ada(server_with: ServerWith) -> Server:
    server = server_with({"TAILRACE_WORKERS": "2"})
    server.add_user("ada-ended", PASSWORD, subscribe=["jobs.*"])
    return server


def logins(api: Api, path: str) -> list[str]:
    return [login["id"] for login in api.get(path).json()["logins"] if not login["is_current"]]


def test_its_streams_end_on_every_worker(ada: Server) -> None:
    kept, own, lost = (ada.api("ada-ended", PASSWORD) for _ in range(3))
    user_id = kept.get("/api/v1/auth/me").json()["user_id"]
    url = f"{ada.url}/api/v1/stream?channel={CHANNEL}"
    with ExitStack() as stack:

        def open_streams(api: Api) -> list[RawStream]:
            """Enough of them for each worker to have some."""
            return [stack.enter_context(RawStream.open(url, headers=api.bearer)) for _ in range(6)]

        going_on, of_own, of_lost = open_streams(kept), open_streams(own), open_streams(lost)
        ids = logins(kept, "/api/v1/auth/logins")
        own_id = next(login["id"] for login in own.get("/api/v1/auth/logins").json()["logins"] if login["is_current"])
        assert kept.delete(f"/api/v1/auth/logins/{own_id}").status_code == 204
        _have_ended(of_own)
        (lost_id,) = set(ids) - {own_id}
        admin = ada.api()
        assert admin.delete(f"/api/v1/admin/users/{user_id}/logins/{lost_id}").status_code == 204
        _have_ended(of_lost)
        id = admin.publish(CHANNEL, {"n": 1})
        for stream in going_on:
            stream.read_until(b"id: %d\n" % id)
    assert kept.delete("/api/v1/auth/logins").json() == {"ended": 0}


def _have_ended(streams: list[RawStream]) -> None:
    begun = time.monotonic()
    for stream in streams:
        stream.read_to_end(within_s=WITHIN_S)
        last = parse(stream.body)[-1]
        assert (last.name, last.json["reason"]) == ("closing", "revoked")
    assert time.monotonic() - begun < WITHIN_S
