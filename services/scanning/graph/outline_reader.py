"""Reading outlines: each file's is read in a parsing process."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from services.scanning.files.source_file import SourceFile
from services.scanning.graph.outline import Outline
from services.scanning.graph.parsing import read_outline
from services.scanning.graph.parsing_pool import FILE_CPU_S, MAX_LOST, answer_of, read_files


def read_outlines(
    root: Path,
    files: Sequence[SourceFile],
    on_done: Callable[[int], None],
    *,
    file_cpu_s: float = FILE_CPU_S,
    max_lost: int = MAX_LOST,
) -> Iterator[tuple[SourceFile, Outline | str]]:
    """Each file with its outline, or with the reason why there is none (`read_files`)."""
    function = f"{__name__}:outline_of"
    return read_files(root, files, function, Outline, on_done, file_cpu_s=file_cpu_s, max_lost=max_lost)


def outline_of(language: str, path: str) -> Outline | str:
    """Runs in the parsing process."""
    return answer_of(read_outline, language, path)
