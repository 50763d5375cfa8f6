"""Finding, measuring and ending real processes."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from services.process.tree import (
    MARK,
    Adopters,
    Tree,
    descendants,
    kill_all,
    memory_bytes,
    read_process,
    send,
)
from tests.support.condition import wait_until

SLEEP = ["sleep", "600"]
Start = Callable[..., "subprocess.Popen[bytes]"]


@pytest.fixture
def start() -> Iterator[Start]:
    started: list[subprocess.Popen[bytes]] = []

    def start(argv: list[str], **options: object) -> subprocess.Popen[bytes]:
        started.append(subprocess.Popen(argv, **options))  # type: ignore[call-overload]
        return started[-1]

    yield start
    for process in started:
        for below in descendants(process.pid):
            send([below], signal.SIGKILL)
        process.kill()
        process.wait()
        if process.stdout:
            process.stdout.close()


def test_a_process_is_known_by_its_start_time(start: Start) -> None:
    child = start(SLEEP)
    process = read_process(child.pid)
    assert process is not None and process.parent == os.getpid() and process.session == os.getsid(0)
    send([process._replace(started=process.started + 1)], signal.SIGKILL)
    assert child.poll() is None
    send([process], signal.SIGKILL)
    wait_until(lambda: read_process(child.pid) is None, "a zombie is no process")
    assert child.wait() == -signal.SIGKILL
    assert read_process(child.pid) is None


def test_a_name_full_of_brackets_and_spaces_is_read(start: Start, tmp_path: Path) -> None:
    program = tmp_path / "a) R (b"
    program.symlink_to("/bin/sleep")
    process = read_process(start([str(program), "600"]).pid)
    assert process is not None and process.parent == os.getpid()


def test_all_generations_are_found_and_killed(start: Start) -> None:
    code = "import subprocess; subprocess.run(['sh', '-c', 'echo; sleep 600 & sleep 600; true'])"
    child = start([sys.executable, "-c", code], stdout=subprocess.PIPE)
    wait_until(lambda: len(descendants(child.pid)) == 3, "a shell and its two children")
    assert kill_all(lambda: descendants(child.pid))
    assert descendants(child.pid) == []


def test_what_does_not_end_is_reported() -> None:
    own = read_process(os.getppid())
    assert own is not None
    other = own._replace(started=own.started + 1)  # never signalled, because the pid now belongs to another process
    assert not kill_all(lambda: [other], within_s=0.05)


def test_a_tree_is_found_by_session_mark_and_folder(start: Start, tmp_path: Path) -> None:
    adopters = Adopters()
    child = start(SLEEP)
    folder = str(tmp_path)
    marked = start(SLEEP, env={MARK: folder}, start_new_session=True)
    below = start(SLEEP, env={MARK: f"{folder}/12.1"}, start_new_session=True)
    working = start(SLEEP, cwd=tmp_path, env={}, start_new_session=True)
    others = [start(SLEEP, start_new_session=True), start(SLEEP, env={MARK: f"{folder}2"}, start_new_session=True)]
    wait_until(lambda: all(Path(f"/proc/{o.pid}/exe").readlink().name == "sleep" for o in others), "they have started")
    found = {process.pid for process in Tree(child.pid, folder, adopters).processes()}
    assert found == {child.pid, marked.pid, below.pid, working.pid}


def test_what_was_there_before_is_no_part_of_a_tree(start: Start, tmp_path: Path) -> None:
    start(SLEEP, env={MARK: str(tmp_path)}, start_new_session=True)
    adopters = Adopters()
    child = start(SLEEP)
    assert [process.pid for process in Tree(child.pid, str(tmp_path), adopters).processes()] == [child.pid]


def test_shared_memory_is_counted_once(start: Start) -> None:
    code = """
import mmap, os
shared = mmap.mmap(-1, 64 * 2**20)
shared.write(b"x" * len(shared))
for _ in range(3):
    if os.fork() == 0:
        sum(shared[::4096])
        break
print(flush=True)
os.read(0, 1)
"""
    child = start([sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    assert child.stdout is not None
    for _ in range(4):
        child.stdout.readline()
    own = read_process(child.pid)
    assert own is not None
    tree = [own, *descendants(child.pid)]
    assert len(tree) == 4
    assert memory_bytes(tree, 2**50) > 4 * 64 * 2**20
    assert 64 * 2**20 < memory_bytes(tree, 2**20) < 2 * 64 * 2**20
    assert child.stdin is not None
    child.stdin.close()
