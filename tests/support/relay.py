"""A relay: a network between a browser and a server on this machine, which a test cuts and mends.

with Relay(server.port) as relay:
    page.goto(relay.url)
    relay.cut()     # every connection breaks off where it is, and nobody gets through
    relay.mend()
"""

from __future__ import annotations

import socket
import struct
import threading
from contextlib import suppress
from types import TracebackType
from typing import Self

from tests.support.listening import listening

_PIECE_BYTES = 512
"""Small, so that a cut falls anywhere."""


class Relay:
    def __init__(self, port: int) -> None:
        self._target = ("127.0.0.1", port)
        self._listening = listening(self._connect)
        self._open: set[socket.socket] = set()
        self._lock = threading.Lock()
        self._is_cut = False
        self.url = ""

    def __enter__(self) -> Self:
        self.url = f"http://127.0.0.1:{self._listening.__enter__()}"
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._listening.__exit__(kind, error, trace)
        self.cut()

    def cut(self) -> None:
        with self._lock:
            self._is_cut = True
            for end in self._open:
                _reset(end)
            self._open.clear()

    def mend(self) -> None:
        self._is_cut = False

    def _connect(self, near: socket.socket) -> None:
        with self._lock:
            if self._is_cut:
                _reset(near)
                return
            try:
                far = socket.create_connection(self._target)
            except OSError:
                _reset(near)
                return
            self._open |= {near, far}
        for one, other in ((near, far), (far, near)):
            threading.Thread(target=_carry, args=(one, other), daemon=True).start()


def _carry(one: socket.socket, other: socket.socket) -> None:
    with suppress(OSError):
        while piece := one.recv(_PIECE_BYTES):
            other.sendall(piece)
        other.shutdown(socket.SHUT_WR)


def _reset(end: socket.socket) -> None:
    with suppress(OSError):
        end.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        end.shutdown(socket.SHUT_RDWR)
    with suppress(OSError):
        end.close()
