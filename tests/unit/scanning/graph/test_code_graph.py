from __future__ import annotations

import itertools
import json
import os
import signal
import time
from collections.abc import Iterator, Mapping
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.process.tree import child_pids
from services.scanning.analysis.issue import Issue
from services.scanning.files.file_collection import collect
from services.scanning.files.source_file import SourceFile
from services.scanning.graph import CodeGraph, build
from services.scanning.graph.binding import Place
from services.scanning.graph.call_resolution import only
from services.scanning.graph.cycle import closed_paths, find_groups
from services.scanning.graph.outline import Outline
from services.scanning.graph.outline_reader import read_outlines
from tests.support.git_repository import make_repository_of_package
from tests.support.source_tree import write_tree
from tests.unit.scanning.graph.code_sample import CODE_SAMPLES, CodeSample


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


def test_a_class_contains_its_methods_and_a_file_its_classes(tmp_path: Path) -> None:
    graph = graph_of(
        tmp_path, {"a.py": "class A:\n    class B:\n        def c(self):\n            def d(): pass\n\ndef e(): pass\n"}
    )
    assert edges_of(graph, "contains") == {
        "a.py -> a.py:A",
        "a.py:A -> a.py:B",
        "a.py:B -> a.py:c",
        "a.py:c -> a.py:d",
        "a.py -> a.py:e",
    }
    nodes = {node.name: node for node in graph.nodes}
    assert (nodes["c"].line, nodes["c"].size) == (3, 2)
    assert (nodes["a.py"].kind, nodes["a.py"].line, nodes["a.py"].size) == (
        "file",
        0,
        (tmp_path / "a.py").stat().st_size,
    )


def test_cycles_are_named_unless_an_import_is_deferred(tmp_path: Path) -> None:
    graph = graph_of(
        tmp_path,
        {
            "a.py": "import b\n",
            "b.py": "import c\n",
            "c.py": "import a\n",
            "d.py": "import e\n",
            "e.py": "def f():\n    import d\n",
            "x.js": "import './y.js'\n",
            "y.js": "require('./x')\n",
        },
    )
    assert graph.cycles == [["a.py", "b.py", "c.py", "a.py"], ["x.js", "y.js", "x.js"]]
    assert "e.py -> d.py" in edges_of(graph, "imports")


def test_a_chain_of_imports_as_long_as_the_repository_is_no_recursion() -> None:
    chain = {f"{number:05}": [f"{number + 1:05}"] for number in range(20_000)}
    assert find_groups(chain) == []
    chain["20000"] = ["00000"]
    assert [len(cycle) for cycle in find_groups(chain)] == [20_001]


@given(st.dictionaries(st.sampled_from("abcdef"), st.sets(st.sampled_from("abcdef"))))
def test_a_cycle_is_what_can_reach_itself_through_others(imports: dict[str, set[str]]) -> None:
    def reachable(start: str) -> set[str]:
        found: set[str] = set()
        waiting = list(imports.get(start, ()))
        while waiting:
            path = waiting.pop()
            if path not in found:
                found.add(path)
                waiting.extend(imports.get(path, ()))
        return found

    expected = {
        frozenset(other for other in "abcdef" if other in reachable(path) and path in reachable(other))
        for path in imports
    }
    assert {frozenset(cycle) for cycle in find_groups(imports)} == {group for group in expected if len(group) > 1}

    ways = closed_paths(imports, 100)
    assert [set(way) <= set(group) for way, group in zip(ways, find_groups(imports), strict=True)] == [True] * len(ways)
    for way in ways:
        assert way[0] == way[-1]
        assert all(there in imports[here] for here, there in itertools.pairwise(way))


def test_a_group_of_many_files_is_shown_by_its_shortest_way_around() -> None:
    imports = {"base.h": {"format.h"}, "format-inl.h": {"base.h", "format.h"}, "format.h": {"format-inl.h"}}
    assert closed_paths(imports, 10) == [["format-inl.h", "format.h", "format-inl.h"]]


def test_files_that_pass_a_name_on_in_a_circle_end_the_search(tmp_path: Path) -> None:
    files = {
        "a.js": "export * from './b';\n",
        "b.js": "export { x } from './a';\nexport { y } from './c';\n",
        "c.js": "export { y } from './b';\n",
        "main.js": "import { x } from './a';\nimport { y } from './c';\nimport * as b from './b';\nx(); y(); b.x();\n",
        "p/__init__.py": "from .q import f\nfrom .q import *\n",
        "p/q.py": "from p import f, g\nfrom p import *\n",
        "run.py": "import p\np.f()\np.g()\n",
    }
    assert edges_of(graph_of(tmp_path, files), "calls") == set()


def test_the_most_depended_upon_files_come_first(tmp_path: Path) -> None:
    graph = graph_of(tmp_path, {"a.py": "", "b.py": "import a", "c.py": "import a\nimport b", "d.py": "import a"})
    assert graph.most_depended == [("a.py", 3), ("b.py", 1)]


