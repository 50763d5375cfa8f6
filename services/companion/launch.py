"""Launching: makes sure that there is always one of each companion.

`keep_running` is called when a server starts and every second in each of its workers. While there is one, that costs
10 µs. When there is none, one caller starts one (its start lock tells the others), detached: it is no child of the
server, because gunicorn's master collects every child that it has, and it has its own session, so that Ctrl-C in
the terminal reaches the server only.
"""

from __future__ import annotations

import contextlib
import os
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from gevent.monkey import get_original

from services.companion import lock, server_process
from services.companion.companion import Companion
from services.settings.settings import Settings

_ROOT = Path(__file__).parents[2]
_START_FD = 198  # where the launched process finds its start lock


def announce_server(data: Path) -> int:
    """Announce that this process, gunicorn's master, is a server of the folder as long as it lives: a companion that
    was started for another server then goes on when that one ends.

    Returns a descriptor that forked processes must close, or they would count as the server.
    """
    return lock.share(data, lock.SERVER)


def keep_running(settings: Settings, server_pid: int, companion: Companion, face_modules: Sequence[str]) -> None:
    """Start a companion for this data folder if there is none and the server ``server_pid`` is alive. Returns at once.

    ``server_pid`` is gunicorn's master, noted at the start (`os.getppid()` changes when the master dies).
    """
    if lock.is_held(settings.data, companion.lock):
        return
    server = server_process.name_of(server_pid)
    start_fd = None if server is None else lock.take(settings.data, companion.start_lock)
    if server is None or start_fd is None:
        return
    try:
        if not lock.is_held(settings.data, companion.lock):
            faces = [argument for module in face_modules for argument in ("--face", module)]
            arguments = ["--server", server, "--start-lock", str(_START_FD), *faces]
            _spawn_detached(settings.data, start_fd, ["-m", companion.module, *arguments])
    finally:
        os.close(start_fd)


def _spawn_detached(data: Path, start_fd: int, arguments: Sequence[str]) -> None:
    """Start the companion through a shell that ends at once, so that it is nobody's child.

    By posix_spawn, which works alike in gunicorn's master, in a worker under gevent and in a thread. It passes on
    everything inheritable, gunicorn's listening sockets included, so those are closed one by one.
    """
    close = [
        (os.POSIX_SPAWN_CLOSE, fd)
        for fd in map(int, os.listdir("/proc/self/fd"))  # noqa: PTH208
        if fd > 2 and fd != _START_FD and _is_inherited(fd)
    ]
    # Python's own functions: gevent's wait for a signal, which a quick shell sends before gevent listens for it.
    pid = get_original("os", "posix_spawn")(
        "/bin/sh",
        ["sh", "-c", 'cd "$0" && exec "$@" &', str(_ROOT), sys.executable, *arguments],
        {**os.environ, "TAILRACE_DATA": str(data)},
        file_actions=[
            *close,
            (os.POSIX_SPAWN_DUP2, start_fd, _START_FD),
            (os.POSIX_SPAWN_OPEN, 0, os.devnull, os.O_RDONLY, 0),
        ],
        setsid=True,
    )
    with contextlib.suppress(ChildProcessError):  # the master's handler, or gevent's, may have collected it
        while get_original("os", "waitpid")(pid, os.WNOHANG) == (0, 0):
            time.sleep(0.005)


def _is_inherited(fd: int) -> bool:
    try:
        return os.get_inheritable(fd)
    except OSError:
        return False  # the descriptor of the listing itself, closed by now
