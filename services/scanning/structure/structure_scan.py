"""The structure of one scan: what is wrong with a repository as a whole, once all of its files are known."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

from services.scanning.analysis.issue import IssuesByFile
from services.scanning.analysis.order import RUNNING
from services.scanning.files.source_file import SourceFile
from services.scanning.files.translation import is_locale
from services.scanning.graph import CodeGraph
from services.scanning.settings import ScanningSettings
from services.scanning.structure.duplicate.copy_issue import DUPLICATED_CODE, copy_issues
from services.scanning.structure.duplicate.copy_search import find_copies
from services.scanning.structure.duplicate.file_units import read_file_units
from services.scanning.structure.duplicate.unit_reader import READ_LANGUAGES
from services.scanning.structure.unused_export import ENGINE, unused_exports
from services.scanning.structure.unused_export import RULE as UNUSED_EXPORT

_READ_S = 60.0
_MOST_COPIES = 200
"""The largest. Who mends these will look again."""


@dataclass(slots=True)
class Structure:
    issues: IssuesByFile = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)

    def counts(self) -> dict[str, int]:
        """What ``structure_complete`` counts."""
        rules = Counter(issue.rule for issues in self.issues.values() for issue in issues)
        return {"copies": rules[DUPLICATED_CODE], "unused_exports": rules[UNUSED_EXPORT]}

    def add(self, found: IssuesByFile) -> None:
        for path, issues in found.items():
            self.issues[path] = sorted([*self.issues.get(path, []), *issues])


def read_structure(root: Path, files: Sequence[SourceFile], graph: CodeGraph, limits: ScanningSettings) -> Structure:
    """Look at ``files``, the most important first, in the whole checkout ``root``. Blocks for as long as reading takes;
    of copies, a minute at most.
    """
    structure = Structure()
    with ThreadPoolExecutor(1, thread_name_prefix="exports") as pool:  # while other processes read code for copies
        exports = pool.submit(unused_exports, root, files, graph)
        if limits.copy_tokens:
            _add_copies(structure, root, files, graph, limits)
        structure.add(exports.result())
    return structure


def _is_compared(file: SourceFile) -> bool:
    return file.role in RUNNING and file.language in READ_LANGUAGES and not is_locale(file.path)


def _add_copies(
    structure: Structure, root: Path, files: Sequence[SourceFile], graph: CodeGraph, limits: ScanningSettings
) -> None:
    compared = [file for file in files if _is_compared(file)]
    read = read_file_units(root, compared, limits.compared_tokens, _READ_S)
    if len(read) < len(compared):
        structure.notes.append(
            f"Duplicated code: {len(read):,} of {len(compared):,} files were compared, the most important ones."
        )
    copies = find_copies(read, limits.copy_tokens)
    if len(copies) > _MOST_COPIES:
        structure.notes.append(f"Duplicated code: the {_MOST_COPIES} largest of {len(copies):,} copies are issues.")
    structure.add(copy_issues(copies[:_MOST_COPIES], graph.fan_in(), ENGINE))
