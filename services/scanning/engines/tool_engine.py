"""A tool engine: an engine that is a program, started once a batch with the batch's files.

When the program dies or hangs, the batch is halved until the file that it fails on stands alone: only its findings are lost.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from pathlib import Path

from services.scanning.engines.engine import EngineFailed, Findings, LanguageEngine
from services.scanning.files.source_file import SourceFile

_LEAST_S = 0.0005  # with less left, a program is not even started


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
            left_s = deadline - time.monotonic()
            if left_s < _LEAST_S:
                problems.append(f"{self.name} ran out of time")
                break
            try:
                # Half the time as long as there is something to go on with: a file that hangs must not use up all of it.
                findings |= self.run(root, part, left_s / 2 if waiting or len(part) > 1 else left_s)
            except EngineFailed as failed:
                if len(part) == 1:
                    problems.append(f"{failed.reason} on {Path(part[0].path).name}")
                else:
                    waiting += [part[len(part) // 2 :], part[: len(part) // 2]]
        if problems:
            raise EngineFailed("; ".join(problems), findings)
        return findings
