"""Connections that clients keep open between requests (nginx always does) must not delay a worker's exit."""

from __future__ import annotations

import time

import pytest

from tests.support.server import StartServer

pytestmark = pytest.mark.integration


def test_a_server_stops_without_waiting_for_idle_connections(start_server: StartServer) -> None:
    server = start_server()
    clients = [server.api() for _ in range(4)]  # each keeps its login's connection open
    before = time.monotonic()
    server.stop()
    # The drain window here is 1 s, and gunicorn waits another 10 s. A stop used to take all of that.
    assert time.monotonic() - before < 8
    assert "Traceback" not in server.log
    for client in clients:
        client.close()
