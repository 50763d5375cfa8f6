"""A program that runs beside the test: writes its output to a file, is awaited at its start, and always stopped."""

from __future__ import annotations

import contextlib
import subprocess
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from tests.support.condition import wait_until

START_S = 120.0
"""For a server that hangs: starting takes 2 s, and 30 s on a machine that has too much to do."""


class Program:
    """One process in its own session, so that a Ctrl-C in the test run does not reach it first."""

    def __init__(
        self, command: Sequence[str], log: Path, *, env: Mapping[str, str] | None = None, cwd: Path | None = None
    ):
        self.command = list(command)
        self.log_file = log
        self._env = dict(env) if env is not None else None
        self._cwd = cwd
        self.process: subprocess.Popen[bytes] | None = None

    @property
    def pid(self) -> int:
        assert self.process is not None, f"{self.command[0]} is not running"
        return self.process.pid

    @property
    def log(self) -> str:
        return self.log_file.read_text(errors="replace") if self.log_file.exists() else ""

    def log_from(self, position: int) -> bytes:
        """Return the log after its first ``position`` bytes."""
        with self.log_file.open("rb") as log:
            log.seek(position)
            return log.read()

    @property
    def is_running(self) -> bool:
        return self.process is not None and self.process.poll() is None

    def start(self, is_ready: Callable[[], bool]) -> None:
        """Return once ``is_ready`` holds. Fail at once, with the output, if the program ends instead."""
        with self.log_file.open("ab") as output:
            self.process = subprocess.Popen(
                self.command,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                env=self._env,
                cwd=self._cwd,
                start_new_session=True,
            )

        def ready_or_dead() -> bool:
            assert self.process is not None
            if self.process.poll() is not None:
                raise AssertionError(f"{self.command} ended with {self.process.returncode}:\n{self.log[-5000:]}")
            return is_ready()

        try:
            wait_until(ready_or_dead, f"{self.command[0]} gets ready", within_s=START_S)
        except AssertionError as error:
            with contextlib.suppress(AssertionError):  # a program that hangs at its start may not end politely either
                self.stop(within_s=30)
            raise AssertionError(f"{error}\n{self.log[-5000:]}") from None

    def collect(self) -> None:
        """Wait for the end of a program that somebody else has killed."""
        if self.process is not None:
            self.process.wait(10)
            self.process = None

    def stop(self, *, within_s: float = 20.0) -> int | None:
        """Send SIGTERM, then SIGKILL after ``within_s``. Return the exit status, None if it was not running."""
        if self.process is None:
            return None
        process, self.process = self.process, None
        process.terminate()
        try:
            return process.wait(within_s)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
            raise AssertionError(f"{self.command[0]} did not end within {within_s:g} s of SIGTERM") from None
