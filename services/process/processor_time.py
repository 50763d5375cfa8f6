"""Processor time: what a program and everything that it started have used, those that have ended included.

A process that was waited for is in its parent's account; one that was seen before it ended is in ours. Both are added
up, and nothing twice. What escapes is a process that begins and ends between two looks and is waited for by nobody.
"""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Iterable
from typing import NamedTuple

from services.process.tree import PROC, Process

_TICKS_PER_S = os.sysconf("SC_CLK_TCK")


class _Used(NamedTuple):
    """In ticks: by itself, and by children that it has waited for."""

    own: int
    waited: int
    parent: int


class ProcessorTime:
    """Of one tree. `look` at it several times a second."""

    def __init__(self) -> None:
        self._last: dict[tuple[int, int], _Used] = {}
        self._ended: defaultdict[int, int] = defaultdict(int)
        """By parent: what was counted of children that are gone, and that the parent's account may come to hold."""

    def look(self, processes: Iterable[Process]) -> float:
        """Seconds that these processes, and those that they have outlived, have used since the last look."""
        now = {(process.pid, process.started): used for process in processes if (used := _used(process)) is not None}
        for name, used in self._last.items():
            if name not in now:
                self._ended[used.parent] += used.own + used.waited
        gained = 0
        for name, used in now.items():
            before = self._last.get(name, _Used(0, 0, 0))
            waited = used.waited - before.waited
            known = min(waited, self._ended[name[0]])
            self._ended[name[0]] -= known
            gained += used.own - before.own + waited - known
        self._last = now
        return gained / _TICKS_PER_S


def _used(process: Process) -> _Used | None:
    try:
        stat = (PROC / str(process.pid) / "stat").read_bytes()
    except OSError:
        return None
    fields = stat[stat.rindex(b")") + 2 :].split()
    own, waited = int(fields[11]) + int(fields[12]), int(fields[13]) + int(fields[14])
    return _Used(own, waited, process.parent)
