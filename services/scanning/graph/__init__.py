"""The code graph. Outside this package only :func:`build`, :class:`CodeGraph` and :class:`GraphStore` are used, and by
:mod:`services.scanning.measurement` the grammars.
"""

from services.scanning.graph.builder import build
from services.scanning.graph.code_graph import CodeGraph
from services.scanning.graph.graph_store import GraphStore

__all__ = ["CodeGraph", "GraphStore", "build"]
