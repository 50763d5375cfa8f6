"""A worker that is told to stop before it has begun: the server does not wait for it until its patience ends."""

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
        pass  # the moment lasts for some 50 ms: until gevent is imported
    assert server.stop(within_s=8) == 0
