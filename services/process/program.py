"""A tool: a program that a job's code runs (git, a linter). It is bounded in time and output and never outlives the job.

Tools run in groups of their own in the job's session, die with the job's process, and are found by the runner wherever they
hide (`process_tree`).
"""

from __future__ import annotations

import contextlib
import os
import selectors
import signal
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from services.process.control import DieWithParent
from services.process.tree import Process, descendants, kill_all, read_process

_READ_BYTES = 65_536
_GRACE_S = 0.2
"""For the rest of the output after the tool's end: a daemon that it left behind may hold the pipe open for ever."""


@dataclass(frozen=True, slots=True)
class ToolResult:
    """``returncode`` is negative for a signal, as in `subprocess`. Output beyond the limit is dropped and ``is_truncated``
    says so.
    """

    returncode: int
    stdout: bytes
    stderr: bytes
    timed_out: bool
    is_truncated: bool

    @property
    def succeeded(self) -> bool:
        return self.returncode == 0 and not self.timed_out


def run_tool(
    argv: Sequence[str | Path],
    *,
    cwd: Path,
    timeout_s: float,
    output_bytes: int = 32 * 2**20,
    environ: Mapping[str, str] | None = None,
    stdin: bytes = b"",
    on_stdout: Callable[[bytes], None] | None = None,
    on_stderr: Callable[[bytes], None] | None = None,
) -> ToolResult:
    """Run ``argv`` to its end, or kill it and all below it after ``timeout_s``.

    ``output_bytes`` bounds each of standard output and error. ``on_stdout`` and ``on_stderr`` get the output as it comes
    (for progress bars), in this thread. ``environ`` is added to this process's environment. May be called from several
    threads, each of which must stay until it returns.

    Raises: OSError, if the program cannot be started.
    """
    given = os.memfd_create("stdin")  # a file, so that a tool which doesn't read can't block us; in memory, as it may be a secret
    try:
        os.write(given, stdin)
        os.lseek(given, 0, os.SEEK_SET)
        process = subprocess.Popen(
            [str(part) for part in argv],
            cwd=cwd,
            env={**os.environ, **(environ or {})},
            stdin=given,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            process_group=0,
            preexec_fn=DieWithParent(),  # the only way to be between fork and exec
        )
    finally:
        os.close(given)
    assert process.stdout is not None and process.stderr is not None
    output = _Output(output_bytes)
    try:
        timed_out = output.read_until_end(process, {process.stdout: on_stdout, process.stderr: on_stderr}, timeout_s)
    finally:
        _end(process)
        for stream in (process.stdout, process.stderr):
            stream.close()
    return ToolResult(
        process.returncode, output.text(process.stdout), output.text(process.stderr), timed_out, output.is_truncated
    )


class _Output:
    """What a tool has said so far."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._parts: dict[IO[bytes], bytearray] = {}
        self.is_truncated = False

    def text(self, stream: IO[bytes]) -> bytes:
        return bytes(self._parts.get(stream, b""))

    def read_until_end(
        self, process: subprocess.Popen[bytes], streams: Mapping[IO[bytes], Callable[[bytes], None] | None], timeout_s: float
    ) -> bool:
        """True if the time was up first."""
        deadline = time.monotonic() + timeout_s
        exit_fd = os.pidfd_open(process.pid)
        try:
            with selectors.DefaultSelector() as selector:
                selector.register(exit_fd, selectors.EVENT_READ)
                for stream, callback in streams.items():
                    selector.register(stream, selectors.EVENT_READ, callback)
                has_ended, open_streams = False, len(streams)
                while open_streams or not has_ended:
                    for key, _ in selector.select(max(0.0, deadline - time.monotonic())):
                        if key.fd == exit_fd:
                            selector.unregister(exit_fd)
                            has_ended, deadline = True, min(deadline, time.monotonic() + _GRACE_S)
                        elif not self._take(key.fileobj, key.data):  # type: ignore[arg-type]
                            selector.unregister(key.fileobj)
                            open_streams -= 1
                    if time.monotonic() >= deadline:
                        return not has_ended
        finally:
            os.close(exit_fd)
        return False

    def _take(self, stream: IO[bytes], callback: Callable[[bytes], None] | None) -> bool:
        part = os.read(stream.fileno(), _READ_BYTES)
        kept = self._parts.setdefault(stream, bytearray())
        room = self._limit - len(kept)
        kept += part[:room]
        self.is_truncated = self.is_truncated or len(part) > room
        if callback is not None and part:
            callback(part)
        return bool(part)


def _end(process: subprocess.Popen[bytes]) -> None:
    """Kill what is left of the tool: everything below it, then its group. It is collected last, so its number stays its own
    until then.
    """

    def left() -> list[Process]:
        own = read_process(process.pid)
        return descendants(process.pid) + ([own] if own else [])

    kill_all(left)
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()
