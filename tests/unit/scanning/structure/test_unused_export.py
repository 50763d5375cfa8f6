from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from services.scanning.files.file_collection import collect
from services.scanning.graph import build
from services.scanning.structure.unused_export import unused_exports

PRIVATE = '{"name": "shop", "private": true}'
MAIN = 'import {total} from "./cart.js";\ntotal();\n'
CART = "export function total() {}\nexport function discount() {}\n"


def unused(root: Path, files: Mapping[str, str | bytes]) -> list[str]:
    for path, content in files.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_bytes(content.encode() if isinstance(content, str) else content)
    collected = collect(root, max_file_bytes=2**20, max_files=1000).files
    found = unused_exports(root, collected, build(root, collected, lambda done, total: None))
    return [f"{path}:{issue.line} {issue.message.split()[-1]}" for path, issues in found.items() for issue in issues]


def test_an_export_of_an_application_that_nothing_names_is_unused(tmp_path: Path) -> None:
    assert unused(tmp_path, {"package.json": PRIVATE, "main.js": MAIN, "cart.js": CART}) == ["cart.js:2 discount"]


def test_an_issue_says_what_is_unused(tmp_path: Path) -> None:
    unused(tmp_path, {"package.json": PRIVATE, "main.js": MAIN, "cart.js": CART})
    files = collect(tmp_path, max_file_bytes=2**20, max_files=10).files
    [issue] = unused_exports(tmp_path, files, build(tmp_path, files, lambda done, total: None))["cart.js"]
    assert (issue.engine, issue.rule, issue.severity) == ("structure", "unused-export", "low")
    assert issue.message == "Nothing else in the repository names the function discount"


@pytest.mark.parametrize(
    ("path", "use"),
    [
        ("tests/cart.test.js", "import {discount} from '../cart.js'"),
        ("README.md", "Call `discount` before you pay."),
        ("page.html", "<button onclick='discount()'>"),
        ("jobs.yaml", "run: [total, discount]"),
        ("deploy.unknown", "discount"),
        ("crontab", b"\x00\xff discount \x00"),
        ("notes.txt", "one\\ndiscount"),
        ("utf16.txt", "discount".encode("utf-16")),
        ("vendor/plugin.js", "cart.discount()"),
        ("icons.js", "import * as cart from './cart.js'; cart[name]()"),
        ("lazy.vue", "<script>const cart = await import('./cart')</script>"),
        ("discount.css", "a {}"),
    ],
)
def test_what_another_place_names_is_used(tmp_path: Path, path: str, use: str | bytes) -> None:
    assert unused(tmp_path, {"package.json": PRIVATE, "main.js": MAIN, "cart.js": CART, path: use}) == []


@pytest.mark.parametrize(
    "manifests",
    [
        {"package.json": '{"name": "shop"}'},
        {"package.json": "{"},
        {"deno.json": "{}"},
        {"package.json": '{"type": "module"}', "jsr.json": "{}"},
    ],
)
def test_what_a_package_may_export_to_others_is_left_alone(tmp_path: Path, manifests: dict[str, str]) -> None:
    assert unused(tmp_path, manifests | {"main.js": MAIN, "cart.js": CART}) == []


def test_a_package_inside_a_private_one_is_its_own(tmp_path: Path) -> None:
    files = {f"packages/cart/{path}": text for path, text in {"main.js": MAIN, "cart.js": CART}.items()}
    published = {"package.json": PRIVATE, "packages/cart/package.json": '{"name": "cart"}'}
    assert unused(tmp_path, published | files) == []


def test_a_file_that_none_imports_is_loaded_by_something_else(tmp_path: Path) -> None:
    assert unused(tmp_path, {"package.json": PRIVATE, "main.js": "run()", "cart.js": CART}) == []


def test_javascript_exports_of_all_sorts(tmp_path: Path) -> None:
    cart = (
        "export async function total() {}\n"
        "export const RATE = 3\n"
        "export class Basket { static of() { return new Basket() } }\n"
        "export default function fallback() {}\n"
        "function inner() {}\n"
        "/** recount of the basket */\nexport const recount = () => recount()\n"
        "export class Card extends Widget { static { define('a-card', this) } }\n"
        "@Component()\nexport class Page {}\n"
        "export interface Price { a: number }\n"
        "export type Money = number\n"
        "/** @public */\nexport const api = 3\n"
        "export const metadata = {}\n"
    )
    files = {"package.json": PRIVATE, "main.ts": 'import {total} from "./cart"\ntotal()\n', "cart.ts": cart}
    assert [one.split()[1] for one in unused(tmp_path, files)] == ["RATE", "Basket", "recount", "Price", "Money"]


def test_a_list_of_exports_uses_nothing(tmp_path: Path) -> None:
    cart = (
        "function total() {}\nfunction discount() {}\nconst RATE = 3\nfunction old() {}\nfunction inner() {}\n"
        "export {total, discount,\n  RATE, old as older}\nexport {other} from './other.js'\n"
    )
    files = {"package.json": PRIVATE, "main.js": MAIN, "cart.js": cart, "other.js": "export const other = 1\n"}
    assert unused(tmp_path, files) == ["cart.js:2 discount", "cart.js:3 RATE"]


PYTHON = {
    "shop/__init__.py": "",
    "shop/main.py": "from shop.cart import total\ntotal()\n",
    "shop/cart.py": "def total(): pass\n\ndef discount(): pass\n\n_RATE = 3\n\ndef _round(): return _round\n",
}


