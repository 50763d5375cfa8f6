"""One HTTP request over one socket, read byte for byte, to show what client libraries hide.

Records the time of every arrival. Checks the framing strictly while reading: a chunk with a wrong size, or a single
byte after the terminator, fails the test.
"""

from __future__ import annotations

import socket
import ssl
import time
from collections.abc import Mapping
from typing import NamedTuple
from urllib.parse import urlsplit


class Arrival(NamedTuple):
    at: float  # time.monotonic()
    data: bytes


class RawStream:
    """The response to one request. ``body`` is what has arrived so far, without framing; ``arrivals`` says when."""

    def __init__(self, connection: socket.socket) -> None:
        self.socket = connection
        self.status = 0
        self.head = b""
        self.headers: dict[str, str] = {}
        self.arrivals: list[Arrival] = []
        self.is_ended = False  # the terminator, or the end of the connection where there is none
        self.is_closed = False  # the server closed the connection
        self._buffer = b""
        self._chunk_left: int | None = None
        self._length_left: int | None = None

    @classmethod
    def open(
        cls,
        url: str,
        *,
        method: str = "GET",
        headers: Mapping[str, str] | None = None,
        body: bytes = b"",
        version: str = "1.1",
        tls: ssl.SSLContext | None = None,
        receive_buffer_bytes: int | None = None,
        timeout_s: float = 60.0,
    ) -> RawStream:
        """Connect, send the request, and read until the header is complete."""
        parts = urlsplit(url)
        connection = socket.socket()
        if receive_buffer_bytes is not None:  # set before connecting, or the window is already larger
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_buffer_bytes)
        connection.settimeout(timeout_s)
        target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        fields = {"Host": parts.netloc, "Accept": "text/event-stream", **(headers or {})}
        if body:
            fields["Content-Length"] = str(len(body))
        lines = [f"{method} {target} HTTP/{version}", *(f"{name}: {value}" for name, value in fields.items())]
        try:
            connection.connect((parts.hostname or "", parts.port or (443 if parts.scheme == "https" else 80)))
            if parts.scheme == "https":
                connection = (tls or ssl.create_default_context()).wrap_socket(
                    connection, server_hostname=parts.hostname
                )
            connection.sendall("\r\n".join(lines).encode() + b"\r\n\r\n" + body)
            stream = cls(connection)
            stream._read_head(timeout_s)
        except BaseException:
            connection.close()
            raise
        return stream

    @property
    def body(self) -> bytes:
        return b"".join(arrival.data for arrival in self.arrivals)

    def read_until(self, needle: bytes, *, within_s: float = 10.0) -> bytes:
        """Read until the body holds ``needle``, then return the whole body so far."""
        deadline = time.monotonic() + within_s
        while needle not in self.body:
            assert not self.is_ended, f"The stream ended without {needle!r}: {self.body[-2000:]!r}"
            self._receive(deadline)
        return self.body

    def read_more(self, *, within_s: float = 10.0) -> None:
        """Read whatever comes next."""
        self._receive(time.monotonic() + within_s)

    def read_to_end(self, *, within_s: float = 10.0) -> bytes:
        """Read until the server has ended the body and, if it does so, closed the connection."""
        deadline = time.monotonic() + within_s
        while not self.is_ended:
            self._receive(deadline)
        return self.body

    def time_of(self, needle: bytes) -> float:
        """Return the time at which the last byte of ``needle`` arrived."""
        end = self.body.index(needle) + len(needle)
        for arrival in self.arrivals:
            end -= len(arrival.data)
            if end <= 0:
                return arrival.at
        raise AssertionError("unreachable: the needle lies in the arrivals")

    def close(self) -> None:
        self.socket.close()

    def __enter__(self) -> RawStream:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _read_head(self, timeout_s: float) -> None:
        deadline = time.monotonic() + timeout_s
        while b"\r\n\r\n" not in self._buffer:
            data = self._recv(deadline)
            if not data:
                raise ConnectionResetError(f"The connection ended inside the header: {self._buffer!r}")
            self._buffer += data
        self.head, _, self._buffer = self._buffer.partition(b"\r\n\r\n")
        status_line, *lines = self.head.decode("latin-1").split("\r\n")
        self.status = int(status_line.split()[1])
        for line in lines:
            name, _, value = line.partition(":")
            self.headers[name.strip().lower()] = value.strip()
        if self.headers.get("transfer-encoding") == "chunked":
            self._chunk_left = 0
        elif "content-length" in self.headers:
            self._length_left = int(self.headers["content-length"])
        elif self.status in (204, 304):
            self._length_left = 0
        self._unframe(time.monotonic())

    def _recv(self, deadline: float) -> bytes:
        self.socket.settimeout(max(0.001, deadline - time.monotonic()))
        try:
            return self.socket.recv(65_536)
        except TimeoutError:
            raise AssertionError(f"Nothing more came in time; so far: {self.body[-2000:]!r}") from None

    def _receive(self, deadline: float) -> None:
        data = self._recv(deadline)
        if not data:
            self.is_closed = self.is_ended = True
            assert self._chunk_left is None, f"The connection ended without the last chunk: {self.body[-500:]!r}"
            assert not self._length_left, f"The connection ended {self._length_left} bytes early"
            return
        self._buffer += data
        self._unframe(time.monotonic())

    def _unframe(self, at: float) -> None:
        if self._chunk_left is not None:
            self._unchunk(at)
        elif self._length_left is not None:
            assert len(self._buffer) <= self._length_left, (
                f"Bytes after the body: {self._buffer[self._length_left :]!r}"
            )
            self._length_left -= len(self._buffer)
            self._take(len(self._buffer), at)
            self.is_ended = self._length_left == 0
        else:
            self._take(len(self._buffer), at)

    def _unchunk(self, at: float) -> None:
        """Decode by RFC 9112 §7.1. ``_chunk_left`` counts the bytes missing from a chunk and its closing CRLF;
        0 means that a size comes next.
        """
        while self._buffer and not self.is_ended:
            if self._chunk_left == 0:
                line, found, rest = self._buffer.partition(b"\r\n")
                if not found:
                    return
                size = int(line, 16)
                if size == 0:
                    if len(rest) < 2:
                        return
                    assert rest == b"\r\n", f"Bytes after the terminator: {rest!r}"
                    self._buffer = b""
                    self._chunk_left = None
                    self.is_ended = True
                    return
                self._buffer = rest
                self._chunk_left = size + 2
            assert self._chunk_left is not None
            part = min(self._chunk_left - 2, len(self._buffer))
            if part > 0:
                self._take(part, at)
                self._chunk_left -= part
            if self._chunk_left == 2:
                if len(self._buffer) < 2:
                    return
                assert self._buffer[:2] == b"\r\n", f"A chunk is longer than its size: {self._buffer[:100]!r}"
                self._buffer = self._buffer[2:]
                self._chunk_left = 0

    def _take(self, count: int, at: float) -> None:
        if count:
            self.arrivals.append(Arrival(at, self._buffer[:count]))
            self._buffer = self._buffer[count:]
