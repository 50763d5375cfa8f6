"""A TCP proxy that cuts a connection in mid-answer, when it has passed on what a test wants to have arrived."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from tests.support.listening import listening


class CuttingProxy:
    """``cuts`` says of each connection, in their order, after how many occurrences of ``marker`` in the answer it is
    cut, with a reset; connections beyond it are not cut. A cut of 0 refuses the connection.
    """

    def __init__(self, port: int, marker: bytes, cuts: list[int]) -> None:
        self._to = port
        self._marker = marker
        self._cuts = cuts
        self._lock = threading.Lock()
        self.port = 0
        self.connections = 0

    def serve(self, client: socket.socket) -> None:
        with self._lock:
            cut = self._cuts[self.connections] if self.connections < len(self._cuts) else None
            self.connections += 1
        if cut == 0:
            client.close()
        else:
            self._relay(client, cut)

    def _relay(self, client: socket.socket, cut: int | None) -> None:
        with client, socket.create_connection(("127.0.0.1", self._to)) as server:
            there = threading.Thread(target=self._pass_on, args=(client, server, None), daemon=True)
            there.start()
            self._pass_on(server, client, cut)
            there.join()

    def _pass_on(self, source: socket.socket, target: socket.socket, cut: int | None) -> None:
        seen = b""
        with suppress(OSError):
            while chunk := source.recv(65_536):
                before, seen = len(seen), seen + chunk
                if cut is not None and seen.count(self._marker) >= cut:
                    target.sendall(seen[before : self._place(seen, cut)])
                    break
                target.sendall(chunk)
        for one in (source, target):
            with suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)

    def _place(self, seen: bytes, cut: int) -> int:
        """Where the marker stands for this many times: everything before it arrives, however it was sent."""
        at = -1
        for _ in range(cut):
            at = seen.index(self._marker, at + 1)
        return at


@contextmanager
def cutting_proxy(port: int, marker: bytes, cuts: list[int]) -> Iterator[CuttingProxy]:
    proxy = CuttingProxy(port, marker, cuts)
    with listening(proxy.serve) as proxy.port:
        yield proxy
