"""A poll whose client has left holds its place no longer, however the client left, and the status shows the truth."""

from __future__ import annotations

import socket
import struct
from collections.abc import Callable

import httpx
import pytest

from tests.support.api import Api
from tests.support.condition import wait_for_value
from tests.support.nginx import StartNginx
from tests.support.server import ADMIN_PASSWORD, ADMIN_USER, Server
from tests.support.shared_server import BEHIND_NGINX, ServerWith

pytestmark = pytest.mark.integration

PATH = "/api/v1/channels/jobs.departure/events?wait=30"
GONE_S = 20.0
"""Normally below a second, and less than the polls would wait."""


@pytest.fixture
def api(server: Server) -> Api:
    return server.api()


def waiting_polls(api: Api) -> int:
    status = api.get("/api/v1/sse/connections/status").json()
    assert status["active_connections"] == sum(status["by_kind"].values())
    return int(status["by_kind"].get("poll", 0))


def poll(server: Server, api: Api, *, version: str = "1.1", more: bytes = b"", path: str = PATH) -> socket.socket:
    head = f"GET {path} HTTP/{version}\r\nHost: localhost\r\nAuthorization: {api.bearer['Authorization']}\r\n"
    connection = socket.create_connection(("127.0.0.1", server.port), timeout=10)
    connection.sendall(head.encode() + b"\r\n" + more)
    return connection


def reset(connection: socket.socket) -> None:
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    connection.close()


def next_request(api: Api) -> bytes:
    return f"GET /healthz HTTP/1.1\r\nHost: localhost\r\nAuthorization: {api.bearer['Authorization']}\r\n\r\n".encode()


def test_more_polls_than_a_user_may_have_come_and_go(server: Server, api: Api) -> None:
    for batch in (60, 45, 60):
        polls = [poll(server, api) for _ in range(batch)]
        wait_for_value(lambda: waiting_polls(api), batch, "all wait")
        for connection in polls:
            connection.close()
        wait_for_value(lambda: waiting_polls(api), 0, "no place is held", within_s=GONE_S)
    assert api.get(PATH.replace("wait=30", "wait=0.1")).status_code == 200


@pytest.mark.parametrize("leave", [socket.socket.close, reset])
@pytest.mark.parametrize("version", ["1.0", "1.1"])
@pytest.mark.parametrize("has_sent_more", [False, True])
def test_however_they_leave(
    server: Server, api: Api, version: str, leave: Callable[[socket.socket], None], has_sent_more: bool
) -> None:
    polls = [poll(server, api, version=version, more=next_request(api) if has_sent_more else b"") for _ in range(3)]
    wait_for_value(lambda: waiting_polls(api), 3, "all wait")
    for connection in polls:
        leave(connection)
    wait_for_value(lambda: waiting_polls(api), 0, "no place is held", within_s=GONE_S)


def test_a_client_that_closes_only_its_sending_side_gets_what_there_is(server: Server, api: Api) -> None:
    with poll(server, api) as connection:
        wait_for_value(lambda: waiting_polls(api), 1, "it waits")
        connection.shutdown(socket.SHUT_WR)
        answer = b""
        while more := connection.recv(65_536):
            answer += more
    assert answer.startswith(b"HTTP/1.1 200 OK")
    assert answer.endswith(b'{"events":[],"next":0,"gap":null,"done":false}')


def test_a_next_request_on_the_connection_ends_no_wait(server: Server, api: Api) -> None:
    path = PATH.replace("departure", "pipelined.poll")
    with poll(server, api, more=next_request(api), path=path) as connection:
        wait_for_value(lambda: waiting_polls(api), 1, "it waits")
        id = api.publish("jobs.pipelined.poll", {"n": 1})
        received = b""
        while b"ok" not in received.rpartition(b"HTTP/1.1 200 OK")[2]:
            received += connection.recv(65_536)
    assert received.count(b"HTTP/1.1 200 OK") == 2
    assert b'"next":%d' % id in received


def test_behind_nginx_too(server_with: ServerWith, start_nginx: StartNginx) -> None:
    server = server_with(BEHIND_NGINX)
    nginx = start_nginx(f"127.0.0.1:{server.port}")
    admin = Api(nginx.url, verify=str(nginx.certificate)).login(ADMIN_USER, ADMIN_PASSWORD)
    for _ in range(3):
        with nginx.browser() as browser, pytest.raises(httpx.ReadTimeout):
            browser.get(nginx.url + PATH, headers=admin.bearer, timeout=1)
    wait_for_value(lambda: waiting_polls(admin), 0, "no place is held", within_s=GONE_S)
