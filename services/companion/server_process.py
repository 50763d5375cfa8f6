"""The server process that a companion was started for (gunicorn's master): its name, and a descriptor to watch."""

from __future__ import annotations

import os
from dataclasses import dataclass

from services.process.tree import read_process


@dataclass(frozen=True, slots=True)
class ServerProcess:
    """``exit_fd`` becomes readable when the process ends."""

    pid: int
    exit_fd: int


def name_of(pid: int) -> str | None:
    """``pid:start time``: a name that no later process of the same number has. None if there is no such process."""
    process = read_process(pid)
    return None if process is None else f"{pid}:{process.started}"


def watch(name: str) -> ServerProcess | None:
    """None if the process that ``name`` names is gone."""
    pid = int(name.partition(":")[0])
    try:
        exit_fd = os.pidfd_open(pid)
    except ProcessLookupError:
        return None
    if name_of(pid) != name:  # checked after opening: from here on the descriptor cannot mean another process
        os.close(exit_fd)
        return None
    return ServerProcess(pid, exit_fd)
