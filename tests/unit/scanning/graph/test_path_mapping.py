"""Imports by names that a project maps to its own paths."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.unit.scanning.graph.test_code_graph import edges_of, graph_of

MAIN = "import { a } from '@app/a'\nimport { u } from 'lib/util'\nimport type { T } from '#types/t'\n"
CODE = {
    "lib/app/a.ts": "export const a = 1\n",
    "lib/util.ts": "export const u = 1\n",
    "types/t.d.ts": "export type T = 1\n",
}
FOUND = {"main.ts -> lib/app/a.ts", "main.ts -> lib/util.ts", "main.ts -> types/t.d.ts"}
PACKAGE = '{"name":"x","imports":{"#types/*":"./types/*.d.ts"}}'


@pytest.mark.parametrize(
    "configurations",
    [
        {"tsconfig.json": '{"compilerOptions": {"baseUrl": ".", "paths": {"@app/*": ["lib/app/*"]}}}'},
        {"jsconfig.json": '{"compilerOptions": {"baseUrl": "lib", "paths": {"@app/*": ["app/*"], "lib/*": ["*"]}}}'},
        {
            "tsconfig.json": '{"extends": ["./base.json"], // mine\n "compilerOptions": {"baseUrl": "./", /* , } */},}',
            "base.json": '{"compilerOptions": {"paths": {"@app/*": ["none/*", "./lib/app/*"], "@*": ["./none/*"]}}}',
        },
        {
            "tsconfig.json": '{"compilerOptions": {"paths": {"@app/*": ["lib/app/*"], "lib/*": ["./lib/*"], '
            + " " * 900
            + "}}}",
        },
        {
            "tsconfig.json": '{"files": [], "references": [{"path": "./tsconfig.app.json"}]}',
            "tsconfig.app.json": '{"compilerOptions": {"paths": {"@app/a": ["./lib/app/a.ts"], "lib/*": ["./lib/*"]}}}',
        },
    ],
    ids=["baseUrl", "jsconfig", "extends", "a far comma", "references"],
)  # fmt: skip
def test_a_mapped_name_leads_to_the_file_that_it_means(tmp_path: Path, configurations: dict[str, str]) -> None:
    graph = graph_of(tmp_path, {"main.ts": MAIN, "package.json": PACKAGE} | CODE | configurations)
    assert edges_of(graph, "imports") == FOUND


def test_the_nearest_configuration_counts_and_conditions_are_alternatives(tmp_path: Path) -> None:
    files = {
        "tsconfig.json": '{"compilerOptions": {"paths": {"@/*": ["./src/*"]}}}',
        "one/tsconfig.json": '{"compilerOptions": {"paths": {"@/*": ["./own/*"]}}}',
        "one/package.json": '{"imports": {"#x": {"node": "./absent.js", "default": ["./own/a.js"]}}}',
        "one/main.js": "import '@/a'\nimport '#x'\nimport '#y'\n",
        "one/own/a.js": "",
        "src/a.js": "",
        "two/main.js": "import '@/a'\n",
    }
    graph = graph_of(tmp_path, files)
    assert edges_of(graph, "imports") == {"one/main.js -> one/own/a.js", "two/main.js -> src/a.js"}


@pytest.mark.parametrize(
    "configuration",
    [
        '{"extends": "./tsconfig.json", "compilerOptions": {"paths": 1, "baseUrl": []}}',
        '{"compilerOptions": {"baseUrl": "../..", "paths": {"@app/*": "x", "*": ["/etc/*", "../*"]}}}',
        '{"extends": [1, "pkg/base"], "references": [1, {"path": 2}], "compilerOptions": []}',
        "[" * 100_000,
        "/*" * 200_000,
        '"' + "\\" * 200_001,
        "[]",
    ],
)
def test_a_configuration_that_makes_no_sense_maps_nothing(tmp_path: Path, configuration: str) -> None:
    files = {"main.ts": MAIN, "tsconfig.json": configuration, "package.json": '{"imports": []}'} | CODE
    assert edges_of(graph_of(tmp_path, files), "imports") == set()


def test_types_alone_make_no_cycle_and_a_file_is_not_the_package_of_its_name(tmp_path: Path) -> None:
    graph = graph_of(tmp_path, {
        "hello.ts": "import type { World } from './world'\nexport class Hello { w!: World }\n",
        "hello3.ts": "export type { World } from './world'\nexport class Hello {}\n",
        "world.ts": "import { type Hello } from './hello'\nimport { Hello as H2 } from './hello3'\n",
        "auth0.ts": "import * as Auth0 from 'auth0'\nexport const a = Auth0\n",
        "utils.js": "const u = require('utils')\n",
        "json.py": "import json\n",
        "package.json": '{"name":"x","dependencies":{"auth0":"1"}}',
    })  # fmt: skip
    assert graph.cycles == []
    assert not {edge for edge in edges_of(graph, "imports") if edge.startswith(("auth0", "utils", "json"))}


def test_a_part_of_a_crate_is_no_import(tmp_path: Path) -> None:
    graph = graph_of(tmp_path, {
        "Cargo.toml": "[package]\nname='a'\n",
        "src/lib.rs": "pub mod m;\nmod n;\npub use n::N;\npub struct E;\nfn g() { m::f(); }\n",
        "src/m.rs": "use crate::E;\npub fn f() {}\n",
        "src/n.rs": "use crate::E;\npub struct N;\n",
    })  # fmt: skip
    assert graph.cycles == []
    assert edges_of(graph, "imports") == {"src/m.rs -> src/lib.rs", "src/n.rs -> src/lib.rs", "src/lib.rs -> src/n.rs"}
    assert edges_of(graph, "calls") == {"src/lib.rs:g -> src/m.rs:f"}


@pytest.mark.parametrize(
    ("name", "code"),
    [
        (
            "f.c",
            "int f(int w) {\n if (w < 0) { w = 1; }\n#ifdef G\n else if (w > 15) { w = 2; }\n#endif\n return w;\n}\n",
        ),
        (
            "A.cs",
            "class A {\n int f(int w) {\n if (w < 0) { w = 1; }\n#if G\n else if (w > 15) { w = 2; }\n#endif\n } }\n",
        ),
    ],
)
def test_a_keyword_is_no_function(tmp_path: Path, name: str, code: str) -> None:
    assert [node.name for node in graph_of(tmp_path, {name: code}).nodes if node.kind == "function"] == ["f"]


def test_files_of_one_package_see_one_another_without_an_import(tmp_path: Path) -> None:
    graph = graph_of(tmp_path, {
        "a/Shop.java": "package a;\n// like Other\nclass Shop { Cart cart; String s = \"Other\"; }\n",
        "a/Cart.java": "package a;\nclass Cart { Shop shop; }\n",
        "a/Other.java": "package a;\nclass Other {}\n",
        "b/Cart.java": "package b;\nclass Cart {}\n",
        "c/One.cs": "namespace N;\nclass One { Two two; }\n",
        "c/Two.cs": "namespace N { class Two {} }\n",
    })  # fmt: skip
    assert edges_of(graph, "imports") == {
        "a/Shop.java -> a/Cart.java",
        "a/Cart.java -> a/Shop.java",
        "c/One.cs -> c/Two.cs",
    }
    assert graph.cycles == []
