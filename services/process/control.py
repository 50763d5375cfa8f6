"""Process control: system calls of Linux that Python lacks, and what ``prctl(2)`` says about a process."""

from __future__ import annotations

import ctypes
import os
import signal
from functools import cache
from typing import Any

_PR_SET_PDEATHSIG = 1
_PR_SET_CHILD_SUBREAPER = 36
_PR_SET_NO_NEW_PRIVS = 38


@cache
def _libc() -> ctypes.CDLL:
    return ctypes.CDLL(None, use_errno=True)


def system_call(number: int, *arguments: Any) -> int:
    """Raises: OSError."""
    result: int = _libc().syscall(ctypes.c_long(number), *arguments)
    if result < 0:
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number))
    return result


def _prctl(option: int, value: int) -> None:
    if _libc().prctl(option, value, 0, 0, 0) != 0:
        raise OSError(ctypes.get_errno(), "prctl")


def become_subreaper() -> None:
    """Adopt every process below this one that loses its parent; init would adopt it otherwise."""
    _prctl(_PR_SET_CHILD_SUBREAPER, 1)


def forbid_new_privileges() -> None:
    """No program that this process becomes or starts gains rights by being set-uid."""
    _prctl(_PR_SET_NO_NEW_PRIVS, 1)


class DieWithParent:
    """Called between fork and exec: SIGKILL for the new process when the thread that started it ends.

    Made before the fork, because afterwards nothing may be imported, looked up or locked.
    """

    def __init__(self) -> None:
        self._prctl = _libc().prctl
        self._parent_pid = os.getpid()

    def __call__(self) -> None:
        self._prctl(_PR_SET_PDEATHSIG, signal.SIGKILL.value, 0, 0, 0)
        if os.getppid() != self._parent_pid:  # it ended before we asked
            os._exit(1)
