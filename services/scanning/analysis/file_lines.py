"""The lines of one file, read when somebody asks for them. Engines see copies of files without their folders."""

from __future__ import annotations

import os
from functools import cached_property
from pathlib import Path

from services.scanning.files.encoding import utf8
from services.scanning.files.source_file import SourceFile


class FileLines:
    def __init__(self, root: Path, file: SourceFile) -> None:
        self.file = file
        self._path = root / file.path

    @cached_property
    def lines(self) -> list[str]:
        """None of them if the file is gone."""
        try:
            # Neither a link nor a pipe that was put there since the files were collected.
            descriptor = os.open(self._path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
            with open(descriptor, "rb") as opened:  # noqa: PTH123 - a descriptor
                content = opened.read()
        except OSError:
            return []
        return (utf8(content) or content).decode("utf-8", "replace").split("\n")

    def line(self, number: int) -> str:
        """Counted from 1; empty if there is none."""
        return self.lines[number - 1] if 0 < number <= len(self.lines) else ""
