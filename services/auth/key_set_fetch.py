"""Fetching a key set from a server that may hang, trickle, send without end, or send something else.

A time-out of an HTTP library is for one read. Here the whole exchange has a deadline: when it is over, the connection
is cut, whatever it was waiting for.
"""

from __future__ import annotations

import contextlib
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

MAX_BYTES = 512 * 1024


def fetch(url: str, deadline_s: float) -> bytes:
    """The body of a ``200``. Redirects are not followed: they could lead out of HTTPS.

    Raises: OSError, the server is away, slow, or answers something else. ValueError: a part of HTTP that is none.
    """
    # Imported here: few servers have an outside issuer, and every process would pay for it at start.
    import requests
    from requests.adapters import HTTPAdapter

    class Adapter(HTTPAdapter):
        """Shows each connection to the deadline before it is used."""

        def get_connection_with_tls_context(self, *args: Any, **options: Any) -> Any:
            pool: Any = super().get_connection_with_tls_context(*args, **options)

            class Connection(pool.ConnectionCls):  # type: ignore[misc]
                def _new_conn(self) -> socket.socket:
                    connection: socket.socket = super()._new_conn()
                    deadline.watch(connection)
                    return connection

            pool.ConnectionCls = Connection
            return pool

    with _Deadline.of(deadline_s) as deadline, requests.Session() as session:
        for scheme in ("https://", "http://"):
            session.mount(scheme, Adapter())
        headers = {"Accept": "application/json", "Accept-Encoding": "identity"}
        with session.get(url, headers=headers, timeout=deadline_s, allow_redirects=False, stream=True) as answer:
            if answer.status_code != 200 or "Content-Encoding" in answer.headers:
                raise OSError(f"it answered {answer.status_code} {answer.headers.get('Content-Encoding', '')}")
            body = b""
            for part in answer.iter_content(65_536):
                body += part
                if len(body) > MAX_BYTES:
                    raise OSError(f"it is larger than {MAX_BYTES:,} bytes")
    return body


class _Deadline:
    """Holds a second handle of each connection: TLS takes the first one over, and may never get to its end."""

    def __init__(self) -> None:
        self._handles: list[socket.socket] = []
        self._is_over = False

    @classmethod
    @contextmanager
    def of(cls, seconds: float) -> Iterator[_Deadline]:
        deadline = cls()
        timer = threading.Timer(seconds, deadline._cut)
        timer.daemon = True
        timer.start()
        try:
            yield deadline
        finally:
            timer.cancel()
            for handle in deadline._handles:
                handle.close()

    def watch(self, connection: socket.socket) -> None:
        self._handles.append(connection.dup())
        if self._is_over:
            self._cut()

    def _cut(self) -> None:
        self._is_over = True
        for handle in self._handles:
            with contextlib.suppress(OSError):
                handle.shutdown(socket.SHUT_RDWR)
