"""What an upload is refused for before its body is read, over real sockets and in all workers alike."""

from __future__ import annotations

import json
import socket
import time
from collections.abc import Callable
from contextlib import ExitStack, closing

import pytest

from tests.support.condition import wait_until
from tests.support.raw_stream import RawStream
from tests.support.server import Server, StartServer

pytestmark = pytest.mark.integration

ServerWith = Callable[[dict[str, str]], Server]
MIB = 2**20
HEAD = b'--b\r\nContent-Disposition: form-data; name="file"; filename="a.zip"\r\n\r\n'


def begin(server: Server, length: int = 5 * MIB, *more: str) -> socket.socket:
    """Announce an upload and send its first bytes."""
    lines = [
        "POST /rlm/analyze HTTP/1.1", "Host: localhost", "Content-Type: multipart/form-data; boundary=b",
        f"Authorization: {server.api().bearer['Authorization']}", f"Content-Length: {length}", *more,
    ]  # fmt: skip
    connection = socket.create_connection(("127.0.0.1", server.port), timeout=60)
    connection.sendall("\r\n".join([*lines, "", ""]).encode() + HEAD + b"x" * 100_000)
    return connection


def answer(connection: socket.socket) -> tuple[int, str, str]:
    """The status, the error's code and Retry-After."""
    received = b""
    while b"}}" not in received and (part := connection.recv(65_536)):
        received += part
    head, _, body = received.partition(b"\r\n\r\n")
    fields = dict(line.lower().split(": ", 1) for line in head.decode().splitlines()[1:])
    return int(head.split()[1]), json.loads(body)["error"]["code"], fields.get("retry-after", "")


def arriving(server: Server) -> int:
    folder = server.data / "arriving"
    return sum(any(path.iterdir()) for path in folder.iterdir() if path.is_dir()) if folder.exists() else 0


@pytest.mark.long
def test_uploads_on_their_way_count_in_all_workers_and_none_is_read_beyond(start_server: StartServer) -> None:
    server = start_server(env={"TAILRACE_UPLOADS_PER_USER": "3", "TAILRACE_WORKERS": "2"})
    with ExitStack() as stack:
        for _ in range(3):
            stack.enter_context(closing(begin(server)))
        wait_until(lambda: arriving(server) == 3, "three uploads arrive")
        for _ in range(6):  # whichever worker takes it
            with closing(begin(server)) as refused:
                assert answer(refused) == (429, "user_uploads", "5")
        server.kill9("worker")
        with closing(begin(server)):  # some of the three were that worker's
            wait_until(lambda: 1 <= arriving(server) <= 3, "the dead worker's places are free")
    wait_until(lambda: arriving(server) == 0, "nothing is left")
    assert list((server.data / "uploads").glob("*")) == []


def test_a_client_that_is_refused_early_reads_why(server_with: ServerWith) -> None:
    """It sends to the end before it reads, and closes its connection with the request."""
    server = server_with({"TAILRACE_USER_DISK_BYTES": str(MIB)})
    with closing(begin(server, 20 * MIB, "Connection: close")) as connection:
        for _ in range(20 * MIB // 65_536 - 2):
            connection.sendall(b"x" * 65_536)
            time.sleep(0.001)
        assert answer(connection) == (429, "disk_quota", "60")
    assert arriving(server) == 0


def test_a_run_by_address_needs_room_on_the_disk_too(server_with: ServerWith) -> None:
    server = server_with({"TAILRACE_FREE_BYTES": str(2**50)})
    api = server.api()
    refused = api.post("/rlm/analyze", json={"url": "https://github.com/pallets/flask"})
    assert (refused.status_code, refused.json()["error"]["code"]) == (503, "disk_low")
    assert refused.headers["Retry-After"] == "60"
    assert "TAILRACE_FREE_BYTES" in refused.json()["error"]["message"]
    with closing(begin(server)) as connection:
        assert answer(connection) == (503, "disk_low", "60")
    assert api.get("/readyz").status_code == 200
    assert "tailrace_disk_free_bytes " in api.get("/metrics", headers={"Authorization": ""}).text
    channel = "jobs.low-disk"
    with RawStream.open(f"{server.url}/api/v1/stream?channel={channel}&token={api.stream_token(channel)}") as stream:
        stream.read_until(b"id: %d\n" % api.publish(channel))
