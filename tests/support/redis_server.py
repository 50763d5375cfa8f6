"""A real Redis in a temporary folder that forgets everything when it stops."""

from __future__ import annotations

import socket
from collections.abc import Iterator

import pytest

from tests.support.port import free_port
from tests.support.program import Program


def command(port: int, *words: str) -> bytes:
    """Send one command without a client library and return the raw answer (RESP)."""
    with socket.create_connection(("127.0.0.1", port), timeout=60) as connection:
        request = b"".join(b"$%d\r\n%s\r\n" % (len(word.encode()), word.encode()) for word in words)
        connection.sendall(b"*%d\r\n%s" % (len(words), request))
        return connection.recv(65_536)


def _answers(port: int) -> bool:
    try:
        return command(port, "PING") == b"+PONG\r\n"
    except OSError:
        return False


@pytest.fixture(scope="session")
def redis_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    """Return the port of a server that evicts nothing, as the event log requires."""
    folder = tmp_path_factory.mktemp("redis")
    port = free_port()
    keep_nothing = ["--save", "", "--appendonly", "no", "--maxmemory-policy", "noeviction"]
    command_line = ["redis-server", "--port", str(port), "--bind", "127.0.0.1", "--dir", str(folder), *keep_nothing]
    server = Program(command_line, folder / "log")
    server.start(lambda: _answers(port))
    yield port
    server.stop()


@pytest.fixture
def redis_url(redis_server: int) -> str:
    """Return the URL of an empty Redis, for ``REDIS_URL``."""
    command(redis_server, "FLUSHALL")
    return f"redis://127.0.0.1:{redis_server}/0"
