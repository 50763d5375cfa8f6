"""Calls on objects: of a known class, of what it inherits, and names that only one function imports."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.unit.scanning.graph.test_code_graph import edges_of, graph_of

PYTHON = {
    "shop/base.py": """
class Store:
    def open(self):
        pass

    def close(self):
        pass
""",
    "shop/disk.py": """
from __future__ import annotations
import typing as t
from .base import Store


class Disk(Store):
    def open(self):
        super().open()
        self.close()

    @property
    def twin(self) -> t.Optional[Disk]:
        return None


def make() -> "Disk":
    return Disk()


default: Disk = make()
""",
}
CALLS = {
    "a local variable": ("def f():\n    d = Disk()\n    d.open()\n", "open"),
    "an inherited method": ("def f():\n    d = Disk()\n    d.close()\n", "close"),
    "an annotated parameter": ("def f(d: Disk | None = None):\n    d.open()\n", "open"),
    "what a function returns": ("def f():\n    make().open()\n", "open"),
    "a variable of what a function returns": ("def f():\n    d = make()\n    d.open()\n", "open"),
    "an imported variable": ("def f():\n    default.open()\n", "open"),
    "a module's variable": ("from shop import disk\n\ndef f():\n    disk.default.open()\n", "open"),
    "an attribute": (
        "class A:\n    def __init__(self, d: Disk):\n        self.d = d\n\n    def f(self):\n        self.d.open()\n",
        "open",
    ),
    "a property": ("def f(d: Disk):\n    d.twin.close()\n", "close"),
    "a context": ("def f():\n    with Disk() as d:\n        d.open()\n", "open"),
    "an unknown parameter": ("d = Disk()\n\ndef f(d):\n    d.open()\n", ""),
    "two classes": ("def f(x):\n    d = Disk()\n    d = make_other()\n    d.open()\n", ""),
    "a loop": ("def f(all):\n    d = Disk()\n    for d in all:\n        d.open()\n", ""),
}


@pytest.mark.parametrize(("code", "called"), CALLS.values(), ids=CALLS)
def test_a_call_on_an_object_in_python(tmp_path: Path, code: str, called: str) -> None:
    use = f"from shop.disk import Disk, make, default\n{code}"
    graph = graph_of(tmp_path, PYTHON | {"use.py": use})
    found = {edge.rpartition(":")[2] for edge in edges_of(graph, "calls") if edge.startswith("use.py:f ->")}
    assert found & {"open", "close"} == ({called} if called else set())


def test_super_means_what_is_inherited_and_self_the_class_itself(tmp_path: Path) -> None:
    calls = edges_of(graph_of(tmp_path, PYTHON), "calls")
    assert {"shop/disk.py:open -> shop/base.py:open", "shop/disk.py:open -> shop/base.py:close"} <= calls


OTHERS = {
    "java": {
        "a/Base.java": "package a;\npublic class Base {\n  void save() { }\n}\n",
        "a/Disk.java": "package a;\npublic class Disk extends Base {\n  void open() { save(); }\n}\n",
        "a/Use.java": "package a;\nclass Use {\n  private Disk disk;\n  void f(Disk d) { d.open(); }\n"
        "  void g() { this.disk.save(); }\n}\n",
    },
    "c_sharp": {
        "Base.cs": "namespace A;\npublic class Base { public void save() { } }\n",
        "Disk.cs": "namespace A;\npublic class Disk : Base { public void open() { save(); } }\n",
        "Use.cs": "namespace A;\nclass Use {\n  private Disk disk;\n  void f(Disk d) { d.open(); }\n"
        "  void g() { disk.save(); }\n}\n",
    },
    "typescript": {
        "base.ts": "export class Base {\n  save() {}\n}\n",
        "disk.ts": 'import { Base } from "./base";\nexport class Disk extends Base {\n  open() { super.save(); }\n}\n',
        "use.ts": 'import { Disk } from "./disk";\nclass Use {\n  constructor(private disk: Disk) {}\n'
        "  f() { const d = new Disk(); d.open(); }\n  g() { this.disk.save(); }\n}\n",
    },
    "javascript": {
        "base.js": "export class Base {\n  save() {}\n}\n",
        "disk.js": 'import { Base } from "./base.js";\n'
        "export class Disk extends Base {\n  open() { this.save(); }\n}\n",
        "use.js": 'import { Disk } from "./disk.js";\nclass Use {\n  constructor() { this.disk = new Disk(); }\n'
        "  f() { const d = new Disk(); d.open(); }\n  g() { this.disk.save(); }\n}\n",
    },
    "php": {
        "Base.php": "<?php\nnamespace A;\nclass Base { function save() { } }\n",
        "Disk.php": "<?php\nnamespace A;\nclass Disk extends Base { function open() { parent::save(); } }\n",
        "Use.php": "<?php\nnamespace A;\nclass User {\n  private Disk $disk;\n  function f(Disk $d) { $d->open(); }\n"
        "  function g() { $this->disk->save(); }\n}\n",
    },
    "ruby": {
        "base.rb": "class Base\n  def save\n  end\nend\n",
        "disk.rb": 'require_relative "base"\nclass Disk < Base\n  def open\n    save()\n  end\nend\n',
        "use.rb": 'require_relative "disk"\nclass Use\n  def initialize\n    @disk = Disk.new\n  end\n'
        "  def f\n    d = Disk.new\n    d.open()\n  end\n  def g\n    @disk.save()\n  end\nend\n",
    },
}


@pytest.mark.parametrize("files", OTHERS.values(), ids=OTHERS)
def test_calls_on_objects_and_inherited_methods_in_other_languages(tmp_path: Path, files: dict[str, str]) -> None:
    found = {
        tuple(end.rpartition(":")[2] for end in edge.split(" -> "))
        for edge in edges_of(graph_of(tmp_path, files), "calls")
    }
    assert {("f", "open"), ("g", "save"), ("open", "save")} <= found


def test_a_name_that_a_function_imports_is_bound_there_alone(tmp_path: Path) -> None:
    files = {
        "a.py": "def run():\n    pass\n",
        "b.py": "def run():\n    pass\n",
        "use.py": "def f():\n    from a import run\n    run()\n\n\ndef g():\n    from b import run\n"
        "    def inner():\n        run()\n    inner()\n\n\ndef h():\n    run()\n",
    }
    calls = {edge for edge in edges_of(graph_of(tmp_path, files), "calls") if edge.endswith("run")}
    assert calls == {"use.py:f -> a.py:run", "use.py:inner -> b.py:run"}


def test_a_module_that_a_function_imports_under_a_name(tmp_path: Path) -> None:
    files = {
        "a.py": "def run():\n    pass\n",
        "b.py": "def run():\n    pass\n",
        "use.py": "import a as m\n\n\ndef f():\n    import b as m\n    m.run()\n\n\ndef g():\n    m.run()\n",
    }
    calls = {edge for edge in edges_of(graph_of(tmp_path, files), "calls") if edge.endswith("run")}
    assert calls == {"use.py:f -> b.py:run", "use.py:g -> a.py:run"}


def test_classes_that_inherit_in_a_circle_end(tmp_path: Path) -> None:
    code = "class A(B):\n    def f(self):\n        self.g()\n\n\nclass B(A):\n    x: B = B().x\n"
    code += "\n    def g(self):\n        self.x.gone()\n"
    assert edges_of(graph_of(tmp_path, {"a.py": code}), "calls") == {"a.py:f -> a.py:g"}
