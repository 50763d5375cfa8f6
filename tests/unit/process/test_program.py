"""Tools: bounded in time and output, and never outliving their call."""

from __future__ import annotations

import sys
import time
from pathlib import Path

import pytest

from services.process.program import run_tool
from tests.support.condition import wait_until
from tests.support.process import is_alive


def python(code: str) -> list[str]:
    return [sys.executable, "-c", code]


def test_output_error_and_status_come_back(tmp_path: Path) -> None:
    code = "import os, sys; print(os.getcwd(), sys.stdin.read(), os.environ['EXTRA']); sys.stderr.write('oh'); sys.exit(3)"
    result = run_tool(python(code), cwd=tmp_path, timeout_s=20, stdin=b"given", environ={"EXTRA": "more"})
    assert (result.returncode, result.stdout, result.stderr) == (3, f"{tmp_path} given more\n".encode(), b"oh")
    assert not (result.succeeded or result.timed_out or result.is_truncated)


def test_a_program_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        run_tool(["no-such-program"], cwd=tmp_path, timeout_s=1)


def test_the_time_is_up_for_the_whole_tree(tmp_path: Path) -> None:
    inner = (
        "import subprocess, sys, time; p = subprocess.Popen(['sleep', '600'], start_new_session=True); print(p.pid, flush=True); "
    )
    began = time.monotonic()
    result = run_tool(python(inner + "time.sleep(600)"), cwd=tmp_path, timeout_s=1.0)
    assert result.timed_out and not result.succeeded and result.returncode == -9
    assert time.monotonic() - began < 5
    assert not is_alive(int(result.stdout))


def test_a_daemon_left_behind_holds_nothing_up(tmp_path: Path) -> None:
    code = "import subprocess; print(subprocess.Popen(['sleep', '600']).pid, flush=True)"
    began = time.monotonic()
    result = run_tool(python(code), cwd=tmp_path, timeout_s=60)
    assert result.succeeded and time.monotonic() - began < 10
    pid = int(result.stdout)
    wait_until(lambda: not is_alive(pid), "the tool's group is gone")


def test_a_flood_is_cut_and_does_not_outrun_the_clock(tmp_path: Path) -> None:
    code = "import os\nwhile True: os.write(1, b'x' * 65536)"
    result = run_tool(python(code), cwd=tmp_path, timeout_s=0.5, output_bytes=100_000)
    assert (len(result.stdout), result.is_truncated, result.timed_out) == (100_000, True, True)


def test_a_tool_that_does_not_read_what_it_is_given_holds_nothing_up(tmp_path: Path) -> None:
    assert run_tool(["true"], cwd=tmp_path, timeout_s=20, stdin=b"x" * 2**22).succeeded


def test_output_can_be_watched_as_it_comes(tmp_path: Path) -> None:
    seen: list[bytes] = []
    result = run_tool(["sh", "-c", "echo one; echo two >&2"], cwd=tmp_path, timeout_s=20, on_stderr=seen.append)
    assert (b"".join(seen), result.stdout, result.stderr) == (b"two\n", b"one\n", b"two\n")


def test_no_descriptor_is_left_open(tmp_path: Path) -> None:
    def count() -> int:
        return len(list(Path("/proc/self/fd").iterdir()))

    before = count()
    for _ in range(5):
        run_tool(["true"], cwd=tmp_path, timeout_s=20)
    assert count() == before
