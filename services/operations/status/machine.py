"""What the machine has left for this server: memory and processors, within its container's limits."""

from __future__ import annotations

import os
from pathlib import Path

from services.files.sentence import readable_size
from services.system_part import Finding

_CGROUP = Path("/sys/fs/cgroup")
_SCARCE_SHARE = 0.10
_GONE_SHARE = 0.03
_BUSY = 1.5


def memory() -> Finding:
    """How much of the memory can still be had. Raises: OSError."""
    free, whole = _memory_of_machine()
    limited = _memory_of_container()
    if limited is not None and limited[0] < free:
        free, whole = limited
    why = f"{readable_size(free)} of {readable_size(whole)} are free."
    share = free / whole
    return Finding("down" if share < _GONE_SHARE else "degraded" if share < _SCARCE_SHARE else "ok", why)


def processors() -> Finding:
    """How many tasks want to run for each processor, on average over five minutes. Too many only slow the server."""
    load, count = os.getloadavg()[1], len(os.sched_getaffinity(0))
    waiting = load / count
    why = f"Over five minutes, {load:.1f} tasks wanted to run on {count} {'processor' if count == 1 else 'processors'}."
    return Finding("degraded" if waiting > _BUSY else "ok", why)


def _memory_of_machine() -> tuple[int, int]:
    fields = dict(line.split(":", 1) for line in Path("/proc/meminfo").read_text().splitlines())
    kib = {name: int(value.split()[0]) for name, value in fields.items()}
    return 1024 * kib["MemAvailable"], 1024 * kib["MemTotal"]


def _memory_of_container() -> tuple[int, int] | None:
    """None without a limit (cgroup v2)."""
    try:
        limit = (_CGROUP / "memory.max").read_text().strip()
        used = int((_CGROUP / "memory.current").read_text())
        statistics = dict(line.split() for line in (_CGROUP / "memory.stat").read_text().splitlines())
    except (OSError, ValueError):
        return None
    if not limit.isdigit():
        return None
    reclaimable = int(statistics.get("inactive_file", 0))
    return max(0, int(limit) - used + reclaimable), int(limit)
