"""What outlived its starter is found and ended, however fast it multiplies."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from services.process.leftover import end_left_behind, left_behind
from services.process.tree import MARK
from tests.support.condition import wait_until
from tests.support.process import is_alive

BOMB = """
import os, time
made = os.open("made", os.O_CREAT | os.O_APPEND | os.O_RDWR)
until = time.monotonic() + 20
while time.monotonic() < until:
    if os.fstat(made).st_size < 1500:
        os.write(made, b"x")
        if os.fork() == 0 and {hops}:
            os.setsid()
    time.sleep(0.02)
"""
"""It ends at 1,500 processes and after 20 s, should the test be killed in the middle of it."""


@pytest.mark.parametrize("hops", [False, True], ids=["in one group", "each in a session of its own"])
def test_a_fork_bomb_whose_watcher_was_killed_is_ended(tmp_path: Path, hops: bool) -> None:
    folder = tmp_path / "jobs" / "a"
    folder.mkdir(parents=True)
    argv = [sys.executable, "-I", "-S", "-c", BOMB.format(hops=hops)]
    first = subprocess.Popen(argv, cwd=folder, env={MARK: str(folder)}, start_new_session=True)
    try:
        wait_until(lambda: (folder / "made").exists() and (folder / "made").stat().st_size > 30, "it multiplies")
    finally:
        first.kill()  # as the kernel does when the runner is killed
        first.wait()
    began = time.monotonic()
    assert end_left_behind(tmp_path / "jobs", within_s=20)
    assert time.monotonic() - began < 15
    made = (folder / "made").stat().st_size
    time.sleep(0.1)
    assert (folder / "made").stat().st_size == made
    assert left_behind(tmp_path / "jobs") == []


def test_what_a_killed_server_had_started_is_ended(tmp_path: Path) -> None:
    """It was no job's: its mark names the process that started it."""
    starter = (
        "import sys; from pathlib import Path; from services.process.program import Program\n"
        f"Program(['sh', '-c', 'setsid sleep 600 & echo $! > pid; wait'], cwd=Path({str(tmp_path)!r})).run()"
    )
    with subprocess.Popen([sys.executable, "-c", starter]) as server:
        written = wait_until(lambda: (tmp_path / "pid").exists() and (tmp_path / "pid").read_text(), "it has started")
        pid = int(written)
        assert end_left_behind(tmp_path / "jobs", within_s=20)
        assert is_alive(pid), "its server lives"
        server.kill()
    assert end_left_behind(tmp_path / "jobs", within_s=20)
    assert not is_alive(pid)


def test_a_group_in_which_there_is_anybody_else_is_spared(tmp_path: Path) -> None:
    folder = tmp_path / "jobs" / "a"
    folder.mkdir(parents=True)
    with (
        subprocess.Popen(["sleep", "600"], process_group=0) as other,
        subprocess.Popen(["sleep", "600"], process_group=other.pid, env={MARK: str(folder)}) as marked,
    ):
        try:
            wait_until(lambda: marked.pid in [process.pid for process in left_behind(folder.parent)], "it is marked")
            assert end_left_behind(folder.parent, within_s=20)
            assert (marked.wait(5), other.poll()) == (-signal.SIGKILL, None)
        finally:
            other.kill()
            marked.kill()


def test_only_marked_processes_and_orphans_count(tmp_path: Path) -> None:
    folder = tmp_path / "jobs" / "a"
    folder.mkdir(parents=True)
    sleep = ["sleep", "600"]
    started = [
        subprocess.Popen(sleep, env={MARK: str(folder)}),
        subprocess.Popen(sleep, cwd=folder),  # somebody's shell in that folder, which has a parent
        subprocess.Popen(sleep, env={MARK: str(tmp_path / "other" / "a")}),
        subprocess.Popen(sleep, env={MARK: f"/{os.getpid()}.1"}),
        subprocess.Popen(sleep, env={MARK: "/4999999.1/data/jobs/a"}),
    ]
    try:
        wait_until(lambda: all(_has_begun(process.pid) for process in started), "they have started")
        found = [process.pid for process in left_behind(tmp_path / "jobs")]
        assert [process.pid for process in started if process.pid in found] == [started[0].pid]
    finally:
        for process in started:
            process.kill()
            process.wait()


def _has_begun(pid: int) -> bool:
    return Path(f"/proc/{pid}/exe").readlink().name == "sleep"
