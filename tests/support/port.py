"""Free ports, below the kernel's ephemeral range, so that another test's outgoing connection cannot take one between
its choice and its use. Each process of the test run starts at a different port."""

from __future__ import annotations

import os
import socket

FIRST, LAST = 20_000, 32_000
_next = FIRST + os.getpid() * 37 % (LAST - FIRST)


def free_port() -> int:
    """Return a port on which nothing listens. Never returns the same port twice."""
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
