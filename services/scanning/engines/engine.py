"""An engine: an established tool that finds issues in source files, behind one interface.

Engines run offline, never execute the repository's code and ignore its configuration files: strangers wrote them, and
could use them to silence findings or to point a tool at the server's files.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Protocol

from services.scanning.analysis.issue import Issue
from services.scanning.files.source_file import SourceFile

Findings = dict[str, list[Issue]]
"""Path -> issues. A clean file has an empty list; a file that was not checked is absent."""


class EngineFailed(Exception):
    """An engine crashed, hung or printed nonsense. ``findings`` is what it had found until then."""

    def __init__(self, reason: str, findings: Findings | None = None) -> None:
        super().__init__(reason)
        self.reason = reason
        self.findings: Findings = findings or {}


class Engine(Protocol):
    """``name`` appears in issues. With ``reads_tree`` it gets the repository itself, not copies of its files. What
    ``follows_data`` is slow, and checks only where data of strangers passes (`analysis.depth`).
    """

    name: str
    reads_tree: bool
    follows_data: bool

    @property
    def version(self) -> str:
        """The tool's version, for the report."""
        ...

    @property
    def configuration(self) -> str:
        """Changes whenever the same file could give other findings. Findings are cached under this and ``version``."""
        ...

    def handles(self, file: SourceFile) -> bool:
        """Whether the engine can check such a file. Decided by language and name, without opening it."""
        ...

    def check(self, root: Path, files: Sequence[SourceFile], timeout_s: float) -> Findings:
        """Check files below ``root``. Blocks for about ``timeout_s`` at most.

        Raises:
            EngineFailed: with the findings so far.
        """
        ...

    def close(self) -> None:
        """Stop whatever the engine keeps running."""
        ...


class LanguageEngine:
    """What most engines share: languages, the version of their package, and nothing left running."""

    name: str
    package: str
    languages: frozenset[str]
    module: str
    reads_tree = False
    follows_data = False

    @property
    def version(self) -> str:
        return version(self.package)

    @property
    def configuration(self) -> str:
        # The module selects rules and severities, so a change in it invalidates cached findings.
        return hashlib.sha256(Path(self.module).read_bytes()).hexdigest()[:16]

    def handles(self, file: SourceFile) -> bool:
        return file.language.lower() in self.languages

    def close(self) -> None:
        return
