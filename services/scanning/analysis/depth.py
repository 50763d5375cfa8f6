"""Depth: which files the engines check that follow data, and take most of the time.

No stranger's data passes through tests and documents, and other people's code is theirs to mend. As semgrep's own
command does (https://semgrep.dev/docs/ignoring-files-folders-code), an analysis leaves these to the quicker engines,
which still find keys, bugs and shapes of code. Where hardly anything else is there, all is checked: somebody wants a
collection of tests to be looked at.
"""

from __future__ import annotations

from collections.abc import Iterable

from services.scanning.engines.engine import Engine
from services.scanning.files.role import Role
from services.scanning.files.source_file import SourceFile

DEEP: frozenset[Role] = frozenset(("product", "ci", "example"))
LEAST_SHARE = 0.2
"""Of a repository's bytes, documents aside: with less in files of such roles, all files are checked in depth."""


class Depth:
    def __init__(self, files: Iterable[SourceFile]) -> None:
        listed = list(files)
        deep = sum(file.size for file in listed if file.role in DEEP)
        self._checks_all = deep < LEAST_SHARE * sum(file.size for file in listed if file.role != "documentation")
        self._lighter = 0 if self._checks_all else sum(file.role not in DEEP for file in listed)

    def checks(self, engine: Engine, file: SourceFile) -> bool:
        """Whether the engine is to check the file."""
        return engine.handles(file) and (not engine.follows_data or self._checks_all or file.role in DEEP)

    @property
    def notes(self) -> list[str]:
        if not self._lighter:
            return []
        count = f"{self._lighter:,} file{'s' if self._lighter > 1 else ''}"
        return [f"Data was not followed in {count} of tests, documents and other people's code."]
