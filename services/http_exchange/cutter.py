"""The cutter: cuts a connection when patience is over, whatever the connection waits for.

A time-out of an HTTP library is for one read, and a server that sends a byte now and then never meets it.
"""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from services.http_exchange.patience import Patience


class Cutter:
    """For one exchange."""

    def __init__(self, patience: Patience) -> None:
        self._patience = patience
        self._handles: list[socket.socket] = []
        self._has_ended = False
        self._has_cut = False

    @property
    def is_over(self) -> bool:
        return self._has_cut or self._patience.is_over

    def watch(self, connection: socket.socket) -> None:
        """Holds a second handle: TLS takes the first one over, and may never get to its end."""
        self._handles.append(connection.dup())
        if self._has_cut:
            self._cut()

    @contextmanager
    def running(self) -> Iterator[None]:
        threading.Thread(target=self._wait, name="cutter", daemon=True).start()
        try:
            yield
        finally:
            with self._patience.changed:
                self._has_ended = True
                self._patience.changed.notify_all()
            for handle in self._handles:
                handle.close()
            self._handles.clear()

    def _wait(self) -> None:
        with self._patience.changed:
            while not self._has_ended and not self._patience.is_over:
                self._patience.changed.wait(self._patience.left_s)
            if self._has_ended:
                return
            self._has_cut = True
        self._cut()

    def _cut(self) -> None:
        for handle in list(self._handles):
            with suppress(OSError):
                handle.shutdown(socket.SHUT_RDWR)
