"""Attacks over HTTP, by strangers and by members, on a server with one worker: there is no second one to take the
neighbour's requests. Each leaves the neighbour's work as it was.
"""

from __future__ import annotations

import json
import selectors
import socket
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing

import pytest

from tests.support.api import Api
from tests.support.condition import wait_until
from tests.support.neighbour import PASSWORD, Neighbour, ended, upload, zipped
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
