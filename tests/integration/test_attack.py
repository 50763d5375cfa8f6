"""Attacks over HTTP, by strangers and by members, on a server with one worker: there is no second one to take the
neighbour's requests. Each leaves the neighbour's work as it was.
"""

from __future__ import annotations

import json
import socket
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing
from http.client import HTTPResponse

import pytest

from tests.support.api import Api
from tests.support.condition import wait_until
from tests.support.neighbour import PASSWORD, Neighbour, upload, zipped
from tests.support.server import Server
from tests.support.shared_server import ONE_WORKER, ServerWith

pytestmark = pytest.mark.integration

MIB = 2**20
FRAGMENTS = [
    *(b"csrf-", b"csrf_token=", b"a.", b"a+", b"a://", b"://", b"eyJ", b"eyJ.", b"eyJhbGciOi", b"token=", b"token:"),
    *(b"Bearer+", b"%2e", b"%25", b"//", b"@", b"?", b"[", b"..", b";", b"&&", b"a@b:", b"https://a:", b"password"),
]


@pytest.fixture(scope="module")
def server(server_with: ServerWith) -> Server:
    return server_with(ONE_WORKER)


@pytest.fixture(scope="module")
def neighbour(server: Server) -> Iterator[Neighbour]:
    neighbour = Neighbour(server, "attack.neighbour")
    yield neighbour
    neighbour.api.close()


def member(server: Server, name: str) -> Api:
    server.add_user(name, PASSWORD)
    return Api(server.url).login(name, PASSWORD)


def status_of(server: Server, request: bytes) -> int:
    """The status of the answer; 0 if the server closed without one."""
    with socket.create_connection(("127.0.0.1", server.port), timeout=60) as connection:
        received = b""
        try:
            connection.sendall(request)
            received = connection.recv(65_536)
        except ConnectionError:
            return 0
    return int(received.split()[1]) if received else 0


def at_once(server: Server, requests: Sequence[bytes], clients: int = 20) -> set[int]:
    with ThreadPoolExecutor(clients) as pool:
        return set(pool.map(lambda request: status_of(server, request), requests))


def head(path: bytes, *fields: bytes) -> bytes:
    return b"\r\n".join((b"GET " + path + b" HTTP/1.1", b"Host: a", b"Connection: close", *fields, b"", b""))


