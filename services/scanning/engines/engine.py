"""An engine: an established tool that finds issues in source files, behind one seam.

Engines run offline, never execute the repository's code, and ignore every configuration file that the repository brings: it
was written by strangers, and could silence a finding or point a tool at files of the server.
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
"""Path -> issues. A file that was checked and is clean has an empty list; a file that was not checked is absent."""


class EngineFailed(Exception):
    """An engine crashed, hung or answered nonsense; ``findings`` holds what it had found until then."""

    def __init__(self, reason: str, findings: Findings | None = None) -> None:
        super().__init__(reason)
        self.reason = reason
        self.findings: Findings = findings or {}


class Engine(Protocol):
    """``name`` is what issues carry; ``reads_tree``: it gets the repository itself rather than copies of the batch's files."""

    name: str
    reads_tree: bool

    @property
    def version(self) -> str:
        """Version of the tool, for the report."""
        ...

    @property
    def configuration(self) -> str:
        """Changes whenever the same bytes could give other findings: findings are cached under it and ``version``."""
        ...

    def handles(self, file: SourceFile) -> bool:
        """Whether the engine has anything to say about such a file; decided by language and name, never by opening it."""
        ...

    def check(self, root: Path, files: Sequence[SourceFile], timeout_s: float) -> Findings:
        """Check files below ``root``; blocks for at most about ``timeout_s``.

        Raises:
            EngineFailed: with the findings until then.
        """
        ...

    def close(self) -> None:
        """End whatever the engine keeps running."""
        ...


class LanguageEngine:
    """What most engines share: they are chosen by language, their version is their package's, and they keep nothing running."""

    name: str
    package: str
    languages: frozenset[str]
    module: str
    reads_tree = False

    @property
    def version(self) -> str:
        return version(self.package)

    @property
    def configuration(self) -> str:
        # The module holds the rule selection and severities: whatever is changed in it, cached findings are left behind.
        return hashlib.sha256(Path(self.module).read_bytes()).hexdigest()[:16]

    def handles(self, file: SourceFile) -> bool:
        return file.language.lower() in self.languages

    def close(self) -> None:
        return