def test_ids_stay_the_same_when_lines_move(tmp_path: Path) -> None:
    before = graph_of(tmp_path / "1", {"a.py": "def f(): pass\ndef f(): pass\nclass A:\n    def f(self): pass\n"})
    after = graph_of(
        tmp_path / "2",
        {"a.py": "# moved\n\ndef f(): pass\ndef f(): pass\n\n\nclass A:\n    def f(self): pass\n", "b.py": ""},
    )
    assert {node.id for node in before.nodes} < {node.id for node in after.nodes}
    assert len({node.id for node in before.nodes}) == len(before.nodes) == 5


def test_functions_are_left_out_first_then_classes_and_never_files(tmp_path: Path) -> None:
    files = {f"{name}.py": "class A:\n    def f(self): g()\n\ndef g(): A()\n" for name in "abc"}
    kinds = [
        sorted({node.kind for node in graph_of(tmp_path, files, max_nodes=limit).nodes}) for limit in (100, 6, 4, 1)
    ]
    assert kinds == [["class", "file", "function"], ["class", "file"], ["class", "file"], ["file"]]
    graph = graph_of(tmp_path, files, max_nodes=7)
    assert len(graph.nodes) == 7
    assert graph.left_out == {"function": 5}
    assert no_edge_dangles(graph)


def no_edge_dangles(graph: CodeGraph) -> bool:
    known = {node.id for node in graph.nodes}
    return all(edge.source in known and edge.target in known and edge.source != edge.target for edge in graph.edges)


def test_a_file_that_cannot_be_parsed_is_noted_and_stands_alone(tmp_path: Path) -> None:
    graph = graph_of(
        tmp_path,
        {"bad.py": "def ((((( class !!! ]]] \n" * 30, "good.py": "import bad\n\ndef f(): pass\n", "a.yaml": "a: 1\n"},
    )
    assert [path for path, _ in graph.unparsed] == ["bad.py"]
    assert "syntax errors" in graph.unparsed[0][1]
    assert "good.py -> bad.py" in edges_of(graph, "imports")
    assert {node.path for node in graph.nodes if node.kind == "file"} == {"bad.py", "good.py", "a.yaml"}


