"""The order in which files are analysed: what an expert would open first comes first, so the first minute shows it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from services.scanning.files.role import ROLES
from services.scanning.files.source_file import SourceFile
from services.scanning.graph import CodeGraph


def most_important_first(files: Sequence[SourceFile], graph: CodeGraph) -> list[SourceFile]:
    """The product before tests and examples, then those that most others use; where the graph knows no difference,
    larger ones, which hold more.
    """
    path_of = {node.id: node.path for node in graph.nodes if node.kind == "file"}
    fan_in = Counter(path_of[edge.target] for edge in graph.file_edges())
    return sorted(files, key=lambda file: (ROLES.index(file.role), -fan_in[file.path], -file.size, file.path))
