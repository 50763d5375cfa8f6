"""A worker told to stop while it is still starting does not keep the server waiting until its timeout."""

from __future__ import annotations

import os
import signal
import time

import pytest

from tests.support.server import StartServer

pytestmark = pytest.mark.integration


def test_a_server_that_is_stopped_while_a_worker_starts_stops_at_once(start_server: StartServer) -> None:
    server = start_server(env={"TAILRACE_WORKERS": "1", "TAILRACE_DRAIN_S": "0"})
    (old,) = server.worker_pids
    os.kill(old, signal.SIGKILL)
    until = time.monotonic() + 10
    while server.worker_pids in ([], [old]) and time.monotonic() < until:
        pass  # the window is about 50 ms: until gevent is imported
    assert server.stop(within_s=30) == 0
