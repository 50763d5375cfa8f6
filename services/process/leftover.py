"""Leftovers: what outlived the process that started it, because that was killed before it could clean up.

Among them may be a fork bomb, which nobody watches any more. So all are stopped before any is killed: what is stopped
starts nothing, and keeps the numbers and the memory that others would need to grow.
"""

from __future__ import annotations

import contextlib
import os
import signal
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from services.process.tree import PROC, Process, mark_of, read_process, send, working_folder


def left_behind(folder: Path) -> list[Process]:
    """All processes on this host whose mark is below ``folder``, and those whose starters' numbers nobody has any more.

    A process that cleared its environment counts if it is an orphan that works in one of these folders.
    """
    return [process for process in _everybody() if _is_left_behind(process, folder)]


def end_left_behind(folder: Path, *, within_s: float) -> bool:
    """Kill them all; False if something is left after ``within_s``."""
    with _first_in_line():
        return _end(folder, time.monotonic() + within_s)


def _end(folder: Path, deadline: float) -> bool:
    stopped: set[Process] = set()
    while time.monotonic() < deadline:
        found, strangers_groups = _stop(folder, stopped)
        if not found:
            return True
        # The kernel kills a group in one step, faster than its processes can fork.
        for group, count in Counter(process.group for process in found).items():
            if count > 1 and group not in strangers_groups:
                with contextlib.suppress(ProcessLookupError, PermissionError):
                    os.killpg(group, signal.SIGKILL)
        if stopped.issuperset(found):
            send(found, signal.SIGKILL)
        stopped = set(found)
        time.sleep(0.005)
    return False


@contextlib.contextmanager
def _first_in_line() -> Iterator[None]:
    """This thread gets a processor before others do, if it may (root): beside a thousand busy sessions it would have a
    thousandth of one.
    """
    before = os.sched_getscheduler(0), os.sched_getparam(0)
    with contextlib.suppress(PermissionError):
        os.sched_setscheduler(0, os.SCHED_RR | os.SCHED_RESET_ON_FORK, os.sched_param(1))
    try:
        yield
    finally:
        with contextlib.suppress(PermissionError):
            os.sched_setscheduler(0, *before)


def _stop(folder: Path, known: set[Process]) -> tuple[list[Process], set[int]]:
    """Stop each as it is found. Returns them, and the groups in which there is anybody else.

    Whoever is known, or has one of these as parent, is not read: that can take until it gets the processor.
    """
    found: list[Process] = []
    pids: set[int] = set()
    strangers_groups: set[int] = set()
    for process in _everybody():
        if process in known or process.parent in pids or _is_left_behind(process, folder):
            send([process], signal.SIGSTOP)
            found.append(process)
            pids.add(process.pid)
        else:
            strangers_groups.add(process.group)
    return found, strangers_groups


def _everybody() -> Iterator[Process]:
    """In the order of their numbers, read as we go: so we also meet those that begin meanwhile."""
    with os.scandir(PROC) as entries:
        for entry in entries:
            process = read_process(int(entry.name)) if entry.name.isdigit() else None
            if process is not None:
                yield process


def _is_left_behind(process: Process, folder: Path) -> bool:
    place = working_folder(process.pid) if process.parent == 1 else None
    if place is not None and folder in Path(place).parents:
        return True
    mark = mark_of(process.pid)
    return mark is not None and (folder in Path(mark).parents or _has_lost_its_starter(process.pid, mark))


def _has_lost_its_starter(pid: int, mark: str) -> bool:
    """Whether it was started by a server's process, not by a job, and that is gone. (`Running` makes the mark.)"""
    starters = [part.partition(".") for part in mark.split("/")[1:]]
    if not starters or not all(number.isdigit() and count.isdigit() for number, _, count in starters):
        return False
    return _shares_our_numbers(pid) and not (PROC / starters[0][0]).exists()


def _shares_our_numbers(pid: int) -> bool:
    """Whether it is in no container of its own, where numbers mean other processes."""
    try:
        return (PROC / str(pid) / "ns/pid").readlink() == (PROC / "self/ns/pid").readlink()
    except OSError:
        return False
