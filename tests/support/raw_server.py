"""A server whose answers a test writes byte by byte: for what no honest HTTP server sends."""

from __future__ import annotations

import socket
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass

from tests.support.listening import listening


@dataclass(frozen=True)
class Asked:
    method: str
    path: str
    headers: dict[str, str]
    """By their names in lower case."""
    body: bytes


Behaviour = Callable[[socket.socket, Asked], None]


class RawServer:
    """``behave`` gets each connection with its first request, and the connection is closed after it."""

    def __init__(self, behave: Behaviour, tls: ssl.SSLContext | None = None) -> None:
        self.asked: list[Asked] = []
        self.port = 0
        self._behave = behave
        self._tls = tls

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def serve(self, connection: socket.socket) -> None:
        with suppress(OSError), connection:
            if self._tls is not None:
                connection = self._tls.wrap_socket(connection, server_side=True)
            with connection:
                asked = _read(connection)
                if asked is not None:
                    self.asked.append(asked)
                    self._behave(connection, asked)


def _read(connection: socket.socket) -> Asked | None:
    received = b""
    while b"\r\n\r\n" not in received:
        chunk = connection.recv(65_536)
        if not chunk:
            return None
        received += chunk
    head, _, body = received.partition(b"\r\n\r\n")
    first, *lines = head.decode("latin-1").split("\r\n")
    method, path, _ = first.split(" ")
    headers = {name.lower(): value for name, _, value in (line.partition(": ") for line in lines)}
    while len(body) < int(headers.get("content-length", 0)):
        body += connection.recv(65_536)
    return Asked(method, path, headers, body)


@contextmanager
def raw_server(behave: Behaviour, tls: ssl.SSLContext | None = None) -> Iterator[RawServer]:
    server = RawServer(behave, tls)
    with listening(server.serve) as server.port:
        yield server


def sends(*parts: bytes) -> Behaviour:
    """The same to everybody."""

    def behave(connection: socket.socket, _asked: Asked) -> None:
        for part in parts:
            connection.sendall(part)

    return behave


def whole(body: bytes, media_type: str = "application/json", status: str = "200 OK", head: str = "") -> bytes:
    """A whole answer. ``head`` has more header lines, each with its line end."""
    length = f"Content-Length: {len(body)}\r\n"
    return f"HTTP/1.1 {status}\r\nContent-Type: {media_type}\r\n{length}{head}\r\n".encode() + body
