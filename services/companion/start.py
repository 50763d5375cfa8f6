"""How a companion's program begins: with what `launch` told it on the command line; and how it ends."""

from __future__ import annotations

import argparse
import logging
import os
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from services.companion import server_process
from services.companion.companion import Companion

AFTER_FAILURE_S = 5.0
"""A companion that fails keeps its lock this long, so that a broken installation is not tried again every second."""


@dataclass(frozen=True, slots=True)
class Start:
    """``server`` is who started it, ``start_fd`` the start lock, to be closed once the companion holds its own."""

    server: server_process.ServerProcess
    start_fd: int
    face_modules: tuple[str, ...]


def read_start(companion: Companion, argv: Sequence[str] | None = None) -> Start | None:
    """None if the server is gone already."""
    parser = argparse.ArgumentParser(
        prog=f"python -m {companion.module}", description=f"The {companion.name}, as a server starts it."
    )
    parser.add_argument("--server", required=True, help="the server's process, as PID:START")
    parser.add_argument("--start-lock", type=int, required=True, help="descriptor of the start lock")
    parser.add_argument(
        "--face", action="append", default=[], dest="faces", help="a module that declares a face as FACE"
    )
    options = parser.parse_args(argv)
    os.set_inheritable(options.start_lock, False)
    server = server_process.watch(options.server)
    return None if server is None else Start(server, options.start_lock, tuple(options.faces))


def exit_status(companion: Companion, work: Callable[[], object]) -> int:
    """Do a companion's work, to its end or until it fails; the status that its program exits with."""
    try:
        work()
    except Exception:
        logging.getLogger(companion.module).exception("companion_failed", extra={"companion": companion.name})
        time.sleep(AFTER_FAILURE_S)
        return 1
    return 0
