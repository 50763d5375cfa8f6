"""Hostile requests: headers, numbers, names and lists that no honest client sends.
The server refuses each and keeps running.
"""

from __future__ import annotations

import json
import socket

import pytest
import requests

from tests.support.api import Api
from tests.support.server import Server

pytestmark = pytest.mark.integration


@pytest.fixture(scope="module")
def api(server: Server) -> Api:
    return server.api()


def status_of(server: Server, head: bytes) -> int:
    """Send raw bytes and return the status of the one answer; 0 if the connection closes without one."""
    with socket.create_connection(("127.0.0.1", server.port), timeout=60) as connection:
        received = b""
        try:
            connection.sendall(head)
            connection.shutdown(socket.SHUT_WR)
            received = b"".join(iter(lambda: connection.recv(65_536), b""))
        except ConnectionError:  # the server closed before everything was sent
            return 0
    return int(received.split()[1]) if received else 0


@pytest.mark.parametrize(
    "headers",
    [
        b"X-Big: " + b"x" * 100_000,
        b"\r\n".join(b"X-%d: y" % number for number in range(1000)),
        b"X-Nul: a\0b",
        b"X-Return: a\rX-Forged: b",
        b"X-Folded: a\r\n continued",
        b"Transfer-Encoding: chunked\r\nContent-Length: 5",
        b"Content-Length: 5\r\nContent-Length: 6",
        b"Content-Length: -1",
    ],
    ids=["100 KB", "1,000 of them", "NUL", "bare CR", "folded", "two framings", "two lengths", "negative length"],
)
def test_hostile_headers_are_refused(server: Server, headers: bytes) -> None:
    assert status_of(server, b"GET /healthz HTTP/1.1\r\nHost: a\r\n" + headers + b"\r\n\r\n") in (0, 400, 431)
    assert requests.get(f"{server.url}/healthz", timeout=60).status_code == 200


@pytest.mark.parametrize(
    "query",
    [
        *("limit=0", "limit=1001", "limit=1e400", "limit=-1", "limit=NaN", "limit=" + "9" * 5000),
        *("wait=-1", "wait=31", "wait=inf", "wait=nan", "wait=" + "9" * 5000),
        *("after=-1", "after=9223372036854775808", "after=1e3", "after=" + "9" * 5000, "after=%00"),
    ],
)
def test_numbers_beyond_their_limits_are_refused(api: Api, query: str) -> None:
    answer = api.get(f"/api/v1/channels/jobs.numbers/events?{query}")
    assert answer.status_code == 400
    assert answer.json()["error"]["message"]


@pytest.mark.parametrize(
    "name", ["a" * 129, "é", "jobs.é", "JOBS", "jobs.*", "*", "jobs%00", "jobs%0a", "..", "~control"]
)
def test_a_name_that_is_none_is_refused_wherever_one_is_taken(api: Api, name: str) -> None:
    assert api.get(f"/api/v1/stream?channel={name}").status_code == 400
    assert api.get(f"/api/v1/channels/{name.replace('..', '%2e%2e')}/events").status_code in (400, 404)
    assert api.post("/api/v1/publish", json={"channel": name, "type": "note", "data": {}}).status_code == 400
    assert api.post("/api/v1/auth/stream-token", json={"channels": [name]}).status_code == 400


def test_the_longest_name_is_taken_wherever_one_is(api: Api) -> None:
    name = "jobs." + "x" * 123
    id = api.publish(name, {"n": 1})
    assert [event["id"] for event in api.get(f"/api/v1/channels/{name}/events").json()["events"]] == [id]
    assert api.stream_token(name)


def test_five_thousand_channels_are_refused(api: Api) -> None:
    names = [f"j{number}" for number in range(5000)]
    assert api.post("/api/v1/auth/stream-token", json={"channels": names}).status_code in (400, 413)
    assert api.get("/api/v1/stream?" + "&".join(f"channel={name}" for name in names)).status_code in (400, 414)
    assert api.get("/api/v1/stream?" + "&".join(f"channel=j{number}" for number in range(51))).status_code == 400


def test_a_star_that_was_granted_reaches_no_face(server: Server) -> None:
    token = server.service_token(publish=["*"], subscribe=["jobs.*"])
    program = Api(server.url)
    program.headers["Authorization"] = f"Bearer {token}"
    for channel, status in (("jobs.a", 201), ("news", 201), ("scan.a", 403), ("system", 403), ("executions", 403)):
        body = json.dumps({"channel": channel, "type": "note", "data": {}})
        assert program.post("/api/v1/publish", data=body).status_code == status, channel
    for channel, status in (("jobs.a", 200), ("jobs", 403), ("jobsx", 403), ("news", 403)):
        assert program.get(f"/api/v1/channels/{channel}/events").status_code == status, channel
