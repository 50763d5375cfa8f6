"""The code graph. Outside this package only :func:`build`, :class:`CodeGraph` and :func:`with_issues` are used."""

from services.scanning.graph.builder import build
from services.scanning.graph.code_graph import CodeGraph, with_issues

__all__ = ["CodeGraph", "build", "with_issues"]
