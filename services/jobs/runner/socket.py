"""The runner's socket, ``<data>/runner.sock``: web workers wake the runner, hand it secrets and ask how it is.

One connection carries one line of JSON and its answer. Messages: ``{"wake": true}``, ``{"job": id, "secret": {…}}``,
``{"ping": true}``. Only the owner of the data folder can connect (mode 0600 in a 0700 folder, and the peer's uid is
checked).
"""

from __future__ import annotations

import logging
import os
import socket
import struct
import threading
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import msgspec

from services.companion.address import socket_address

NAME = "runner.sock"
MAX_BYTES = 65_536
_log = logging.getLogger(__name__)


def ask_runner(data: Path, message: Mapping[str, object], *, timeout_s: float = 2.0) -> dict[str, Any] | None:
    """Send one message and return the answer; None if no runner answers in time."""
    try:
        with socket_address(data, NAME) as address, socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as connection:
            connection.settimeout(timeout_s)
            connection.connect(address)
            connection.sendall(msgspec.json.encode(message) + b"\n")
            answer = _read_line(connection)
            return msgspec.json.decode(answer, type=dict[str, Any]) if answer else None
    except (OSError, msgspec.MsgspecError):
        return None


class RunnerSocket:
    """The runner's end. One thread answers one caller at a time; ``answer(message)`` runs in it and must be quick."""

    def __init__(self, data: Path, answer: Callable[[dict[str, Any]], dict[str, object]]) -> None:
        self._data = data
        self._answer = answer
        self._listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        with socket_address(data, NAME) as address:
            (data / NAME).unlink(missing_ok=True)  # the caller holds the runner's lock, so nobody listens there
            self._listener.bind(address)
        (data / NAME).chmod(0o600)
        self._listener.listen(128)
        self._thread = threading.Thread(target=self._serve, name="runner-socket", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def close(self) -> None:
        """Accept no more callers. The file goes first, so that later ones are refused at once."""
        (self._data / NAME).unlink(missing_ok=True)
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self._thread.join(2.0)

    def _serve(self) -> None:
        while True:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return  # closed
            with connection:
                try:
                    self._serve_one(connection)
                except (OSError, msgspec.MsgspecError) as error:
                    _log.debug("runner_socket_caller_failed", extra={"error": str(error)})

    def _serve_one(self, connection: socket.socket) -> None:
        connection.settimeout(0.5)
        _pid, uid, _gid = struct.unpack("3i", connection.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, 12))
        if uid not in (os.geteuid(), 0):
            return
        answer = self._answer(msgspec.json.decode(_read_line(connection), type=dict[str, Any]))
        connection.sendall(msgspec.json.encode(answer) + b"\n")


def _read_line(connection: socket.socket) -> bytes:
    received = bytearray()
    while not received.endswith(b"\n") and len(received) <= MAX_BYTES:
        part = connection.recv(65_536)
        if not part:
            break
        received += part
    return bytes(received)
