"""Connections that clients keep between requests (nginx always does) must not hold up the end of a worker."""

from __future__ import annotations

import time

import pytest

from tests.support.server import StartServer

pytestmark = pytest.mark.integration


def test_a_server_stops_without_waiting_for_idle_connections(start_server: StartServer) -> None:
    server = start_server()
    clients = [server.api() for _ in range(4)]  # each keeps the connection of its login
    before = time.monotonic()
    server.stop()
    # The drain's window here is 1 s and gunicorn's patience 10 s more, all of which it used to take.
    assert time.monotonic() - before < 8
    assert "Traceback" not in server.log
    for client in clients:
        client.close()
