"""The outbox: a process's spans on their way to the exporter. Putting one in waits for nobody and costs microseconds.

Each span is a packet on a Unix socket, so those of a process that is killed are with the exporter already. While the
exporter is away, or slower than we are, spans wait here; more than `MOST` are dropped and counted.
"""

from __future__ import annotations

import contextlib
import errno
import socket
import time
from collections import deque
from pathlib import Path
from typing import Any

from gevent.monkey import get_original

from services.companion.address import socket_address
from services.telemetry.trace.meter import SPANS

SOCKET = "traces.sock"
MOST = 4096
MOST_BYTES = 16_384
"""Of one packet."""

_AGAIN_S = 0.25
_LAST_S = 0.5

# Python's own: gevent's would make a hub in each thread that puts something in.
_socket = get_original("socket", "socket")
_allocate = get_original("_thread", "allocate_lock")


class Outbox:
    """Safe for greenlets and threads."""

    def __init__(self, data: Path) -> None:
        self._data = data
        self._waiting: deque[bytes] = deque()
        self._sending = _allocate()
        self._connection: Any = None
        self._connect_at_s = 0.0

    def put(self, packet: bytes) -> None:
        if len(self._waiting) >= MOST or len(packet) > MOST_BYTES:
            SPANS.add(1, "dropped")
            return
        self._waiting.append(packet)
        self.send()

    def send(self) -> None:
        """Send what can be sent at once. Call it now and then: what could not be sent waits for the next call."""
        if not self._waiting or not self._sending.acquire(False):
            return
        try:
            while self._waiting and self._is_connected():
                self._connection.send(self._waiting[0])
                self._waiting.popleft()
        except BlockingIOError:
            pass  # the exporter is behind
        except OSError:
            self._connection.close()
            self._connection = None
        finally:
            self._sending.release()

    def close(self) -> None:
        """Send the last ones; within half a second."""
        give_up_at_s = time.monotonic() + _LAST_S
        while self._waiting and time.monotonic() < give_up_at_s:
            self.send()
            if self._waiting:
                time.sleep(0.02)
        SPANS.add(len(self._waiting), "dropped")
        self._waiting.clear()
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def _is_connected(self) -> bool:
        if self._connection is None and time.monotonic() >= self._connect_at_s:
            self._connect_at_s = time.monotonic() + _AGAIN_S
            self._connect()
        return self._connection is not None

    def _connect(self) -> None:
        connection = _socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        connection.setblocking(False)
        with contextlib.suppress(OSError), socket_address(self._data, SOCKET) as address:
            if connection.connect_ex(address) in (0, errno.EISCONN):
                self._connection = connection
                return
        connection.close()
