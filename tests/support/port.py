"""Free ports. Taken below the range that the kernel hands out by itself, so that no outgoing connection of another
test sits on a port between its choice and its use; each process of the test run starts at another place."""

from __future__ import annotations

import os
import socket

FIRST, LAST = 20_000, 32_000
_next = FIRST + os.getpid() * 37 % (LAST - FIRST)


def free_port() -> int:
    """A port on which nothing listens, handed out once."""
    global _next
    while True:
        _next = _next + 1 if _next < LAST else FIRST
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", _next))
            except OSError:
                continue
            return _next
