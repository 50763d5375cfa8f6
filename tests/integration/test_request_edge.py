"""What lies in front of the application: bodies that come late, claims about where a request came from, and heads that
cost more to read than to send. Everything here is tried on the real server.
"""

from __future__ import annotations

import json
import socket
import threading
import time
from collections.abc import Callable

import pytest
import requests

from tests.support.api import Api
from tests.support.nginx import StartNginx
from tests.support.server import Server
from tests.support.shared_server import BEHIND_NGINX, ServerWith

pytestmark = pytest.mark.integration

NORMAL_S = 0.2
"""Within which `/healthz` answers, whatever the others do."""


def answer_to(server: Server, *pieces: bytes, pause_s: float = 0.0) -> tuple[int, bytes]:
    """Send a request in pieces, and return status and everything that came until the connection closed."""
    with socket.create_connection(("127.0.0.1", server.port), timeout=60) as connection:
        for number, piece in enumerate(pieces):
            if number:
                time.sleep(pause_s)
            connection.sendall(piece)
        received = b"".join(iter(lambda: connection.recv(65_536), b""))
    return int(received.split()[1]), received


# -- bodies that come late ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "path", ["/healthz", "/api/v1/none", "/login", "/nothing", "/static/css/tokens.css", "/metrics"]
)
@pytest.mark.parametrize("end", [b"Connection: close\r\n", b""], ids=["close", "keep"])
def test_a_body_that_follows_a_get_late_costs_no_answer(server: Server, path: str, end: bytes) -> None:
    head = f"GET {path} HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n".encode() + end + b"\r\n"
    tail = b"{}" if end else b"{}GET /healthz HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"
    _, received = answer_to(server, head, tail, pause_s=0.2)
    assert received.count(b"HTTP/1.1 ") == (1 if end else 2)


def test_a_get_with_a_body_opens_a_stream(server: Server) -> None:
    """As ``requests`` sends it: the head first, the body in a packet of its own."""
    api = server.api()
    for number in range(5):
        channel = f"jobs.late.{number}"
        with api.get(f"/api/v1/stream?channel={channel}", json={}, stream=True, timeout=60) as stream:
            assert stream.status_code == 200
            api.publish(channel, {"n": number})
            assert any(b'"n":' in line for line in stream.iter_lines(chunk_size=1))


@pytest.mark.parametrize("framing", [b"Content-Length: 4000000\r\n", b"Transfer-Encoding: chunked\r\n"])
def test_whoever_is_refused_in_mid_upload_reads_why(server: Server, framing: bytes) -> None:
    head = b"POST /api/v1/publish HTTP/1.1\r\nHost: a\r\nConnection: close\r\n" + framing + b"\r\n"
    body = b"x" * 4_000_000 if b"Length" in framing else b"fffff\r\n" + b"x" * 0xFFFFF + b"\r\n0\r\n\r\n"
    half = len(body) // 2
    status, received = answer_to(server, head, body[:half], body[half:], pause_s=0.2)
    assert status == 401
    assert json.loads(received.partition(b"\r\n\r\n")[2])["error"]["code"] == "unauthenticated"


# -- claims ------------------------------------------------------------------------------------------------------------

CLAIMS = [
    *(
        "SCRIPT_NAME: /metrics",
        "PATH_INFO: /metrics",
        "SCRIPT-NAME: /x",
        "REMOTE_ADDR: ::1",
        "REMOTE_USER: admin",
    ),
    *("X-Forwarded-Prefix: /x", "X-Forwarded-Proto: https", "X-Forwarded-Ssl: on", "X-Forwarded-Protocol: ssl"),
    *("X-Forwarded-Host: evil.example", "Forwarded: host=evil.example;proto=https", "X-Http-Method-Override: POST"),
    *("X-Original-Url: /metrics", "X-Rewrite-Url: /metrics", "wsgi.url_scheme: https", "HTTP_HOST: evil.example"),
]


@pytest.mark.parametrize("claim", CLAIMS)
def test_no_client_chooses_where_the_application_is(server: Server, claim: str) -> None:
    """Even one on this machine."""
    request = f"GET /analysis HTTP/1.1\r\nHost: a.example\r\nConnection: close\r\n{claim}\r\n\r\n"
    status, received = answer_to(server, request.encode())
    if status == 400:  # gunicorn itself takes some of them for no header
        return
    assert status == 302
    assert b"\r\nLocation: /login?next=%2Fanalysis\r\n" in received
    assert b"evil" not in received and b"https" not in received


