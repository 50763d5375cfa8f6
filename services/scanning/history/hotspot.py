"""Hotspots: the files of the product that are both changed often and complex. That is where faults are made, and where
mending pays (A. Tornhill, *Your Code as a Crime Scene*).
"""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from services.scanning.files.role import PRODUCT
from services.scanning.graph.node import Node
from services.scanning.history.history import History

MOST = 10


class Hotspot(msgspec.Struct, frozen=True):
    """``score`` is ``commits`` × ``complexity``."""

    path: str
    score: int
    commits: int
    authors: int
    complexity: int
    last: int


def hotspots(history: History, nodes: Iterable[Node]) -> list[Hotspot]:
    """The worst first."""
    found = []
    for node in nodes:
        changed = history.files.get(node.path)
        if node.kind == "file" and node.role == PRODUCT and node.complexity and changed is not None:
            score = changed.commits * node.complexity
            found.append(Hotspot(node.path, score, changed.commits, changed.authors, node.complexity, changed.last))
    return sorted(found, key=lambda spot: (-spot.score, spot.path))[:MOST]
