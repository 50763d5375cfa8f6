"""A command that is run as if nobody stood between: its input and output, its signals, its exit status.

What is written to a terminal stays with the command. Anything else passes through a pipe, one for both outputs where
both lead to the same file, so that their order stays.
"""

from __future__ import annotations

import contextlib
import os
import resource
import signal
import subprocess
import sys
from collections.abc import Sequence
from typing import NamedTuple

from .output import Lines, Progressed, Tap

_PASSED_ON = frozenset(
    {
        *(signal.SIGTERM, signal.SIGINT, signal.SIGHUP, signal.SIGQUIT, signal.SIGUSR1, signal.SIGUSR2),
        *(signal.SIGALRM, signal.SIGCONT, signal.SIGWINCH),
    }
)
_ENDING = frozenset({signal.SIGTERM, signal.SIGINT, signal.SIGHUP, signal.SIGQUIT})
_FROM_KERNEL = 128
"""``si_code`` of a signal that a terminal sends: it sends it to the command, too."""


class Ending(NamedTuple):
    """``code`` as `subprocess` has it: negative for a signal. ``is_asked_for``: somebody signalled us to end."""

    code: int
    last_lines: str
    is_asked_for: bool


class Command:
    def __init__(self, arguments: Sequence[str]) -> None:
        """Start it, before this process has any thread. Raises: OSError, it cannot be started."""
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        self._signals = {number for number in _PASSED_ON if signal.getsignal(number) != signal.SIG_IGN}
        unblocked = signal.pthread_sigmask(signal.SIG_BLOCK, {*self._signals, signal.SIGCHLD})

        def unblock() -> None:
            signal.pthread_sigmask(signal.SIG_SETMASK, unblocked)

        self._error, self._out = _taps()
        out = self._out or (self._error if self._error and _is_one_file() else None)
        try:
            self._process = subprocess.Popen(
                arguments,
                stdout=None if out is None else out.end_for_command,
                stderr=None if self._error is None else self._error.end_for_command,
                close_fds=False,
                preexec_fn=unblock,  # it runs between fork and exec: there are no threads yet
            )
        except BaseException:
            unblock()
            raise

    def wait(self, progressed: Progressed) -> Ending:
        """Pass its output on, and signals to it, until it ends. They stay blocked; see `end_like`."""
        errors = Lines(progressed)
        taps = [(self._error, errors), (self._out, Lines(progressed))]
        for tap, lines in taps:
            if tap is not None:
                tap.start(lines)
        is_asked_for = False
        while self._process.poll() is None:
            number, is_from_terminal = _next_signal({*self._signals, signal.SIGCHLD})
            if number == signal.SIGCHLD:
                continue
            is_asked_for = is_asked_for or number in _ENDING
            if not is_from_terminal:
                self._process.send_signal(number)
        for tap, _ in taps:
            if tap is not None:
                tap.finish()
        return Ending(self._process.returncode, errors.last(), is_asked_for)

    def end_at_a_signal(self) -> None:
        """From now on the next signal ends this process, as the command ended."""
        for number in self._signals & _ENDING:
            signal.signal(number, lambda *_: end_like(self._process.returncode))
        signal.pthread_sigmask(signal.SIG_UNBLOCK, self._signals & _ENDING)


def _taps() -> tuple[Tap | None, Tap | None]:
    """For its errors and its output. None: where ours go, or where its errors go."""
    error = Tap(2) if _is_passed_through(2) else None
    out = Tap(1) if _is_passed_through(1) and not (error and _is_one_file()) else None
    return error, out


def _is_one_file() -> bool:
    return _is_passed_through(1) and os.path.sameopenfile(1, 2)


def end_like(code: int) -> None:
    """End this process as a command with this exit code did, by the same signal if it was one."""
    with contextlib.suppress(OSError, ValueError, AttributeError):
        sys.stderr.flush()
    if code >= 0:
        os._exit(code)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))  # the core of the command is the one of interest
    if -code not in (signal.SIGKILL, signal.SIGSTOP):
        signal.signal(-code, signal.SIG_DFL)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, {-code})
    os.kill(os.getpid(), -code)
    os._exit(128 - code)


def _next_signal(numbers: set[signal.Signals]) -> tuple[int, bool]:
    """The next signal, and whether a terminal sent it."""
    if hasattr(signal, "sigwaitinfo"):
        told = signal.sigwaitinfo(numbers)
        return told.si_signo, told.si_code == _FROM_KERNEL
    number = signal.sigwait(numbers)  # macOS does not say who sent it
    return number, number in (signal.SIGINT, signal.SIGQUIT) and os.isatty(0)


def _is_passed_through(descriptor: int) -> bool:
    try:
        os.fstat(descriptor)
        return not os.isatty(descriptor)
    except OSError:  # closed
        return False
