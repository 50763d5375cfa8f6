"""A departure: the client of a request that waits has closed its side, which no read or write would tell meanwhile.

Waiting ends then, so that the place of the request is free at once. A client that closed only its sending side still
reads, and gets what there is.
"""

from __future__ import annotations

import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import gevent

_AGAIN_S = 1.0
"""How often to look at a client that has sent more than its request: its bytes hide the end that follows them."""

_READ = 1
_ESTABLISHED = 1  # of Linux's `tcp_info.tcpi_state`


@contextmanager
def noticing(client: Any, on_departure: Callable[[], object]) -> Iterator[None]:
    """While the block runs, call ``on_departure`` once the client has left. ``client`` is the socket of a request in
    gunicorn's gevent worker; None where there is none.
    """
    if client is None:
        yield
        return
    loop = gevent.get_hub().loop
    readable, again = loop.io(client.fileno(), _READ), loop.timer(_AGAIN_S, _AGAIN_S)

    def look() -> None:
        if _has_left(client):
            again.stop()
            on_departure()

    def look_now_and_again() -> None:
        readable.stop()  # bytes of a body or of a next request stay, and would call this for ever
        again.start(look)
        look()

    readable.start(look_now_and_again)
    try:
        yield
    finally:
        for watcher in (readable, again):
            watcher.stop()
            watcher.close()


def _has_left(client: Any) -> bool:
    try:
        return bool(client.getsockopt(socket.IPPROTO_TCP, socket.TCP_INFO, 1)[0] != _ESTABLISHED)
    except OSError:
        pass  # a Unix socket
    try:
        return not client._sock.recv(1, socket.MSG_PEEK)  # non-blocking: gevent waits above it
    except BlockingIOError:
        return False
    except OSError:
        return True
