"""Builds the code graph: outlines of all files, then imports, then calls. Runs nothing of the repository."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from services.scanning.files.source_file import SourceFile
from services.scanning.graph.binding import Place
from services.scanning.graph.call_resolution import CallResolver
from services.scanning.graph.code_graph import CodeGraph, most_depended_upon
from services.scanning.graph.cycle import closed_paths
from services.scanning.graph.grammar import GRAPH_LANGUAGES
from services.scanning.graph.import_resolution import resolve_imports
from services.scanning.graph.node import Edge, EdgeKind, Node, NodeKind, node_id
from services.scanning.graph.outline import Outline, Symbol
from services.scanning.graph.outline_reader import read_outlines
from services.scanning.graph.resolution.repository import Link, Repository

MAX_NODES = 40_000
"""About 8 MB of JSON. Beyond it, functions are left out first, then classes, but never files."""
MAX_EDGES = 200_000
"""About 15 MB. What contains what comes first, then imports, then calls."""
MAX_ERROR_SHARE = 0.3
_LONG_NAME_CHARACTERS = 1000
MAX_CYCLES = 100
MOST_DEPENDED = 20

OnFiles = Callable[[int, int], None]


def build(
    root: Path,
    files: Sequence[SourceFile],
    on_progress: OnFiles,
    *,
    max_nodes: int = MAX_NODES,
    skipped: Mapping[str, int] | None = None,
) -> CodeGraph:
    """Build the graph of a checkout. ``on_progress`` gets the number of files read so far and the total, ``skipped``
    counts what is not among the files.

    A file that cannot be parsed is a node without symbols, listed in ``unparsed`` with the reason.
    """
    outlines: dict[str, Outline] = {}
    unparsed: list[tuple[str, str]] = []
    on_progress(0, len(files))
    known = [file for file in files if file.language in GRAPH_LANGUAGES]
    others = len(files) - len(known)
    for file, answer in read_outlines(root, known, lambda done: on_progress(others + done, len(files))):
        if isinstance(answer, str):
            unparsed.append((file.path, answer))
            continue
        outlines[file.path] = answer
        if answer.error_share > MAX_ERROR_SHARE:
            unparsed.append((file.path, f"syntax errors in about {answer.error_share:.0%} of the file"))
    if not known:
        on_progress(len(files), len(files))
    outlines = {file.path: outlines[file.path] for file in known if file.path in outlines}
    repository = Repository(root, frozenset(file.path for file in files), outlines)
    links = resolve_imports(repository)
    assembly = _Assembly(files, outlines, max_nodes)
    assembly.add_imports(links)
    assembly.add_calls(CallResolver(repository, links))
    loaded = _targets(links, with_deferred=False)
    return CodeGraph(
        nodes=assembly.nodes,
        edges=sorted(assembly.edges),
        cycles=closed_paths(loaded, MAX_CYCLES),
        most_depended=most_depended_upon(_targets(links, with_deferred=True), MOST_DEPENDED),
        unparsed=sorted(unparsed),
        left_out=assembly.left_out,
        skipped=dict(skipped or {}),
    )


def _targets(links: dict[str, list[Link]], *, with_deferred: bool) -> dict[str, set[str]]:
    return {
        path: {link.path for link in found if not link.is_containment and (with_deferred or not link.is_deferred)}
        for path, found in links.items()
    }


class _Assembly:
    """Collects nodes and edges. Edges to nodes that were left out are not made."""

    def __init__(self, files: Sequence[SourceFile], outlines: dict[str, Outline], max_nodes: int) -> None:
        self._outlines = outlines
        self._files = {file.path: node_id(file.path, "file") for file in files}
        self._roles = {file.path: file.role for file in files}
        self._symbols: dict[Place, str] = {}
        self.nodes = [
            Node(
                self._files[file.path],
                file.path,
                "file",
                file.language,
                file.path.rpartition("/")[2],
                0,
                file.size,
                file.role,
                outlines[file.path].complexity if file.path in outlines else 0,
            )
            for file in files
        ]
        self.edges: set[Edge] = set()
        self.left_out: dict[str, int] = {}
        self._add_symbols(max_nodes - len(self.nodes))

    def _add_symbols(self, room: int) -> None:
        counts = Counter(symbol.kind for outline in self._outlines.values() for symbol in outline.symbols)
        kept_classes = min(counts["class"], max(0, room))
        kept = {"class": kept_classes, "function": min(counts["function"], max(0, room - kept_classes))}
        self.left_out = {kind: counts[kind] - kept[kind] for kind in kept if counts[kind] > kept[kind]}
        for path, outline in self._outlines.items():
            names: Counter[tuple[str, str]] = Counter()
            qualified: list[str] = []
            for index, symbol in enumerate(outline.symbols):
                name = _qualified(symbol, qualified)
                qualified.append(name)
                names[symbol.kind, name] += 1
                if kept[symbol.kind] > 0:
                    kept[symbol.kind] -= 1
                    self._add_symbol(path, outline, index, name, names[symbol.kind, name])

    def _add_symbol(self, path: str, outline: Outline, index: int, name: str, occurrence: int) -> None:
        symbol = outline.symbols[index]
        kind: NodeKind = "class" if symbol.kind == "class" else "function"
        own = self._symbols[Place(path, index)] = node_id(path, kind, name, occurrence)
        role = self._roles[path]
        self.nodes.append(Node(own, path, kind, outline.language, symbol.name, symbol.line, symbol.lines, role))
        self._connect(self._id(path, symbol.parent) or self._files[path], own, "contains")

    def add_imports(self, links: dict[str, list[Link]]) -> None:
        for path, found in links.items():
            for link in found:
                if not link.is_containment:
                    self._connect(self._files[path], self._files[link.path], "imports")

    def add_calls(self, resolver: CallResolver) -> None:
        for path in self._outlines:
            for caller, called in resolver.calls(path):
                target = self._symbols.get(called)
                source = self._id(path, caller)
                if target is not None and source is not None:
                    self._connect(source, target, "calls")

    def _id(self, path: str, symbol: int) -> str | None:
        """The node of a symbol, or of the file for code outside any symbol; none for a symbol that was left out."""
        return self._files[path] if symbol < 0 else self._symbols.get(Place(path, symbol))

    def _connect(self, source: str, target: str, kind: EdgeKind) -> None:
        if source == target:
            return
        if len(self.edges) < MAX_EDGES:
            self.edges.add(Edge(source, target, kind))
        else:
            self.left_out["edge"] = self.left_out.get("edge", 0) + 1


def _qualified(symbol: Symbol, qualified: list[str]) -> str:
    above = qualified[symbol.parent] if symbol.parent >= 0 else ""
    if len(above) > _LONG_NAME_CHARACTERS:  # thousands of classes inside one another
        above = hashlib.sha256(above.encode("utf-8", "replace")).hexdigest()
    return f"{above or symbol.owner}.{symbol.name}"
