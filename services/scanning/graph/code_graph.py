"""A code graph: a repository's files, classes and functions, and what contains, imports and calls what."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import msgspec

from services.scanning.analysis.issue import SEVERITIES, Issue
from services.scanning.graph.node import Edge, EdgeKind, Node

NO_SEVERITY = "none"
_NO_ISSUES = {"severity": NO_SEVERITY, "issues": 0}
"""The mark of most nodes, which nobody has to count anything for."""


@dataclass(frozen=True, slots=True)
class CodeGraph:
    """``cycles`` are ways around, the first path again at the end. ``left_out`` counts what is beyond the limits,
    ``skipped`` what was not looked at, by reason.
    """

    nodes: list[Node]
    edges: list[Edge]
    cycles: list[list[str]] = field(default_factory=list)
    most_depended: list[tuple[str, int]] = field(default_factory=list)
    unparsed: list[tuple[str, str]] = field(default_factory=list)
    left_out: dict[str, int] = field(default_factory=dict)
    skipped: dict[str, int] = field(default_factory=dict)

    def as_dict(self) -> dict[str, Any]:
        """The whole graph, ready for JSON."""
        return {
            "nodes": [msgspec.to_builtins(node) for node in self.nodes],
            "edges": [msgspec.to_builtins(edge) for edge in self.edges],
        } | self.facts()

    def facts(self) -> dict[str, Any]:
        """What is known of the graph beside its nodes and edges."""
        return {
            "cycles": self.cycles,
            "most_depended": [{"path": path, "dependents": count} for path, count in self.most_depended],
            "unparsed": [{"path": path, "reason": reason} for path, reason in self.unparsed],
            "left_out": self.left_out,
            "skipped": self.skipped,
        }

    def marked_nodes(self, issues_by_file: Mapping[str, Sequence[Issue]]) -> list[dict[str, Any]]:
        """The nodes, each with ``severity`` (the worst, or ``none``) and the number of ``issues``.

        A file gets all its issues, a class or function those on its lines.
        """
        lines_of = {path: _IssueLines(issues) for path, issues in issues_by_file.items() if issues}
        return [
            msgspec.to_builtins(node) | (lines_of[node.path].mark(node) if node.path in lines_of else _NO_ISSUES)
            for node in self.nodes
        ]

    def file_edges(self) -> list[Edge]:
        """What each file uses: one edge for two files, ``imports`` if one imports the other, else ``calls``."""
        file_of = self._file_ids()
        kinds: dict[tuple[str, str], EdgeKind] = {}
        for edge in self.edges:
            ends = file_of[edge.source], file_of[edge.target]
            if ends[0] != ends[1] and (edge.kind == "imports" or ends not in kinds):
                kinds[ends] = edge.kind
        return [Edge(*ends, kind) for ends, kind in sorted(kinds.items())]

    def fan_in(self) -> Counter[str]:
        """By path, how many files use the file."""
        path_of = {node.id: node.path for node in self.nodes if node.kind == "file"}
        return Counter(path_of[edge.target] for edge in self.file_edges())

    def _file_ids(self) -> dict[str, str]:
        """The node of each node's file."""
        of_path = {node.path: node.id for node in self.nodes if node.kind == "file"}
        return {node.id: of_path[node.path] for node in self.nodes}


class _IssueLines:
    """The lines of a file's issues by severity, in order: a symbol's are counted without looking at each."""

    def __init__(self, issues: Sequence[Issue]) -> None:
        self._lines = [sorted(issue.line for issue in issues if issue.severity == severity) for severity in SEVERITIES]

    def mark(self, node: Node) -> dict[str, Any]:
        if node.kind == "file":
            counts = [len(lines) for lines in self._lines]
        else:
            end = node.line + node.size
            counts = [bisect_left(lines, end) - bisect_left(lines, node.line) for lines in self._lines]
        worst = max((place for place, count in enumerate(counts) if count), default=-1)
        return {"severity": SEVERITIES[worst] if worst >= 0 else NO_SEVERITY, "issues": sum(counts)}


def most_depended_upon(imports: Mapping[str, set[str]], count: int) -> list[tuple[str, int]]:
    """The files that most others import, with the number of importers."""
    dependents = Counter(target for targets in imports.values() for target in targets)
    return sorted(dependents.items(), key=lambda item: (-item[1], item[0]))[:count]
