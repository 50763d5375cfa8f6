"""A tool engine: an engine that is a program, started once a batch with the batch's files.

When the program dies or hangs, the batch is halved until the file that it fails on is alone: only its findings are
lost.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Mapping, Sequence
from importlib.metadata import distributions
from pathlib import Path

from services.process.access import Access
from services.process.limits import Limits
from services.process.program import Program
from services.scanning.engines.engine import EngineFailed, Findings, LanguageEngine
from services.scanning.files.source_file import SourceFile

ENGINES = Path(sys.prefix) / "lib" / "engines"
"""Packages of programs that are installed apart (``requirements-engines.txt``)."""

MAX_OUTPUT_BYTES = 32 * 2**20
"""A larger report is an attack or a bug, not a list of findings."""

_OUT_OF_MEMORY = (b"MemoryError", b"memory allocation of ", b"Heap exhausted", b"heap exhausted", b"out of memory")
"""What programs in Python, Rust, Haskell and C write when they run out of it."""

_LEAST_S = 0.0005
"""With less time left, a program is not even started."""


class PartlyChecked(EngineFailed):
    """The program ended well, but said that it left something out: another start would find no more."""


class ToolEngine(LanguageEngine):
    """Subclasses run the program and read its report in :meth:`run`."""

    def run(self, root: Path, files: Sequence[SourceFile], timeout_s: float) -> Findings:
        """Check the files with one start of the program.

        Raises:
            PartlyChecked: with the findings.
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
                # Half the time while more files wait: one that hangs must not use up all of it.
                findings |= self.run(root, part, left_s / 2 if waiting or len(part) > 1 else left_s)
            except PartlyChecked as partly:
                findings |= partly.findings
                problems.append(partly.reason)
            except EngineFailed as failed:
                if len(part) == 1:
                    problems.append(f"{failed.reason} on {part[0].path}")
                else:
                    waiting += [part[len(part) // 2 :], part[: len(part) // 2]]
        if problems:
            raise EngineFailed("; ".join(problems), findings)
        return findings


def executable(name: str) -> str:
    """A program installed beside this interpreter: never one that PATH or the repository offers."""
    return str(Path(sys.executable).parent / name)


def version_apart(package: str) -> str:
    """The version of a package in :data:`ENGINES`."""
    return next((found.version for found in distributions(name=package, path=[str(ENGINES)])), "not installed")


def run_tool(
    argv: Sequence[str],
    *,
    cwd: Path,
    timeout_s: float,
    environ: Mapping[str, str] | None = None,
    accepted: Sequence[int] = (0, 1),
    is_silent: bool = False,
    access: Access = Access(),  # noqa: B008 - frozen
) -> bytes:
    """Run a program on hostile files to its end and return its standard output. It sees ``cwd`` and ``access`` alone.

    ``is_silent``: the program writes to standard error only when it fails. One whose status for "issues found" is that
    of an uncaught exception in Python shows its failure in no other way.

    Raises:
        EngineFailed: it took too long or too much, was killed, or ended with a status that is not ``accepted``.
    """
    name = Path(argv[0]).name
    limits = Limits(timeout_s, cpu_s=2 * timeout_s, output_bytes=MAX_OUTPUT_BYTES, file_bytes=MAX_OUTPUT_BYTES)
    try:
        ending = Program(argv, cwd=cwd, limits=limits, access=access, environ=environ).run()
    except OSError as error:
        raise EngineFailed(f"{name} could not be started: {error.strerror}") from error
    if not ending.exited:
        raise EngineFailed(f"{name} {ending}")
    if ending.status != 0 and any(mark in ending.stderr for mark in _OUT_OF_MEMORY):
        raise EngineFailed(f"{name} ran out of memory")
    if ending.status not in accepted or (is_silent and ending.stderr):
        raise EngineFailed(f"{name} {ending}: {ending.last_line()}")
    return ending.stdout
