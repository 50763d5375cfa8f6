"""A process tree: finding, measuring and ending everything that a program has started (Linux, ``/proc``).

A process can leave its group with one call and its parent by outliving it, so neither says where it belongs. Together
these facts do: the chain of parents, the group and the session, the mark in the environment, and the working folder.
Processes are signalled by pidfd after a check of their start time, so that a number which now means another process is
never hit.
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
MARK = "TAILRACE_PROCESS_MARK"
"""Environment variable of everything that we start. Its value is like a path: a job's is the job's folder, and a
program's is below that of the process that started it.
"""

_READ_BYTES = 8192
_PAGE_BYTES = os.sysconf("SC_PAGESIZE")
MOST = 2000
"""Processes that are looked at in one go. A fork bomb can be faster than whoever counts it."""


class Process(NamedTuple):
    """``started`` is in clock ticks since boot: together with the pid it names one process for ever."""

    pid: int
    parent: int
    group: int
    session: int
    started: int


def _read(name: str) -> bytes:
    """A file below ``/proc``. Looking at a tree reads dozens of such ten times a second: this takes a third of the
    time that `Path.read_bytes` takes.
    """
    fd = os.open(f"/proc/{name}", os.O_RDONLY | os.O_CLOEXEC)
    try:
        content = part = os.read(fd, _READ_BYTES)
        while part:
            part = os.read(fd, _READ_BYTES)
            content += part
        return content
    finally:
        os.close(fd)


def read_process(pid: int) -> Process | None:
    """None if there is no such process, or only its zombie."""
    try:
        stat = _read(f"{pid}/stat")
    except OSError:
        return None
    fields = stat[stat.rindex(b")") + 2 :].split()  # the name in brackets may itself hold brackets and spaces
    if fields[0] in (b"Z", b"X"):
        return None
    return Process(pid, int(fields[1]), int(fields[2]), int(fields[3]), int(fields[19]))


def still_is(process: Process) -> bool:
    """Whether the process is alive, and its number still means it."""
    now = read_process(process.pid)
    return now is not None and now.started == process.started


def child_pids(pid: int) -> Iterator[int]:
    """Direct children, zombies included."""
    try:
        for task in os.listdir(f"/proc/{pid}/task"):  # noqa: PTH208 - three times as fast, and this runs often
            with contextlib.suppress(OSError):
                yield from map(int, _read(f"{pid}/task/{task}/children").split())
    except OSError:
        return


def descendants(pid: int, most: int = MOST) -> list[Process]:
    """The living processes below ``pid``; no more than ``most``, so that looking ends where forking does not."""
    found: list[Process] = []
    waiting = list(child_pids(pid))
    while waiting and len(found) < most:
        child = waiting.pop()
        waiting += child_pids(child)
        process = read_process(child)
        if process is not None:
            found.append(process)
    return found


class Adopters:
    """The processes that can adopt orphans of this process's programs: itself and those above it.

    Create it before the program starts: children that they already have are not the program's orphans.
    """

    def __init__(self) -> None:
        self._pids = [os.getpid()]
        while (process := read_process(self._pids[-1])) is not None and process.parent > 0:
            self._pids.append(process.parent)
        self._others = self._children()

    def adopted(self) -> set[int]:
        """Children that they have gained since."""
        now = self._children()
        self._others &= now  # the number of one that is gone may be used again
        return now - self._others

    def _children(self) -> set[int]:
        return {child for pid in self._pids for child in child_pids(pid)}


class Tree:
    """A program and everything that it has started. ``mark`` is the value of `MARK` in its environment."""

    def __init__(self, root_pid: int, mark: str, adopters: Adopters) -> None:
        self._root_pid = root_pid
        self._mark = mark
        self._adopters = adopters
        root = read_process(root_pid)
        self._started = 0 if root is None else root.started
        self._seen: set[Process] = set()

    def processes(self, most: int = MOST) -> list[Process]:
        """Those found now, and those found before that are still alive: a daemon may be seen before it hides.

        No more than about ``most``; the rest is found once these are gone.
        """
        root = read_process(self._root_pid)
        found = {process.pid: process for process in ([root] if root else []) + descendants(self._root_pid, most)}
        for process in (*self._orphans(), *filter(still_is, self._seen)):
            if len(found) >= most:
                break
            if process.pid not in found:
                found |= {other.pid: other for other in [process, *descendants(process.pid, most - len(found))]}
        self._seen = set(found.values())
        return list(found.values())

    def _orphans(self) -> Iterator[Process]:
        for orphan in map(read_process, self._adopters.adopted()):
            if orphan is not None and self._belongs(orphan):
                yield orphan

    def send(self, number: signal.Signals) -> None:
        """Signal every process of the tree."""
        send(self.processes(), number)

    def kill(self, within_s: float = 2.0) -> bool:
        """Kill until nothing is left; False if something is after ``within_s``. The root must not be collected yet.

        The group comes first: the kernel kills it in one step, faster than it can fork.
        """
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self._root_pid, signal.SIGKILL)
        return kill_all(self.processes, within_s=within_s)

    def _belongs(self, orphan: Process) -> bool:
        if orphan.started < self._started or orphan.pid == self._root_pid:
            return False
        if self._root_pid in (orphan.group, orphan.session):
            return True
        places = (mark_of(orphan.pid), working_folder(orphan.pid))
        return any(place is not None and f"{place}/".startswith(f"{self._mark}/") for place in places)


def working_folder(pid: int) -> str | None:
    """Where a process works."""
    try:
        return os.readlink(PROC / str(pid) / "cwd").removesuffix(" (deleted)")  # noqa: PTH115
    except OSError:
        return None


def mark_of(pid: int) -> str | None:
    """The mark that a process was started with."""
    try:
        environ = _read(f"{pid}/environ")
    except OSError:
        return None
    for item in environ.split(b"\0"):
        if item.startswith(MARK.encode() + b"="):
            return os.fsdecode(item.partition(b"=")[2])
    return None


def send(processes: Iterable[Process], number: signal.Signals) -> None:
    """Signal each process, unless its number means another one by now."""
    for process in processes:
        with contextlib.suppress(OSError):
            fd = os.pidfd_open(process.pid)
            try:
                if still_is(process):
                    signal.pidfd_send_signal(fd, number)
            finally:
                os.close(fd)


def kill_all(find: Callable[[], list[Process]], *, within_s: float = 2.0) -> bool:
    """Kill what ``find()`` returns until it returns nothing. All are stopped first, so that none starts another
    meanwhile.

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
    """What the processes hold in memory, with shared pages counted once; exact only when it matters.

    The sum of resident sizes is cheap and never too low. Proportional sizes are read only when it is over ``limit``.
    """
    processes = list(processes)
    resident = sum(_resident(process.pid) for process in processes)
    return resident if resident <= limit else sum(_proportional(process.pid) for process in processes)


def _resident(pid: int) -> int:
    try:
        return int(_read(f"{pid}/statm").split()[1]) * _PAGE_BYTES
    except (OSError, IndexError):
        return 0


def _proportional(pid: int) -> int:
    try:
        lines = _read(f"{pid}/smaps_rollup").splitlines()
    except OSError:
        return _resident(pid)
    return 1024 * sum(int(line.split()[1]) for line in lines if line.startswith((b"Pss:", b"SwapPss:")))
