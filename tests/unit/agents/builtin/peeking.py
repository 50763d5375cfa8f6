"""What the process of a calculator is asked in tests: to read, to list, to connect, to take memory."""

from __future__ import annotations

import socket
from collections.abc import Callable
from pathlib import Path

PEEK = "tests.unit.agents.builtin.peeking:peek"


def peek(file: str, folder: str) -> list[str]:
    """The name of the exception that each attempt ends in."""
    return [
        attempt(lambda: Path(file).read_bytes()),
        attempt(lambda: list(Path(folder).iterdir())),
        attempt(lambda: socket.create_connection(("127.0.0.1", 9), 1)),
    ]


def attempt(action: Callable[[], object]) -> str:
    try:
        action()
    except OSError as error:
        return type(error).__name__
    return "allowed"


def fill() -> list[str]:
    taken = []
    while True:
        taken.append(bytearray(2**20))
