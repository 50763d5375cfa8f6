"""Process control: the calls of Linux's ``prctl(2)`` that tie processes to the one that started them."""

from __future__ import annotations

import ctypes
import os
import signal
from functools import cache

_PR_SET_PDEATHSIG = 1
_PR_SET_CHILD_SUBREAPER = 36


@cache
def _libc() -> ctypes.CDLL:
    return ctypes.CDLL(None, use_errno=True)


def become_subreaper() -> None:
    """Adopt every process below this one that loses its parent; init would adopt it otherwise."""
    if _libc().prctl(_PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0) != 0:
        raise OSError(ctypes.get_errno(), "prctl")


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