def filled(fragment: bytes, size: int) -> bytes:
    return fragment * (size // len(fragment))


def test_no_path_query_or_line_of_fragments_holds_a_stranger_up(server: Server, neighbour: Neighbour) -> None:
    lines = [head(start + filled(fragment, 24_000)) for fragment in FRAGMENTS for start in (b"/", b"/login?next=/")]
    garbage = [filled(fragment, 24_000) + b"\r\n\r\n" for fragment in FRAGMENTS]
    with neighbour.unharmed():
        assert at_once(server, lines) <= {200, 302, 303, 400, 401, 404}
        assert at_once(server, garbage) <= {400, 414}


FIELDS = b"""User-Agent Referer Origin Cookie Authorization Accept Accept-Language Accept-Encoding Content-Type
X-Forwarded-For Last-Event-ID If-None-Match If-Modified-Since Range Idempotency-Key Sec-Fetch-Site""".split()


def test_no_header_of_fragments_holds_a_stranger_up(server: Server, neighbour: Neighbour) -> None:
    heads = [
        head(b"/login", *(name + b": " + filled(fragment, 7_900) for name in FIELDS[place : place + 5]))
        for fragment in FRAGMENTS
        for place in range(0, len(FIELDS), 5)
    ]
    with neighbour.unharmed():
        assert at_once(server, heads) <= {200, 302, 303, 304, 400, 401, 404, 416, 431}


def post(path: str, body: bytes, kind: str, *fields: str) -> bytes:
    lines = [f"POST {path} HTTP/1.1", "Host: a", "Connection: close", f"Content-Type: {kind}", *fields]
    return "\r\n".join([*lines, f"Content-Length: {len(body)}", "", ""]).encode() + body


PART = b'--b\r\nContent-Disposition: form-data; name="url"\r\n\r\nx\r\n'
COSTLY_BODIES = {
    "application/x-ndjson": b"\n" * 8 * MIB,
    "multipart/form-data; boundary=b": PART * 10_000 + b"--b--\r\n",
    "application/json": b"[" * 100_000 + b"]" * 100_000,
    "application/json; of=objects": b'{"a":' * 100_000 + b"1" + b"}" * 100_000,
    "application/json; of=numbers": b"[" + b"9" * MIB + b"]",
    "application/json; of=nothing": b"[" + b"{}," * 1_000_000 + b"{}]",
    "application/x-www-form-urlencoded": b"a&" * MIB,
}
REFUSED = {0, 400, 401, 403, 413, 415, 422}
BODY_PATHS = ["/api/v1/publish", "/api/v1/auth/login", "/login", "/rlm/analyze", "/api/v1/auth/stream-token"]


def test_no_costly_body_holds_anybody_up(server: Server, neighbour: Neighbour) -> None:
    """From strangers, and from a member who may not publish."""
    bearer = f"Authorization: {member(server, 'attack.body').bearer['Authorization']}"
    bodies = [
        post(path, body, kind, *fields)
        for kind, body in COSTLY_BODIES.items()
        for path in BODY_PATHS
        for fields in ((), (bearer,))
    ]
    with neighbour.unharmed():
        assert at_once(server, bodies, clients=4) <= REFUSED


def test_fields_in_as_many_and_as_long_lines_as_fit_hold_nobody_up(server: Server, neighbour: Neighbour) -> None:
    lists = {b"Accept": b"a/b;q=0.1,", b"Accept-Language": b"aa;q=0.1,", b"Cookie": b"a=b; ", b"Accept-Encoding": b"a,"}
    shapes = [(60, 130), (60, 700), (4, 7_900), (1, 8_100), (95, 8_100)]
    heads = [
        head(path, *[name + b": " + filled(item, size)] * count)
        for path in (b"/login", b"/api/v1/nothing", b"/healthz")
        for name, item in lists.items()
        for count, size in shapes
    ]
    with neighbour.unharmed():
        assert at_once(server, heads * 2) <= {0, 200, 400, 401, 431}


def test_slow_clients_hold_nobody_up(server: Server, neighbour: Neighbour) -> None:
    """Two hundred send one byte a second: half of them of a header, half of a body."""
    begun = b"POST /api/v1/auth/login HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n"
    with neighbour.unharmed(), ExitStack() as stack:
        slow = [
            stack.enter_context(socket.create_connection(("127.0.0.1", server.port), timeout=60)) for _ in range(200)
        ]
        for number, connection in enumerate(slow):
            connection.sendall(begun + (b"\r\n{" if number % 2 else b"X-Slow: "))
        for _ in range(3):
            time.sleep(1)
            for connection in slow:
                connection.sendall(b"x")


def begin_upload(server: Server, api: Api) -> socket.socket:
    lines = [
        "POST /rlm/analyze HTTP/1.1", "Host: a", f"Authorization: {api.bearer['Authorization']}",
        "Content-Type: multipart/form-data; boundary=b", f"Content-Length: {100 * MIB}", "", "",
    ]  # fmt: skip
    connection = socket.create_connection(("127.0.0.1", server.port), timeout=60)
    part = b'--b\r\nContent-Disposition: form-data; name="file"; filename="a.zip"\r\n\r\nPK'
    connection.sendall("\r\n".join(lines).encode() + part + b"x" * 100_000)
    return connection


def test_uploads_begun_slowly_in_parallel_keep_nobody_from_uploading(server: Server, neighbour: Neighbour) -> None:
    greedy = member(server, "attack.uploader")
    kept = [server.data / "arriving", server.data / "uploads"]
    with neighbour.unharmed(), ExitStack() as stack:
        begun = [stack.enter_context(closing(begin_upload(server, greedy))) for _ in range(30)]
        for _ in range(2):
            time.sleep(1)
            for connection in begun:
                connection.sendall(b"x")
        wait_until(lambda: sum(map(is_answered, begun)) >= 26, "the others are refused")
        answers = [answer_of(connection) for connection in begun if is_answered(connection)]
        assert len(answers) == 26
        assert set(answers) == {(429, "user_uploads")}
    wait_until(
        lambda: not [path for folder in kept for path in folder.glob("*") if path.name != "lock"],
        "nothing of the uploads is left",
    )


def is_answered(connection: socket.socket) -> bool:
    connection.settimeout(0.05)
    try:
        return bool(connection.recv(1, socket.MSG_PEEK))
    except TimeoutError:
        return False


def answer_of(connection: socket.socket) -> tuple[int, str]:
    """Status and error code."""
    connection.settimeout(60)
    with closing(HTTPResponse(connection)) as answer:
        answer.begin()
        return answer.status, json.loads(answer.read())["error"]["code"]


def test_one_members_queue_keeps_nobody_waiting(server: Server, neighbour: Neighbour) -> None:
    greedy = member(server, "attack.queue")
    archive = zipped({f"{number}.py": "eval(input())\n" * 500 for number in range(100)})
    with neighbour.unharmed():
        answers = [upload(greedy, archive) for _ in range(21)]
        assert [answer.status_code for answer in answers] == [202] * 20 + [429]
    scans = greedy.get("/rlm/scans?status=queued&limit=100").json()
    assert scans["total"] >= 10, "the neighbour's scan did not wait for them"
    for scan in greedy.get("/rlm/scans?limit=100").json()["scans"]:
        greedy.post(f"/rlm/scans/{scan['scan_id']}/cancel")
