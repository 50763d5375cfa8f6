"""A processor budget: the processor time that a job may use, in all and in each of its stages.

The child says which stage it is in, and may lie: whatever it says, the whole is bounded.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from services.jobs.kind import JobKind
from services.process.processor_time import ProcessorTime
from services.process.tree import Process


class ProcessorBudget:
    def __init__(self, kind: JobKind, seconds: float) -> None:
        self._stages = {stage.key: stage for stage in kind.stages}
        self._seconds = seconds
        self._time = ProcessorTime()
        self._used_s: defaultdict[str, float] = defaultdict(float)

    def look(self, processes: Iterable[Process], stage: str) -> str | None:
        """Count what was used since the last look. Returns what the job did too much of, once it has: "used more …"."""
        self._used_s[stage] += self._time.look(processes)
        if sum(self._used_s.values()) > self._seconds:
            return f"used more than the {self._seconds:g} s of processor time (TAILRACE_JOB_CPU_S) that a job may use"
        known = self._stages.get(stage)
        if known is not None and self._used_s[stage] > known.cpu_share * self._seconds:
            return (
                f"used more than {known.cpu_share * self._seconds:g} s of processor time in its stage “{known.name}”,"
                f" which may use {known.cpu_share:.0%} of TAILRACE_JOB_CPU_S"
            )
        return None