def test_nginx_passes_no_such_claim_on(server_with: ServerWith, start_nginx: StartNginx) -> None:
    nginx = start_nginx(f"127.0.0.1:{server_with(BEHIND_NGINX).port}")
    names = [claim.split(": ") for claim in CLAIMS if "_" not in claim]
    with requests.Session() as session:
        answer = session.get(
            f"{nginx.url}/analysis", headers=dict(names), verify=nginx.certificate, allow_redirects=False, timeout=60
        )
    assert answer.headers["Location"] == "/login?next=%2Fanalysis"


def test_http_1_1_without_a_host_is_refused(server: Server) -> None:
    for path in ("/healthz", "/metrics", "/static/css/tokens.css", "/api/v1/stream?channel=jobs.a"):
        for hosts in ("", "Host: a\r\nHost: b\r\n", "Host:\r\n", "Host: a..b\r\n"):
            request = f"GET {path} HTTP/1.1\r\n{hosts}Connection: close\r\n\r\n"
            assert answer_to(server, request.encode())[0] == 400
    assert answer_to(server, b"GET /healthz HTTP/1.0\r\n\r\n")[0] == 200


# -- heads and bodies that cost more than they do ----------------------------------------------------------------------


def attack(make: Callable[[], object]) -> Callable[[], None]:
    """Run something again and again until told to stop."""

    def run() -> None:
        while not STOP.is_set():
            try:
                make()
            except (OSError, requests.RequestException):
                continue

    return run


STOP = threading.Event()


def head(*fields: bytes, path: bytes = b"/api/v1/nothing") -> bytes:
    return b"\r\n".join((b"GET " + path + b" HTTP/1.1", b"Host: a", b"Connection: close", *fields, b"", b""))


HEADS = {
    "accept": head(*[b"Accept: " + b"a/b;q=0.1," * 800] * 60),
    "accept-language": head(*[b"Accept-Language: " + b"aa-bb;q=0.1," * 600] * 60, path=b"/login"),
    "cookie": head(*[b"Cookie: " + b"tailrace_session=b;" * 400] * 60, path=b"/login"),
    "csrf path": head(path=b"/" + b"csrf_" * 4800),
    "scheme path": head(path=b"/" + b"a." * 12_000),
    "token path": head(path=b"/" + b"eyJ" * 8000),
    "slashes": head(path=b"/" * 24_000),
    "query": head(path=b"/login?" + b"a&" * 12_000),
    "etags": head(b"If-None-Match: " + b'"a",' * 1800, path=b"/static/css/tokens.css"),
    "ranges": head(b"Range: bytes=" + b"0-1," * 1800, path=b"/static/css/tokens.css"),
    "names": head(*(b"X-%d: y" % number for number in range(2000))),
}


@pytest.mark.parametrize("name", HEADS)
def test_a_costly_head_leaves_everybody_else_alone(server: Server, name: str) -> None:
    """Four clients at it, two workers. Bounds are ten times the normal time."""
    assert slowest_health_s(server, lambda: answer_to(server, HEADS[name])) < 10 * NORMAL_S


def test_a_costly_body_leaves_everybody_else_alone(server: Server) -> None:
    server.add_user("idle.member", "a password of theirs")
    with Api(server.url).login("idle.member", "a password of theirs") as member:
        lines = {"Content-Type": "application/x-ndjson"}

        def publish() -> None:
            assert member.post("/api/v1/publish", data=b"\n" * 2**23, headers=lines).status_code == 403

        assert slowest_health_s(server, publish, attackers=1) < 10 * NORMAL_S


@pytest.mark.parametrize("framing", [b"Content-Length: 1000000000000", b"Transfer-Encoding: chunked"])
def test_a_refused_body_without_an_end_leaves_everybody_else_alone(server: Server, framing: bytes) -> None:
    piece = b"x" * 2**20 if b"Length" in framing else b"100000\r\n" + b"x" * 2**20 + b"\r\n"

    def send_on() -> None:
        with socket.create_connection(("127.0.0.1", server.port), timeout=60) as connection:
            connection.sendall(b"POST /api/v1/nothing HTTP/1.1\r\nHost: a\r\n" + framing + b"\r\n\r\n")
            while not STOP.is_set():
                connection.sendall(piece)

    assert slowest_health_s(server, send_on, attackers=2) < 10 * NORMAL_S


def slowest_health_s(server: Server, make: Callable[[], object], *, attackers: int = 4) -> float:
    STOP.clear()
    threads = [threading.Thread(target=attack(make), daemon=True) for _ in range(attackers)]
    for thread in threads:
        thread.start()
    slowest = 0.0
    try:
        for _ in range(10):
            before = time.monotonic()
            assert requests.get(f"{server.url}/healthz", timeout=60).status_code == 200
            slowest = max(slowest, time.monotonic() - before)
    finally:
        STOP.set()
        for thread in threads:
            thread.join()
    return slowest
