from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from services.scanning.file_collection import collect
from services.scanning.graph import CodeGraph, build
from tests.unit.scanning.code_sample import CODE_SAMPLES, CodeSample


def graph_of(root: Path, files: Mapping[str, str | bytes], **options: int) -> CodeGraph:
    for name, content in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
    return build(root, collect(root, max_file_bytes=2**20, max_files=10_000).files, lambda done, total: None, **options)


def edges_of(graph: CodeGraph, kind: str) -> set[str]:
    names = {node.id: node.path if node.kind == "file" else f"{node.path}:{node.name}" for node in graph.nodes}
    return {f"{names[edge.source]} -> {names[edge.target]}" for edge in graph.edges if edge.kind == kind}


@pytest.mark.parametrize("sample", CODE_SAMPLES.values(), ids=CODE_SAMPLES)
def test_a_language_gives_exactly_these_symbols_imports_and_calls(tmp_path: Path, sample: CodeSample) -> None:
    graph = graph_of(tmp_path, sample.files)
    assert {f"{node.path}:{node.name}" for node in graph.nodes if node.kind != "file"} == sample.symbols
    assert edges_of(graph, "imports") == sample.imports
    assert edges_of(graph, "calls") == sample.calls
    assert graph.unparsed == []
