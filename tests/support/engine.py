"""Misbehaving engines as real processes: a program that sleeps or dies, and a resident that does as it is told."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Sequence
from pathlib import Path

from services.process.access import Access
from services.scanning.analysis.issue import Issue
from services.scanning.engines.engine import Findings
from services.scanning.engines.resident_engine import ResidentEngine
from services.scanning.engines.tool_engine import ToolEngine, run_tool
from services.scanning.files.source_file import SourceFile

FOUND = Issue(1, 1, "todo", "low", "found", "misbehaving")


class Program(ToolEngine):
    """Runs a shell command on the files; finds one issue in each if it succeeds. Counts its starts in ``trace``.
    ``writes`` is a folder that the command writes in."""

    name = "program"
    languages = frozenset({"python"})
    version = "1"
    module = __file__

    def __init__(self, command: str, trace: Path | None = None, *, writes: Path | None = None) -> None:
        self.command = command
        self.access = Access(write=tuple(path for path in (trace and trace.parent, writes) if path))
        self.trace = trace

    def run(self, root: Path, files: Sequence[SourceFile], timeout_s: float) -> Findings:
        command = f"echo started >> '{self.trace}'; {self.command}" if self.trace else self.command
        run_tool(
            ["/bin/sh", "-c", command, "sh", *(file.path for file in files)],
            cwd=root,
            timeout_s=timeout_s,
            accepted=(0,),
            access=self.access,
        )
        return {file.path: [FOUND] for file in files}

    @property
    def starts(self) -> int:
        return len(self.trace.read_text().splitlines()) if self.trace and self.trace.exists() else 0


class Obedient(ResidentEngine):
    """A resident that does what the file says."""

    name = "obedient"
    languages = frozenset({"python"})
    version = "1"
    module = __file__
    check_module = __name__


def check_file(path: str) -> list[Issue]:
    """Runs in the resident process."""
    order = Path(path).read_text().strip()
    if order == "crash":
        os.kill(os.getpid(), signal.SIGSEGV)
    if order == "leave":
        os._exit(3)
    if order == "hang":
        time.sleep(3600)
    if order == "raise":
        raise ValueError("a secret from the file")
    if order == "print":
        print("noise on standard output")
        os.write(1, b"more noise\n")
    if order == "large":
        return [Issue(line, 1, "todo", "low", "x" * 400, "obedient") for line in range(1, 5000)]
    return [Issue(1, 1, "todo", "low", order, "obedient")]
