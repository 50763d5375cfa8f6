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
    found: dict[str, FileUnits] = {}
    with closing(read_files(root, files, f"{__name__}:units_of", list[Unit], lambda done: None)) as answers:
        for file, answer in answers:
            units = found[file.path] = FileUnits(file.path, [] if isinstance(answer, str) else answer)
            room -= units.size
            if room <= 0 or now() > until:
                break
    return _within([found[file.path] for file in files if file.path in found], max_tokens)


def units_of(language: str, path: str) -> list[Unit] | str:
    """Runs in the parsing process."""
    return answer_of(read_units, language, path)


def _within(files: Sequence[FileUnits], max_tokens: int) -> list[FileUnits]:
    """Those for which there is room: the same ones, whichever process was faster."""
    kept = []
    for file in files:
        max_tokens -= file.size
        if max_tokens < 0:
            break
        kept.append(file)
    return kept
