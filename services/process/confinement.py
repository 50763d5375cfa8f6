"""Confinement: what a new process does to itself between fork and exec, so that the program it becomes cannot undo it.

This is the one place where a program gives up rights. It is prepared before the fork; the call itself only makes system
calls.
"""

from __future__ import annotations

import math
import resource
import signal
from pathlib import Path

from services.process.control import DieWithParent
from services.process.limits import Limits

_SPARE_TASKS = 8
"""For each process that a program may start: its threads, and what the same user starts elsewhere meanwhile."""


class Confinement:
    """A ``preexec_fn`` for `subprocess.Popen`.

    RLIMIT_NPROC, far above the limit that is measured, stops a fork bomb between two looks. (It does not apply to
    root.)
    """

    def __init__(self, limits: Limits) -> None:
        self._die_with_parent = DieWithParent()
        self._rlimits = [
            _lowered(resource.RLIMIT_CORE, 0),
            _lowered(resource.RLIMIT_FSIZE, limits.file_bytes),
            _lowered(resource.RLIMIT_NOFILE, limits.open_files),
            _lowered(resource.RLIMIT_NPROC, _tasks_on_this_host() + _SPARE_TASKS * limits.processes),
        ]
        if limits.cpu_s is not None:
            self._rlimits.append(_lowered(resource.RLIMIT_CPU, max(1, math.ceil(limits.cpu_s)), grace=1))
        # Last: until exec, the new process still has the memory of the one that starts it.
        self._rlimits.append(_lowered(resource.RLIMIT_DATA, 2 * limits.memory_bytes))

    def __call__(self) -> None:
        self._die_with_parent()
        # Ignored, so that a program can say "File too large" instead of dying without a word.
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        for limit, soft, hard in self._rlimits:
            resource.setrlimit(limit, (soft, hard))


def _tasks_on_this_host() -> int:
    """Threads of everybody: never fewer than this user has, which is what RLIMIT_NPROC counts."""
    return int(Path("/proc/loadavg").read_text(encoding="ascii").split()[3].partition("/")[2])


def _lowered(limit: int, value: int, *, grace: int = 0) -> tuple[int, int, int]:
    """The limit with its new soft and hard value; never above what this process may set."""
    present = resource.getrlimit(limit)[1]
    most = value + grace if present == resource.RLIM_INFINITY else min(value + grace, present)
    return limit, min(value, most), most
