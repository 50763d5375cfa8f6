"""Reads the units of a repository's files, in parsing processes, within a budget of tokens and time."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from contextlib import closing
from pathlib import Path

from services.scanning.files.source_file import SourceFile
from services.scanning.graph.parsing_pool import answer_of, read_files
from services.scanning.structure.duplicate.unit import FileUnits, Unit
from services.scanning.structure.duplicate.unit_reader import read_units


def read_file_units(
    root: Path, files: Sequence[SourceFile], max_tokens: int, within_s: float, now: Callable[[], float] = time.monotonic
) -> list[FileUnits]:
    """The units of ``files``, in their order, as far as the budget reaches. A file that cannot be parsed has none."""
    until, room = now() + within_s, max_tokens
    early: dict[str, FileUnits] = {}  # answered before the file that comes before it
    kept: list[FileUnits] = []
    with closing(read_files(root, files, f"{__name__}:units_of", list[Unit], lambda done: None)) as answers:
        for file, answer in answers:
            early[file.path] = FileUnits(file.path, [] if isinstance(answer, str) else answer)
            while len(kept) < len(files) and files[len(kept)].path in early:
                units = early.pop(files[len(kept)].path)
                room -= units.size
                if room < 0:
                    return kept
                kept.append(units)
            if now() > until:
                return kept
    return kept


def units_of(language: str, path: str) -> list[Unit] | str:
    """Runs in the parsing process."""
    return answer_of(read_units, language, path)
