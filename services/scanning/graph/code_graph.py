"""A code graph: a repository's files, classes and functions, and what contains, imports and calls what."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import msgspec

from services.scanning.analysis.issue import SEVERITIES, Issue
from services.scanning.graph.node import Edge, Node

NO_SEVERITY = "none"


@dataclass(frozen=True, slots=True)
class CodeGraph:
    """``cycles`` are groups of paths; ``left_out`` counts the nodes of each kind beyond the limit."""

    nodes: list[Node]
    edges: list[Edge]
    cycles: list[list[str]] = field(default_factory=list)
    most_depended: list[tuple[str, int]] = field(default_factory=list)
    unparsed: list[tuple[str, str]] = field(default_factory=list)
    left_out: dict[str, int] = field(default_factory=dict)

    def as_dict(self) -> dict[str, Any]:
        """The whole graph, ready for JSON."""
        return {
            "nodes": [msgspec.to_builtins(node) for node in self.nodes],
            "edges": [msgspec.to_builtins(edge) for edge in self.edges],
            "cycles": self.cycles,
            "most_depended": [{"path": path, "dependents": count} for path, count in self.most_depended],
            "unparsed": [{"path": path, "reason": reason} for path, reason in self.unparsed],
            "left_out": self.left_out,
        }

    def with_issues(self, issues_by_file: Mapping[str, Sequence[Issue]]) -> dict[str, Any]:
        """The graph as :meth:`as_dict` gives it, each node with ``severity`` and ``issues``."""
        return with_issues(self.as_dict(), issues_by_file)


def with_issues(graph: dict[str, Any], issues_by_file: Mapping[str, Sequence[Issue]]) -> dict[str, Any]:
    """Colour a stored graph (the dict of :meth:`CodeGraph.as_dict`) by its issues.

    A file gets all its issues, a class or function those on its lines. ``severity`` is the worst, or ``none``.
    """
    nodes = []
    for node in graph["nodes"]:
        issues = issues_by_file.get(node["path"], ())
        if issues and node["kind"] != "file":
            issues = [issue for issue in issues if node["line"] <= issue.line < node["line"] + node["size"]]
        worst = max((SEVERITIES.index(issue.severity) for issue in issues), default=-1)
        nodes.append({**node, "severity": SEVERITIES[worst] if worst >= 0 else NO_SEVERITY, "issues": len(issues)})
    return {**graph, "nodes": nodes}


def most_depended_upon(imports: Mapping[str, set[str]], count: int) -> list[tuple[str, int]]:
    """The files that most others import, with the number of importers."""
    dependents = Counter(target for targets in imports.values() for target in targets)
    return sorted(dependents.items(), key=lambda item: (-item[1], item[0]))[:count]
