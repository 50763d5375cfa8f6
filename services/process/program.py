"""A program: run to its end within limits, with its output handed over as it comes. Nothing of it outlives the call."""

from __future__ import annotations

import math
import os
import select
import signal
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Literal

from services.process.access import Access
from services.process.ending import Ending
from services.process.limits import Excess, Limits
from services.process.running import LOOK_S, PIPE, Running

_READ_BYTES = 65_536
_KEPT_ERROR_BYTES = 65_536
_GRACE_S = 0.2
"""For the rest of the output after the program's end. A daemon that it left behind may hold the pipe open for ever."""

OnOutput = Callable[[bytes], None]


class Program:
    """One run of a program. Call `run` once.

    ``cwd`` is the program's own folder, unless it is ``/``. ``access`` is what it may see beyond that.

    ``on_stdout`` gets standard output, which the ending then lacks; ``on_stderr`` gets a copy of standard error;
    ``on_look`` is called several times a second. An error that one of them raises ends the program and comes out of
    `run`. ``stdin`` is passed as a file in memory, because the program may leave it unread, and because it may be a
    secret.
    """

    def __init__(
        self,
        argv: Sequence[str | Path],
        *,
        cwd: Path,
        limits: Limits = Limits(),  # noqa: B008 - frozen
        access: Access = Access(),  # noqa: B008 - frozen
        environ: Mapping[str, str] | None = None,
        stdin: bytes = b"",
        on_stdout: OnOutput | None = None,
        on_stderr: OnOutput | None = None,
        on_look: Callable[[], None] | None = None,
    ) -> None:
        self._argv = argv
        self._cwd = cwd
        self._limits = limits
        self._access = access
        self._environ = environ
        self._stdin = stdin
        self._stdout = bytearray()
        self._stderr = bytearray()
        self._on_stdout = on_stdout or self._stdout.extend
        self._on_stderr = on_stderr
        self._on_look = on_look
        self._bytes = 0
        self._lock = threading.Lock()
        self._running: Running | None = None
        self._is_cancelled = False

    def cancel(self) -> None:
        """End the program, from any thread at any time. Returns at once."""
        with self._lock:
            self._is_cancelled = True
            if self._running is not None:
                self._running.kill_root()

    def run(self) -> Ending:
        """Run the program until it ends, goes over a limit or is cancelled.

        Raises: OSError, if it cannot be started.
        """
        running = self._start()
        with self._lock:
            self._running = running
            is_cancelled = self._is_cancelled
        try:
            cause = None if is_cancelled else self._follow(running)
        finally:
            with self._lock:
                self._running = None
            status = running.end()
        if cause is None and self._is_cancelled:
            return self._ending(status, "cancelled")
        return self._ending(status, "cpu" if status == -signal.SIGXCPU and cause is None else cause)

    def _ending(self, status: int, cause: Excess | Literal["cancelled"] | None) -> Ending:
        return Ending(status, cause, bytes(self._stdout), bytes(self._stderr), self._limits)

    def _start(self) -> Running:
        given = os.memfd_create("stdin")
        try:
            with os.fdopen(os.dup(given), "wb") as file:
                file.write(self._stdin)
            os.lseek(given, 0, os.SEEK_SET)
            return Running(
                self._argv,
                cwd=self._cwd,
                limits=self._limits,
                access=self._access,
                environ=self._environ,
                stdin=given,
                stdout=PIPE,
                stderr=PIPE,
            )
        finally:
            os.close(given)

    def _follow(self, running: Running) -> Excess | None:
        """Read until the program and its output have ended, or until a limit is passed."""
        takers: dict[int, OnOutput] = {running.stdout_fd: self._on_stdout, running.stderr_fd: self._take_error}
        poll = select.poll()
        for fd in (running.exit_fd, *takers):
            poll.register(fd, select.POLLIN)
        deadline = time.monotonic() + self._limits.wall_s
        look_at = time.monotonic() + LOOK_S
        has_ended = False
        while takers or not has_ended:
            now = time.monotonic()
            if now >= deadline:
                return None if has_ended else "time"
            if now >= look_at:
                look_at = now + LOOK_S
                if self._on_look is not None:
                    self._on_look()
                if (excess := running.excess()) is not None:
                    return excess
            for fd, _ in poll.poll(1000 * max(0.0, min(deadline, look_at) - now) + 1):
                if fd == running.exit_fd:
                    poll.unregister(fd)
                    has_ended, look_at, deadline = True, math.inf, min(deadline, time.monotonic() + _GRACE_S)
                elif not self._read(fd, takers[fd]):
                    poll.unregister(fd)
                    del takers[fd]
            if self._bytes > self._limits.output_bytes:
                return "output"
        return None

    def _read(self, fd: int, take: OnOutput) -> bool:
        part = os.read(fd, _READ_BYTES)
        room = self._limits.output_bytes - self._bytes
        self._bytes += len(part)
        if part and room > 0:
            take(part[:room])
        return bool(part)

    def _take_error(self, part: bytes) -> None:
        self._stderr += part
        del self._stderr[:-_KEPT_ERROR_BYTES]
        if self._on_stderr is not None:
            self._on_stderr(part)
