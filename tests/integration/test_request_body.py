"""Bodies that no client library would send:
too large without saying so, badly framed, cut short, endlessly nested.
"""

from __future__ import annotations

import json
import socket

import pytest
import requests

from tests.support.api import Api
from tests.support.server import Server

pytestmark = pytest.mark.integration


def answer_to(server: Server, path: str, head: str, body: bytes, *, is_cut: bool = False) -> list[tuple[int, bytes]]:
    """Return the status and body of every response on one connection, until the server closes it."""
    with socket.create_connection(("127.0.0.1", server.port), timeout=60) as connection:
        connection.sendall(f"POST {path} HTTP/1.1\r\nHost: a\r\n{head}\r\n".encode() + body)
        if is_cut:
            connection.shutdown(socket.SHUT_WR)
        received = b"".join(iter(lambda: connection.recv(65_536), b""))
    parts = received.split(b"HTTP/1.1 ")[1:]
    return [(int(part[:3]), part.partition(b"\r\n\r\n")[2]) for part in parts]


def test_a_batch_too_large_is_refused_whole_however_it_is_framed(server: Server) -> None:
    api = server.api()
    line = json.dumps({"channel": "jobs.huge", "type": "note", "data": {"pad": "x" * (65_536 - 200)}}) + "\n"
    # 128 such lines are exactly 8 MiB: a reader that stops there sees whole lines.
    line += " " * (65_535 - len(line)) + "\n"
    lines = line.encode()
    headers = api.bearer | {"Content-Type": "application/x-ndjson"}
    chunked = requests.post(f"{server.url}/api/v1/publish", data=iter([lines] * 130), headers=headers, timeout=30)
    whole = requests.post(f"{server.url}/api/v1/publish", data=lines * 130, headers=headers, timeout=30)
    assert [(answer.status_code, answer.json()["error"]["code"]) for answer in (chunked, whole)] == [
        (413, "too_large")
    ] * 2
    assert api.get("/api/v1/channels/jobs.huge/events").json()["events"] == []


@pytest.mark.parametrize("body", [b"zz\r\nabc\r\n0\r\n\r\n", b"5\r\n{}"])
def test_a_badly_framed_body_is_the_clients_error_and_its_connections_end(server: Server, body: bytes) -> None:
    is_cut = body.startswith(b"5")
    answers = answer_to(server, "/api/v1/auth/login", "Transfer-Encoding: chunked\r\n", body, is_cut=is_cut)
    assert [status for status, _ in answers] == [400]
    assert set(json.loads(answers[0][1])["error"]) == {"code", "message"}


def test_a_body_cut_short_is_not_taken_for_a_whole_one(server: Server) -> None:
    api = server.api()
    line = b'{"channel":"jobs.cut","type":"note","data":{}}\n'
    head = f"Authorization: {api.bearer['Authorization']}\r\nContent-Type: application/x-ndjson\r\n"
    head += f"Content-Length: {2 * len(line)}\r\n"
    answers = answer_to(server, "/api/v1/publish", head, line, is_cut=True)
    assert [status for status, _ in answers] == [400]
    assert api.get("/api/v1/channels/jobs.cut/events").json()["events"] == []


@pytest.mark.parametrize(
    "path", ["/api/v1/auth/login", "/api/v1/auth/stream-token", "/api/v1/stream/x/renew", "/rlm/analyze"]
)
def test_endless_nesting_is_not_json(server: Server, path: str) -> None:
    api: Api = server.api()
    assert api.post(path, data=b"[" * 60_000).status_code == 400
