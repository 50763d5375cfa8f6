"""The inbox: spans that the processes of the data folder send, as they arrive."""

from __future__ import annotations

import contextlib
import logging
import select
import socket
from collections.abc import Iterator
from pathlib import Path

import msgspec

from services.companion.address import socket_address
from services.telemetry.trace.outbox import MOST_BYTES, SOCKET
from services.telemetry.trace.span import Span, decode

_PACKETS = 256
"""Of one process in a row, before it is the others' turn."""

_log = logging.getLogger(__name__)


class Inbox:
    """The caller holds the exporter's lock, so nobody else listens there."""

    def __init__(self, data: Path) -> None:
        self._path = data / SOCKET
        self._path.unlink(missing_ok=True)
        self._listener = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with socket_address(data, SOCKET) as address:
            self._listener.bind(address)
        self._path.chmod(0o600)
        self._listener.listen(64)
        self._listener.setblocking(False)
        self._senders: dict[int, socket.socket] = {}
        self._poll = select.poll()
        self._poll.register(self._listener, select.POLLIN)

    @property
    def has_senders(self) -> bool:
        return bool(self._senders)

    def watch(self, fd: int) -> None:
        """`take` also returns when this descriptor is readable."""
        self._poll.register(fd, select.POLLIN)

    def forget(self, fd: int) -> None:
        self._poll.unregister(fd)

    def take(self, wait_s: float) -> tuple[list[Span], set[int]]:
        """What has arrived, and which of the watched descriptors are readable."""
        ready = {fd for fd, _ in self._poll.poll(1000 * wait_s)}
        spans: list[Span] = []
        if self._listener.fileno() in ready:
            self._accept()
        for fd in ready & self._senders.keys():
            spans += self._read(fd)
        return spans, ready - self._senders.keys() - {self._listener.fileno()}

    def close(self) -> None:
        """Later senders find nobody; who is connected is told by the end of the connection."""
        self._path.unlink(missing_ok=True)
        for sender in (self._listener, *self._senders.values()):
            sender.close()

    def _accept(self) -> None:
        with contextlib.suppress(OSError):
            sender, _ = self._listener.accept()
            sender.setblocking(False)
            self._senders[sender.fileno()] = sender
            self._poll.register(sender, select.POLLIN)

    def _read(self, fd: int) -> Iterator[Span]:
        for _ in range(_PACKETS):
            try:
                packet = self._senders[fd].recv(MOST_BYTES + 1)
            except BlockingIOError:
                return
            except OSError:
                packet = b""
            if not packet:
                self._poll.unregister(fd)
                self._senders.pop(fd).close()
                return
            try:
                yield decode(packet)
            except msgspec.MsgspecError:
                _log.debug("span_unreadable")  # of another version of us
