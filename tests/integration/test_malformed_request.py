"""Requests that gunicorn refuses before the application sees them:
the answer is an error in our usual shape and repeats nothing of the request.
"""

from __future__ import annotations

import json
import socket

import pytest
import requests

from tests.support.server import Server

pytestmark = pytest.mark.integration


def answer_to(server: Server, request: str) -> tuple[int, str, str]:
    """Return the status, head and body of the one response."""
    with socket.create_connection(("127.0.0.1", server.port), timeout=60) as connection:
        connection.sendall(request.encode())
        connection.settimeout(5)
        received = b"".join(iter(lambda: connection.recv(65_536), b"")).decode()
    head, _, body = received.partition("\r\n\r\n")
    return int(head.split()[1]), head, body


@pytest.mark.parametrize(
    ("request_text", "status", "code"),
    [
        ("GET /api/v1/stream?token={token} FOO HTTP/1.1\r\nHost: a\r\n\r\n", 400, "bad_request"),
        ("GET /api/v1/stream?token={token} HTTP/9.1\r\nHost: a\r\n\r\n", 400, "bad_request"),
        ("GET / HTTP/1.1\r\nHost: a\r\nAuthorization : Bearer {token}\r\n\r\n", 400, "bad_request"),
        ("GET / HTTP/1.1\r\nHost: a\r\nBearer {token}\r\n\r\n", 400, "bad_request"),
        ("{token} / HTTP/1.1\r\nHost: a\r\n\r\n", 400, "bad_request"),
        ("GET /?token={token}&" + "x" * 24_400 + " HTTP/1.1\r\nHost: a\r\n\r\n", 414, "uri_too_long"),
        (
            "GET / HTTP/1.1\r\nHost: a\r\nX-Token: {token}" + "x" * 20_000 + "\r\n\r\n",
            431,
            "request_header_fields_too_large",
        ),
    ],
)
def test_what_is_not_http_is_refused_in_the_one_shape(
    server: Server, request_text: str, status: int, code: str
) -> None:
    token = server.api().stream_token("jobs.malformed")
    answered, head, body = answer_to(server, request_text.replace("{token}", token))
    assert answered == status
    assert "Content-Type: application/json" in head
    assert json.loads(body)["error"]["code"] == code
    for part in token.split(".")[1:]:
        assert part not in body
        assert part not in server.log


def test_fifty_channels_with_the_longest_names_make_one_stream(server: Server) -> None:
    api = server.api()
    channels = [f"{number:02}".ljust(128, "x") for number in range(50)]
    query = {"channel": channels, "token": api.stream_token(*channels)}
    with requests.get(f"{server.url}/api/v1/stream", params=query, stream=True, timeout=60) as answer:
        assert answer.status_code == 200, answer.text
        assert next(answer.iter_lines()) == b"retry: 2000"
