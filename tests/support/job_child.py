"""Killing the process of a job at a certain point of its work, however fast the machine is."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable

from tests.support.condition import wait_until
from tests.support.server import Server

MOMENT_S = 0.02


def kill_child_once(server: Server, is_there: Callable[[], object]) -> None:
    """Kill the one child of a server once ``is_there`` returns something true.

    The child stands still while that is asked, and goes on for moments: otherwise it might be done with all of its work
    meanwhile.
    """
    (child,) = wait_until(lambda: server.child_pids, "the child starts")

    def is_there_now() -> bool:
        os.kill(child, signal.SIGCONT)
        time.sleep(MOMENT_S)
        os.kill(child, signal.SIGSTOP)
        return bool(is_there())

    wait_until(is_there_now, "the child comes to the point")
    os.kill(child, signal.SIGKILL)
