"""A process tree: finding, measuring and ending everything that a job has started (Linux, ``/proc``).

A process leaves its parent's group with one call and its parent by outliving it, so neither says whose it is. Three facts
together do: the chain of parents (orphans come to the runner, which is a child subreaper), the session, and the job's mark
in the environment. Processes are signalled by pidfd, after their start time was checked: a number that now names somebody
else is never hit.
"""

from __future__ import annotations

import contextlib
import os
import signal
import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

PROC = Path("/proc")
MARK = "TAILRACE_JOB_FOLDER"
"""Environment variable of every process of a job: the job's working folder."""


class Process(NamedTuple):
    """``started`` is in clock ticks since boot: with the pid it names a process for ever."""

    pid: int
    parent: int
    session: int
    started: int


def read_process(pid: int) -> Process | None:
    """None if there is no such process, or only its zombie."""
    try:
        stat = (PROC / str(pid) / "stat").read_bytes()
    except OSError:
        return None
    fields = stat[stat.rindex(b")") + 2 :].split()  # the name in brackets may itself hold brackets and spaces
    if fields[0] in (b"Z", b"X"):
        return None
    return Process(pid, int(fields[1]), int(fields[3]), int(fields[19]))


def still_is(process: Process) -> bool:
    """Whether the process lives, and its number is still its own."""
    now = read_process(process.pid)
    return now is not None and now.started == process.started


def child_pids(pid: int) -> Iterator[int]:
    """Direct children, zombies included."""
    try:
        for task in os.listdir(PROC / str(pid) / "task"):  # noqa: PTH208 - three times as fast, and this runs four times a second
            with contextlib.suppress(OSError):
                yield from map(int, (PROC / str(pid) / "task" / task / "children").read_bytes().split())
    except OSError:
        return


def descendants(pid: int) -> list[Process]:
    """All living processes below ``pid``."""
    found: list[Process] = []
    waiting = list(child_pids(pid))
    while waiting:
        child = waiting.pop()
        waiting += child_pids(child)
        process = read_process(child)
        if process is not None:
            found.append(process)
    return found


def job_processes(runner_pid: int, child_pid: int, folder: Path) -> list[Process]:
    """The living processes of the job whose child is ``child_pid``: the child, all below it, and orphans that the runner
    has inherited.
    """
    child = read_process(child_pid)
    found = {process.pid: process for process in ([child] if child else []) + descendants(child_pid)}
    for pid in child_pids(runner_pid):
        orphan = None if pid == child_pid or pid in found else read_process(pid)
        if orphan is not None and (orphan.session == child_pid or str(folder) in (mark_of(pid), _working_folder(pid))):
            found |= {process.pid: process for process in [orphan, *descendants(pid)]}
    return list(found.values())


def left_behind(folders_in: Path) -> list[Process]:
    """All processes on this host that belong to jobs with a folder in ``folders_in``: what a lost runner may have left.

    They carry the mark; one that cleared its environment is an orphan which still works in such a folder.
    """
    found = []
    for entry in os.listdir(PROC):  # noqa: PTH208
        process = read_process(int(entry)) if entry.isdigit() else None
        if process is None:
            continue
        mark = mark_of(process.pid)
        if mark is None and process.parent == 1:
            mark = _working_folder(process.pid)
        if mark is not None and folders_in in Path(mark).parents:
            found.append(process)
    return found


def _working_folder(pid: int) -> str | None:
    try:
        return os.readlink(PROC / str(pid) / "cwd").removesuffix(" (deleted)")  # noqa: PTH115
    except OSError:
        return None


def mark_of(pid: int) -> str | None:
    """The job folder that a process was started for."""
    try:
        environ = (PROC / str(pid) / "environ").read_bytes()
    except OSError:
        return None
    for item in environ.split(b"\0"):
        if item.startswith(MARK.encode() + b"="):
            return os.fsdecode(item.partition(b"=")[2])
    return None


def send(processes: Iterable[Process], number: signal.Signals) -> None:
    """Signal each process that is still the one that was found."""
    for process in processes:
        with contextlib.suppress(OSError):
            fd = os.pidfd_open(process.pid)
            try:
                if still_is(process):
                    signal.pidfd_send_signal(fd, number)
            finally:
                os.close(fd)


def kill_all(find: Callable[[], list[Process]], *, within_s: float = 2.0) -> bool:
    """Kill what ``find()`` returns until it returns nothing, stopped first so that none can start another meanwhile.

    False if something is left after ``within_s`` (a process in an uninterruptible wait).
    """
    deadline = time.monotonic() + within_s
    while True:
        processes = find()
        if not processes:
            return True
        if time.monotonic() > deadline:
            return False
        send(processes, signal.SIGSTOP)
        send(processes, signal.SIGKILL)
        time.sleep(0.005)


def memory_bytes(processes: Iterable[Process], limit: int) -> int:
    """What the processes hold in memory, pages that they share counted once; exact only when it matters.

    The sum of the resident sizes is cheap and never too low; only when it passes ``limit`` are the proportional sizes read.
    """
    processes = list(processes)
    resident = sum(_resident(process.pid) for process in processes)
    return resident if resident <= limit else sum(_proportional(process.pid) for process in processes)


def _resident(pid: int) -> int:
    try:
        return int((PROC / str(pid) / "statm").read_bytes().split()[1]) * os.sysconf("SC_PAGESIZE")
    except (OSError, IndexError):
        return 0


def _proportional(pid: int) -> int:
    try:
        lines = (PROC / str(pid) / "smaps_rollup").read_bytes().splitlines()
    except OSError:
        return _resident(pid)
    return 1024 * sum(int(line.split()[1]) for line in lines if line.startswith((b"Pss:", b"SwapPss:")))
