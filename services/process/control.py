"""Process control: the calls of Linux's ``prctl(2)`` that keep a job's processes tied to the runner."""

from __future__ import annotations

import ctypes
import os
import signal
import sys
from functools import cache

_PR_SET_PDEATHSIG = 1
_PR_SET_CHILD_SUBREAPER = 36


@cache
def _libc() -> ctypes.CDLL:
    return ctypes.CDLL(None, use_errno=True)


def _prctl(option: int, value: int) -> None:
    if _libc().prctl(option, value, 0, 0, 0) != 0:
        raise OSError(ctypes.get_errno(), f"prctl {option}")


def become_subreaper() -> None:
    """Processes below this one that lose their parent become its children, not those of the system's first process."""
    _prctl(_PR_SET_CHILD_SUBREAPER, 1)


def die_with_parent(parent_pid: int) -> None:
    """SIGKILL this process when the thread that started it ends; at once, if its parent is no longer ``parent_pid``."""
    _prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent_pid:
        sys.exit(1)


class DieWithParent:
    """The same between fork and exec (``preexec_fn``). Made before the fork: afterwards nothing is imported, looked up or
    locked.
    """

    def __init__(self) -> None:
        self._prctl = _libc().prctl

    def __call__(self) -> None:
        self._prctl(_PR_SET_PDEATHSIG, 9, 0, 0, 0)
