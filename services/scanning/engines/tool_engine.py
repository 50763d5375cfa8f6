"""A tool engine: an engine that is a program, started once a batch with the batch's files.

When the program dies, the batch is halved until the file that kills it stands alone: only that file's findings are lost.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from pathlib import Path

from services.scanning.engines.engine import EngineFailed, Findings, LanguageEngine
from services.scanning.source_file import SourceFile


class ToolEngine(LanguageEngine):
    """Subclasses run the program and read its report in :meth:`run`."""

    def run(self, root: Path, files: Sequence[SourceFile], timeout_s: float) -> Findings:
        """Check the files with one start of the program.

        Raises:
            EngineFailed: no findings of these files can be trusted.
        """
        raise NotImplementedError

    def check(self, root: Path, files: Sequence[SourceFile], timeout_s: float) -> Findings:
        deadline = time.monotonic() + timeout_s
        findings: Findings = {}
        problems: list[str] = []
        waiting = [list(files)]
        while waiting:
            part = waiting.pop()
            try:
                findings |= self.run(root, part, max(0.01, deadline - time.monotonic()))
            except EngineFailed as failed:
                if time.monotonic() >= deadline:
                    problems.append(failed.reason if len(waiting) == 0 and not findings else f"{self.name} ran out of time")
                    break
                if len(part) == 1:
                    problems.append(f"{failed.reason} on {Path(part[0].path).name}")
                else:
                    waiting += [part[len(part) // 2 :], part[: len(part) // 2]]
        if problems:
            raise EngineFailed("; ".join(problems), findings)
        return findings
