"""What is kept of a graph: all of it, its files alone, the symbols of one file; coloured anew as issues come."""

from __future__ import annotations

import gzip
from pathlib import Path
from typing import Any

import msgspec
import pytest

from services.files.run_folder import RunFolder
from services.scanning.analysis.issue import Issue
from services.scanning.graph import CodeGraph, GraphStore
from services.scanning.graph.graph_store import FILES, WHOLE, read_symbols
from services.scanning.graph.node import Edge, Node

HIGH = Issue(2, 1, "r", "high", "m", "e")


def node(name: str, path: str, kind: Any = "file", line: int = 0, size: int = 10) -> Node:
    return Node(name, path, kind, "python", name, line, size)


@pytest.fixture
def graph() -> CodeGraph:
    nodes = [node("A", "a.py"), node("B", "b.py"), node("C", "c.py")]
    nodes += [
        node("f", "a.py", "function", 1, 3),
        node("g", "b.py", "function", 1, 3),
        node("K", "a.py", "class", 5, 9),
    ]
    edges = [
        Edge("A", "B", "imports"), Edge("f", "g", "calls"), Edge("A", "f", "contains"), Edge("A", "K", "contains"),
        Edge("B", "g", "contains"), Edge("g", "C", "calls"), Edge("K", "f", "calls"),
    ]  # fmt: skip
    return CodeGraph(nodes, edges, cycles=[["a.py", "b.py"]], most_depended=[("b.py", 1)])


@pytest.fixture
def folder(tmp_path: Path) -> RunFolder:
    made = RunFolder(tmp_path / "scan")
    made.create()
    return made


def read(folder: RunFolder, name: str) -> dict[str, Any]:
    return dict(msgspec.json.decode(gzip.decompress((folder.path / name).read_bytes())))


def test_the_files_alone_have_what_each_uses_and_no_symbols(graph: CodeGraph, folder: RunFolder) -> None:
    GraphStore(folder, graph).write({"a.py": [HIGH]})
    stored = read(folder, FILES)
    shown = {each["path"]: (each["severity"], each["issues"], each["symbols"]) for each in stored["nodes"]}
    assert shown == {"a.py": ("high", 1, 2), "b.py": ("none", 0, 1), "c.py": ("none", 0, 0)}
    assert stored["edges"] == [
        {"from": "A", "to": "B", "kind": "imports"},
        {"from": "B", "to": "C", "kind": "calls"},
    ]
    assert stored["cycles"] == [["a.py", "b.py"]]


def test_the_whole_graph_counts_everything(graph: CodeGraph, folder: RunFolder) -> None:
    GraphStore(folder, graph).write({})
    stored = read(folder, WHOLE)
    assert (len(stored["nodes"]), len(stored["edges"])) == (6, 7)
    assert stored["nodes"] == graph.marked_nodes({})


def test_one_file_has_its_symbols_with_their_own_marks(graph: CodeGraph, folder: RunFolder) -> None:
    GraphStore(folder, graph).write({"a.py": [HIGH]})
    symbols = msgspec.json.decode(read_symbols(folder, "a.py") or b"")
    assert [(each["name"], each["severity"]) for each in symbols] == [("f", "high"), ("K", "none")]
    assert read_symbols(folder, "c.py") is None


def test_it_is_written_again_as_issues_come_but_not_all_the_time(graph: CodeGraph, folder: RunFolder) -> None:
    now = [0.0]
    store = GraphStore(folder, graph, now=lambda: now[0])
    store.write({})
    store.write_if_due({"a.py": [HIGH]})
    assert read(folder, FILES)["nodes"][0]["severity"] == "none"
    now[0] += 1
    store.write_if_due({"a.py": [HIGH]})
    assert read(folder, FILES)["nodes"][0]["severity"] == "high"


def test_thousands_of_issues_in_thousands_of_functions_are_counted_quickly() -> None:
    nodes = [node("A", "a.py"), *(node(f"f{line}", "a.py", "function", line, 1) for line in range(1, 20_001))]
    issues = [Issue(line, 1, "r", "low", "m", "e") for line in range(1, 20_001)]
    marked = CodeGraph(nodes, []).marked_nodes({"a.py": issues})
    assert [each["issues"] for each in marked] == [20_000] + [1] * 20_000
