"""A tool: one run of an engine's program on hostile files, with a bound on everything it can use.

A tool gets an environment of its own, no standard input beyond what it is given, limits on memory, processor time and file
size, and ends with the process that started it (PR_SET_PDEATHSIG). It stays in the job's process group, so that
cancelling the job reaches it too.
"""

from __future__ import annotations

import ctypes
import os
import resource
import selectors
import signal
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from services.scanning.engines.engine import EngineFailed

MAX_OUTPUT_BYTES = 32 * 2**20  # a report larger than this is an attack or a bug, not a list of findings
MAX_MEMORY_BYTES = 2**30  # of private writable memory: address space itself is reserved in terabytes by Haskell's runtime
_ERROR_BYTES = 4096
_PR_SET_PDEATHSIG = 1
_libc = ctypes.CDLL(None, use_errno=True)


@dataclass(frozen=True, slots=True)
class ToolRun:
    status: int
    stdout: bytes
    stderr: bytes


def executable(name: str) -> str:
    """A program installed beside this interpreter: never one that PATH or the repository offers."""
    return str(Path(sys.executable).parent / name)


def environment(home: Path) -> dict[str, str]:
    """Nothing of the server's own environment reaches a tool: it holds secrets, and switches that change what tools do."""
    return {"PATH": "/usr/bin:/bin", "HOME": str(home), "TMPDIR": str(home), "LANG": "C.UTF-8", "LC_ALL": "C.UTF-8"}


def start(
    argv: Sequence[str], *, cwd: Path, cpu_s: float, extra: Mapping[str, str] | None = None, stderr: int = subprocess.DEVNULL
) -> subprocess.Popen[bytes]:
    """Start a limited process with pipes for standard input and output."""

    def limit() -> None:  # between fork and exec: system calls only
        _libc.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        resource.setrlimit(resource.RLIMIT_FSIZE, (MAX_OUTPUT_BYTES, MAX_OUTPUT_BYTES))
        resource.setrlimit(resource.RLIMIT_DATA, (MAX_MEMORY_BYTES, MAX_MEMORY_BYTES))
        resource.setrlimit(resource.RLIMIT_CPU, (int(cpu_s) + 1, int(cpu_s) + 2))

    try:
        return subprocess.Popen(
            list(argv),
            cwd=cwd,
            env={**environment(cwd), **(extra or {})},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=stderr,
            preexec_fn=limit,
        )
    except OSError as error:
        raise EngineFailed(f"{Path(argv[0]).name} could not be started: {error.strerror}") from error


def run_tool(
    argv: Sequence[str], *, cwd: Path, timeout_s: float, extra: Mapping[str, str] | None = None, ok: Sequence[int] = (0, 1)
) -> ToolRun:
    """Run a program to its end and collect its output.

    Raises:
        EngineFailed: it took too long, said too much, was killed, or ended with a status outside ``ok``.
    """
    name = Path(argv[0]).name
    process = start(argv, cwd=cwd, cpu_s=2 * timeout_s, extra=extra, stderr=subprocess.PIPE)
    try:
        run = _collect(process, name, timeout_s)
    finally:
        stop(process)
    if run.status < 0:
        raise EngineFailed(f"{name} was ended by {signal_name(-run.status)}")
    if run.status not in ok:
        raise EngineFailed(f"{name} ended with status {run.status}: {_last_line(run.stderr)}")
    return run


def stop(process: subprocess.Popen[bytes]) -> None:
    """Kill it if it still runs, reap it, close its pipes."""
    if process.poll() is None:
        process.kill()
    process.wait()
    for pipe in (process.stdin, process.stdout, process.stderr):
        if pipe is not None and not pipe.closed:
            try:
                pipe.close()
            except BrokenPipeError:  # something was left unwritten for a process that is gone
                continue


def signal_name(number: int) -> str:
    try:
        return signal.Signals(number).name
    except ValueError:
        return f"signal {number}"


def _collect(process: subprocess.Popen[bytes], name: str, timeout_s: float) -> ToolRun:
    assert process.stdin and process.stdout and process.stderr
    process.stdin.close()
    deadline = time.monotonic() + timeout_s
    stdout, stderr = bytearray(), bytearray()
    with selectors.DefaultSelector() as selector:
        selector.register(process.stdout, selectors.EVENT_READ, stdout)
        selector.register(process.stderr, selectors.EVENT_READ, stderr)
        while selector.get_map():
            left_s = deadline - time.monotonic()
            if left_s <= 0:
                raise EngineFailed(f"{name} took longer than {timeout_s:.3g} s")
            for key, _ in selector.select(left_s):
                piece = os.read(key.fd, 65_536)
                if not piece:
                    selector.unregister(key.fileobj)
                elif key.data is stdout:
                    stdout += piece
                elif len(stderr) < _ERROR_BYTES:
                    stderr += piece
            if len(stdout) > MAX_OUTPUT_BYTES:
                raise EngineFailed(f"{name} wrote more than {MAX_OUTPUT_BYTES // 2**20} MiB")
    try:
        status = process.wait(max(0.1, deadline - time.monotonic()))
    except subprocess.TimeoutExpired:
        raise EngineFailed(f"{name} took longer than {timeout_s:.3g} s") from None
    return ToolRun(status, bytes(stdout), bytes(stderr))


def _last_line(raw: bytes) -> str:
    lines = [line.strip() for line in raw.decode("utf-8", "replace").splitlines() if line.strip()]
    return lines[-1][:200] if lines else "no message"
