"""Limits: what a program and everything below it may use, and the words for what it used too much of."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Excess = Literal["time", "cpu", "output", "memory", "processes", "disk", "files"]


@dataclass(frozen=True, slots=True)
class Limits:
    """``wall_s`` limits a run from start to end, or one request to a resident. ``cpu_s`` is the processor time of each
    process; None leaves it to ``wall_s``.

    The kernel enforces ``cpu_s``, ``open_files`` and ``file_bytes`` for each process. Memory and the number of
    processes are measured over the whole tree several times a second. Each process's RLIMIT_DATA is twice
    ``memory_bytes``, in case one takes everything between two looks. (RLIMIT_AS would also count address space that Go,
    Node and Haskell only reserve.)

    ``disk_bytes`` and ``disk_files`` limit what lies in the folders that a job's child is given (`DiskWatch`).
    """

    wall_s: float = 60.0
    cpu_s: float | None = None
    output_bytes: int = 32 * 2**20
    memory_bytes: int = 2**30
    processes: int = 128
    open_files: int = 1024
    file_bytes: int = 2**30
    disk_bytes: int = 2**40
    disk_files: int = 10**9

    def describe(self, excess: Excess) -> str:
        """What a program did that went over this limit: "took longer than 60 s"."""
        match excess:
            case "time":
                return f"took longer than {self.wall_s:.3g} s"
            case "cpu":
                return f"used more than {self.cpu_s:.3g} s of processor time"
            case "output":
                return f"wrote more than {_size(self.output_bytes)}"
            case "memory":
                return f"needed more than {_size(self.memory_bytes)} of memory"
            case "processes":
                return f"started more than {self.processes} processes"
            case "disk":
                return f"took more than {_size(self.disk_bytes)} of disk"
            case "files":
                return f"made more than {self.disk_files:,} files and folders"


def _size(count: int) -> str:
    return f"{count / 2**20:,.0f} MiB" if count >= 2**20 else f"{count:,} bytes"