def test_public_functions_of_a_python_application_and_private_ones_of_all(tmp_path: Path) -> None:
    assert unused(tmp_path, PYTHON) == ["shop/cart.py:3 discount", "shop/cart.py:5 _RATE", "shop/cart.py:7 _round"]


@pytest.mark.parametrize(
    "manifest",
    [
        {"setup.py": ""},
        {"pyproject.toml": "[build-system]\n"},
        {"pyproject.toml": "[tool.poetry]\n"},
        {"pyproject.toml": "[["},
        {"setup.cfg": "[metadata]\n"},
    ],
)
def test_public_functions_of_a_python_package_are_for_others(tmp_path: Path, manifest: dict[str, str]) -> None:
    assert unused(tmp_path, PYTHON | manifest) == ["shop/cart.py:5 _RATE", "shop/cart.py:7 _round"]


def test_what_python_frameworks_find_is_left_alone(tmp_path: Path) -> None:
    cart = (
        "def total(): pass\n\n@app.route('/')\ndef index(): pass\n\n"
        "@app.route(\n    '/a',\n)\ndef other(): pass\n\n"
        "class Order(models.Model): pass\n\nclass Plain: pass\n\n"
        "def upgrade(): pass\n\ndef visit_name(node): pass\n\n"
        "def kept(): pass  # noqa: vulture\n\n__version__ = 3\n_again = other_module.old\n"
    )
    files = PYTHON | {"shop/cart.py": cart, "shop/visit.py": 'getattr(cart, f"visit_{kind}")'}
    assert unused(tmp_path, files) == ["shop/cart.py:13 Plain"]


def test_a_python_module_that_looks_at_itself_is_left_alone(tmp_path: Path) -> None:
    assert unused(tmp_path, {"a.py": "def _one(): pass\n\nTABLE = globals()\n"}) == []


GO = "package shop\n\n// rounded says so.\nfunc rounded() int { return 1 }\n\nfunc Total() {}\n\ntype basket struct{}\n"


def test_go_names_that_no_other_package_can_use(tmp_path: Path) -> None:
    files = {"go.mod": "module shop\n", "a/a.go": GO, "internal/b/b.go": GO.replace("rounded", "cut")}
    files["internal/b/b.go"] = files["internal/b/b.go"].replace("Total", "Sum").replace("basket", "bag")
    assert unused(tmp_path, files) == [
        "a/a.go:4 rounded", "a/a.go:8 basket", "internal/b/b.go:4 cut",
        "internal/b/b.go:6 Sum", "internal/b/b.go:8 bag",
    ]  # fmt: skip


def test_go_methods_and_what_the_compiler_is_told_of_are_left_alone(tmp_path: Path) -> None:
    text = "package main\n\nfunc main() {}\n\nfunc (main) less() {}\n\n//export shown\nfunc shown() {}\n"
    assert unused(tmp_path, {"a.go": text}) == []


def test_c_functions_that_no_header_declares(tmp_path: Path) -> None:
    text = (
        "int used(void) { return 1; }\nint dead(void) { return used(); }\nstatic int own(void) { return 1; }\n"
        "ZEXPORT int shared(void) { return 1; }\nint declared(void) { return 1; }\nint mod_init(void) { return 1; }\n"
        "int cmd_add(void) { return 1; }\n#define CALL(x) cmd_##x()\n"
    )
    assert unused(tmp_path, {"src/a.c": text, "src/a.h": "int declared(void);\n"}) == ["src/a.c:2 dead"]


def test_c_functions_of_some_builds_only_and_templates_of_parsers_are_left_alone(tmp_path: Path) -> None:
    text = (
        "#ifndef A\n#define A\n#endif\nint dead(void) { return 1; }\n#ifdef WITH_TOOLS\nint tool(void) { return 1; }\n"
        "#endif\n/* A debugging aid. */\nint dump(void) { return 1; }\n"
    )
    files = {"src/a.c": text, "src/lempar.c": "%%\nint ParseFallback(void) { return 1; }\n"}
    assert unused(tmp_path, files) == ["src/a.c:4 dead"]


def test_a_table_of_constants_may_have_some_that_are_unused(tmp_path: Path) -> None:
    cart = "export function total() {}\nexport const A1B = 1\nexport const A2B = 2\n\nexport const RATE = 3\n"
    assert unused(tmp_path, {"package.json": PRIVATE, "main.js": MAIN, "cart.js": cart}) == ["cart.js:5 RATE"]


def test_java_and_c_sharp_names_inside_a_package(tmp_path: Path) -> None:
    java = (
        "package a;\n\nclass Lone {\n  static int twice(int a) { return a; }\n  int plain() { return 1; }\n"
        "  public static int open() { return 1; }\n}\n\n@Component\nclass Bean {}\n\nclass Heir extends Base {}\n"
    )
    sharp = (
        "namespace A {\n  internal class Alone {\n    internal static int Half(int a) { return a; }\n  }\n"
        "  internal static class Extensions {}\n  public class Open {}\n  internal class Heir2 : Base {}\n}\n"
    )
    assert unused(tmp_path, {"src/a/All.java": java, "src/A.cs": sharp}) == [
        "src/A.cs:2 Alone", "src/A.cs:3 Half", "src/a/All.java:3 Lone", "src/a/All.java:4 twice",
    ]  # fmt: skip


def test_tests_and_examples_may_have_what_they_like(tmp_path: Path) -> None:
    assert (
        unused(tmp_path, {"tests/helper.py": "def _unused_one(): pass\n", "examples/a.py": "def _two(): pass\n"}) == []
    )
