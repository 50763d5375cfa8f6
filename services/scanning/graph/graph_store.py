"""The stored graph: what a scan's folder keeps of its code graph, made and compressed once, where the analysis runs.

graph.json.gz        the whole graph: files, classes and functions
graph-files.json.gz  the files and what each uses: all that a picture of the code needs
symbols.parts        the classes and functions of each file, to be read one file at a time

While the analysis goes on, the files are written again as issues come, so that a server only has to send them.
"""

from __future__ import annotations

import gzip
import time
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import msgspec

from services.files.part_file import part_file, read_part
from services.files.run_folder import RunFolder
from services.scanning.analysis.issue import Issue
from services.scanning.graph.code_graph import CodeGraph

WHOLE = "graph.json.gz"
FILES = "graph-files.json.gz"
_SYMBOLS = "symbols.parts"

_GZIP_LEVEL = 6
_LEAST_S = 1.0
_SHARE = 0.05
"""Of the analysis's time, at most this is spent on writing the graph again."""


class GraphStore:
    """Writes one graph. Edges never change, so they are encoded once."""

    def __init__(self, folder: RunFolder, graph: CodeGraph, now: Callable[[], float] = time.monotonic) -> None:
        self._folder = folder
        self._graph = graph
        self._now = now
        self._next_at = 0.0
        facts = graph.facts()
        self._whole = facts | {"edges": msgspec.Raw(msgspec.json.encode(graph.edges))}
        self._files = facts | {"edges": msgspec.Raw(msgspec.json.encode(graph.file_edges()))}

    def write(self, issues_by_file: Mapping[str, Sequence[Issue]]) -> None:
        """Write everything, coloured by these issues."""
        began = self._now()
        nodes = self._graph.marked_nodes(issues_by_file)
        symbols: dict[str, list[dict[str, Any]]] = {}
        for node in nodes:
            if node["kind"] != "file":
                symbols.setdefault(node["path"], []).append(node)
        files = [node | {"symbols": len(symbols.get(node["path"], ()))} for node in nodes if node["kind"] == "file"]
        self._folder.write(_SYMBOLS, part_file((path, msgspec.json.encode(own)) for path, own in symbols.items()))
        self._write(FILES, {"nodes": files} | self._files)
        self._write(WHOLE, {"nodes": nodes} | self._whole)
        self._next_at = self._now() + max(_LEAST_S, (self._now() - began) / _SHARE)

    def write_if_due(self, issues_by_file: Mapping[str, Sequence[Issue]]) -> None:
        """Write again, unless the last time was a moment ago."""
        if self._now() >= self._next_at:
            self.write(issues_by_file)

    def _write(self, name: str, content: dict[str, Any]) -> None:
        self._folder.write(name, gzip.compress(msgspec.json.encode(content), _GZIP_LEVEL, mtime=0))


def read_symbols(folder: RunFolder, path: str) -> bytes | None:
    """The classes and functions of one file, as a JSON array; None if it has none."""
    return read_part(folder.path / _SYMBOLS, path)