def test_a_file_that_vanished_is_noted(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text("x = 1\n")
    files = [SourceFile("a.py", "python", 6, ""), SourceFile("gone.py", "python", 6, "")]
    assert build(tmp_path, files, lambda done, total: None).unparsed == [("gone.py", "the file could not be read")]


def test_progress_counts_every_file_up_to_the_last(tmp_path: Path) -> None:
    for number in range(6):
        (tmp_path / f"{number}.py").write_text("x = 1\n")
    (tmp_path / "a.yaml").write_text("x: 1\n")
    seen: list[tuple[int, int]] = []
    files = collect(tmp_path, max_file_bytes=1000, max_files=10).files
    build(tmp_path, files, lambda done, total: seen.append((done, total)))
    assert seen == sorted(seen)
    assert (seen[0], seen[-1]) == ((0, 7), (7, 7))
    seen.clear()
    build(tmp_path, [], lambda done, total: seen.append((done, total)))
    assert seen[-1] == (0, 0)


def test_issues_colour_the_file_and_the_symbols_on_their_lines(tmp_path: Path) -> None:
    graph = graph_of(tmp_path, {"a.py": "def f():\n    pass\n\ndef g():\n    pass\n", "b.py": ""})
    issues = {
        "a.py": [
            Issue(5, 1, "r", "high", "m", "e"),
            Issue(4, 1, "r", "low", "m", "e"),
            Issue(3, 1, "r", "critical", "m", "e"),
        ]
    }
    shown = {node["name"]: (node["severity"], node["issues"]) for node in graph.marked_nodes(issues)}
    assert shown == {"a.py": ("critical", 3), "f": ("none", 0), "g": ("high", 2), "b.py": ("none", 0)}


def test_the_graph_survives_json(tmp_path: Path) -> None:
    graph = graph_of(
        tmp_path, {"a.py": "import b\nb.f()\n", "b.py": "def f(): pass\nclass Ü: pass\n", "<b>&.py": b"\xff = '\xfe'\n"}
    )
    stored = json.loads(msgspec.json.encode(graph.as_dict()))
    assert stored == graph.as_dict()
    facts = {"id", "path", "kind", "language", "name", "line", "size", "role", "complexity"}
    assert set(stored["nodes"][0]) == facts
    assert {frozenset(edge) for edge in stored["edges"]} == {frozenset(("from", "to", "kind"))}
    assert set(stored) == {"nodes", "edges", "cycles", "most_depended", "unparsed", "left_out", "skipped"}


HOSTILE = {
    "brackets.py": "[" * 50_000 + "]" * 50_000,
    "parentheses.py": "(" * 300_000,
    "calls.py": "f(" * 50_000 + ")" * 50_000,
    "chain.js": "a" + ".b()" * 100_000,
    "templates.js": "`${" * 50_000,
    "generics.cpp": "a<" * 50_000,
    "conditions.c": "if(a)" * 50_000 + ";",
    "directives.c": "#if x\n" * 50_000,
    "heredocs.sh": "cat <<A\n" * 20_000,
    "else.rb": "if a then " * 30_000,
    "bytes.go": bytes(range(1, 256)) * 500,
    "imports.rs": "use a::{" * 20_000,
    "namespaces.php": "<?php use a\\{" + "b," * 50_000,
    "classes.java": "class A{" * 20_000,
}


def test_hostile_files_cost_only_themselves_and_little_time(tmp_path: Path) -> None:
    for name, content in HOSTILE.items():
        (tmp_path / name).write_bytes(content.encode() if isinstance(content, str) else content)
    (tmp_path / "good.py").write_text("def f(): pass\n")
    files = collect(tmp_path, max_file_bytes=2**20, max_files=100).files
    started = time.monotonic()
    answers = {file.path: answer for file, answer in read_outlines(tmp_path, files, lambda done: None, file_cpu_s=0.8)}
    assert set(answers) >= {"good.py", "parentheses.py", "classes.java"}
    assert isinstance(good := answers["good.py"], Outline)
    assert [symbol.name for symbol in good.symbols] == ["f"]
    assert time.monotonic() - started < 120


def test_a_parser_that_is_killed_costs_only_its_file(tmp_path: Path) -> None:
    files = []
    for number in range(30):
        (tmp_path / f"{number}.py").write_text("def f(): pass\n" * 2000)
        files.append(SourceFile(f"{number}.py", "python", 1, ""))
    answers: dict[str, Outline | str] = {}
    others = set(child_pids(os.getpid()))  # a database server that other tests share, for one
    for file, answer in read_outlines(tmp_path, files, lambda done: None):
        if not answers:
            for pid in set(child_pids(os.getpid())) - others:
                os.kill(pid, signal.SIGKILL)
        answers[file.path] = answer
    assert len(answers) == 30
    crashed = [path for path, answer in answers.items() if answer == "the parser crashed on it"]
    assert 1 <= len(crashed) <= 2
    assert set(child_pids(os.getpid())) <= others


def test_a_repository_of_nothing_but_killers_is_given_up(tmp_path: Path) -> None:
    files = []
    for number in range(10):
        (tmp_path / f"{number}.py").write_text("def f(): pass\n" * 20_000)
        files.append(SourceFile(f"{number}.py", "python", 1, ""))
    answers = [answer for _, answer in read_outlines(tmp_path, files, lambda done: None, file_cpu_s=0.0, max_lost=4)]
    assert len(answers) == 10
    assert answers[-1] == "too many files before it could not be parsed"


@pytest.fixture(scope="module")
def flask(tmp_path_factory: pytest.TempPathFactory) -> CodeGraph:
    root = make_repository_of_package(tmp_path_factory.mktemp("flask") / "flask", "flask")
    return build(root, collect(root, max_file_bytes=2**20, max_files=1000).files, lambda done, total: None)


def test_known_imports_of_flask_are_found(flask: CodeGraph) -> None:
    imports = edges_of(flask, "imports")
    assert {
        "flask/app.py -> flask/globals.py",
        "flask/app.py -> flask/sansio/app.py",
        "flask/app.py -> flask/cli.py",
        "flask/sansio/scaffold.py -> flask/templating.py",
        "flask/json/__init__.py -> flask/json/provider.py",
        "flask/__init__.py -> flask/app.py",
    } <= imports
    assert "flask/logging.py -> flask/logging.py" not in imports


def test_known_calls_of_flask_are_found(flask: CodeGraph) -> None:
    assert {
        "flask/app.py:app_context -> flask/ctx.py:AppContext",
        "flask/app.py:full_dispatch_request -> flask/app.py:dispatch_request",
        "flask/sansio/app.py:logger -> flask/logging.py:create_logger",
    } <= edges_of(flask, "calls")


def test_everything_is_parsed_and_no_edge_dangles(flask: CodeGraph) -> None:
    assert flask.unparsed == []
    assert flask.most_depended[0][0] == "flask/globals.py"
    assert no_edge_dangles(flask)


def test_thousands_of_classes_inside_one_another_have_names_of_a_bounded_length(tmp_path: Path) -> None:
    depth = 400
    source = "".join(f"{' ' * level}class C{'x' * 100}:\n" for level in range(depth)) + " " * depth + "pass\n"
    graph = build(tmp_path, write_tree(tmp_path, {"a.py": source}), lambda done, total: None)
    assert len({node.id for node in graph.nodes}) == len(graph.nodes)


def test_a_name_that_thousands_define_is_looked_at_twice_at_most() -> None:
    looked_at = 0

    def places() -> Iterator[Place]:
        nonlocal looked_at
        for number in range(10_000):
            looked_at += 1
            yield Place("a.py", number)

    assert only(places()) is None
    assert looked_at == 2
    assert only([Place("a.py", 1), Place("a.py", 1)]) == Place("a.py", 1)
    assert only([]) is None
