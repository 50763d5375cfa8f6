"""A sink: the direct way to one client's socket, past the generator, and the watch for the client leaving.

While a stream's generator is parked, the pump writes shared bytes here without waking it. A sink exists only where
that is safe: in gunicorn's gevent worker, on a plain TCP or Unix socket, with a response object that says whether the
body is chunked. Everywhere else the generator alone serves the stream. There is never more than one writer: the
generator while it runs, the pump while it is parked.
"""

from __future__ import annotations

import contextlib
import socket
import struct
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

import gevent
from gevent import socket as gevent_socket

RESPONSE = "tailrace.response"
"""Key in the WSGI environ under which `ResponseAccess` leaves the server's response object."""

_SEND_BUFFER_BYTES = 128 * 1024
_UNANSWERED_MS = 30_000
_UNANSWERED_TRIES = 2
_TCP_INFO = struct.Struct("=2x2B52xI")
"""From Linux's `tcp_info`: retransmissions and window probes that nobody has answered, and for how many ms."""
_COUNTED = struct.Struct("=120xQ16xI52xQQ")
"""Likewise (Linux 4.19): bytes acknowledged; not sent yet; sent, and of these, sent again."""
_READ = 1


class Traffic(NamedTuple):
    """What became of a stream's bytes, framing and head included: how many its socket took, and how many of these the
    machine at the other end has not confirmed. Behind a proxy, that machine is the proxy's.
    """

    taken: int
    unconfirmed: int


class ResponseAccess:
    """WSGI middleware: shows the application the server's response object, which knows how the body is framed."""

    def __init__(self, application: Callable[..., Any]) -> None:
        self._application = application

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Any:
        environ[RESPONSE] = getattr(start_response, "__self__", None)
        return self._application(environ, start_response)


class SocketSink:
    __slots__ = ("_client", "_earlier", "_raw", "_response", "_watcher", "send_now")

    def __init__(self, client: Any, response: Any) -> None:
        self._client = client
        self._raw: socket.socket = client._sock  # non-blocking: gevent waits above it
        self.send_now: Callable[[bytes], int] = self._raw.send
        """Returns how many bytes the socket took. Raises: BlockingIOError, none; OSError, the connection is gone."""
        self._response = response
        self._watcher: Any = None
        client.settimeout(None)  # the server's limit is for requests; a slow reader may take its time
        response.force_close()  # no second response follows a stream on its connection
        with contextlib.suppress(OSError):  # a Unix socket (nginx on the same host) has no TCP options
            self._raw.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, _SEND_BUFFER_BYTES)
        counted = self._counted()
        self._earlier = 0 if counted is None else counted.taken  # by earlier responses on this connection

    @property
    def is_chunked(self) -> bool:
        """Whether the body is sent in HTTP chunks; known once the response has started."""
        return bool(self._response.chunked)

    def watch(self, on_gone: Callable[[], None]) -> None:
        """Call ``on_gone``, once, when the client closes its side or sends anything more."""

        def readable() -> None:
            # Bytes from the client end the stream, too: it has nothing to send, and left unread they would wake this
            # watcher for ever.
            self._watcher.stop()
            on_gone()

        self._watcher = gevent.get_hub().loop.io(self._raw.fileno(), _READ)
        self._watcher.start(readable)

    def is_unanswered(self) -> bool:
        """Whether the client's machine is gone: the kernel kept asking, and nothing answered for too long.

        TCP_USER_TIMEOUT would also cut a client that merely pauses for as long while its machine answers.
        """
        try:
            info = self._raw.getsockopt(socket.IPPROTO_TCP, socket.TCP_INFO, _TCP_INFO.size)
        except OSError:
            return False
        repetitions, probes, silent_ms = _TCP_INFO.unpack(info)
        return bool(max(repetitions, probes) >= _UNANSWERED_TRIES and silent_ms >= _UNANSWERED_MS)

    @property
    def traffic(self) -> Traffic | None:
        """None where the system does not count it: a Unix socket, an old kernel, a connection that is gone."""
        counted = self._counted()
        return None if counted is None else Traffic(counted.taken - self._earlier, counted.unconfirmed)

    def _counted(self) -> Traffic | None:
        try:
            acknowledged, unsent, sent, again = _COUNTED.unpack(
                self._raw.getsockopt(socket.IPPROTO_TCP, socket.TCP_INFO, _COUNTED.size)
            )
        except (OSError, struct.error):
            return None
        taken = sent - again + unsent
        return Traffic(taken, max(0, taken - acknowledged))

    def send_rest(self, body: bytes | memoryview) -> None:
        """Send all of ``body``; the calling greenlet waits. Raises: OSError."""
        self._client.sendall(body)

    def shut_down(self) -> None:
        """End the connection, even while a writer is waiting for it."""
        with contextlib.suppress(OSError):
            self._raw.shutdown(socket.SHUT_RDWR)

    def close(self) -> None:
        """Hand the socket back to the server. Nothing of this object may outlive the response."""
        if self._watcher is not None:
            self._watcher.stop()
            self._watcher.close()
            self._watcher = None
        with contextlib.suppress(OSError):  # unsent bytes may not stay in the kernel for ever
            self._raw.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, _UNANSWERED_MS)


def sink_for(environ: Mapping[str, Any]) -> SocketSink | None:
    """The sink for the connection of a request; None where the generator has to serve it alone."""
    client, response = environ.get("gunicorn.socket"), environ.get(RESPONSE)
    if type(client) is not gevent_socket.socket or environ.get("REQUEST_METHOD") != "GET":
        return None
    if not hasattr(response, "chunked") or not hasattr(response, "force_close") or not hasattr(client, "_sock"):
        return None
    return SocketSink(client, response)
