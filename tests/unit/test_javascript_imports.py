"""Which script, style sheet and template may know which: the rooms of static/js, tests/js and templates.

A *shared room* serves every face and names none. Any other folder belongs to a face, and faces do not know each other.
Type imports in comments count like any other.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.circle import first_circle

ROOT = Path(__file__).resolve().parents[2]

KNOWS = {
    "tailrace": set(),  # the client, which other people copy
    "components": {"tailrace"},
    "runs": {"tailrace", "components"},
    "shell": {"tailrace", "components", "runs"},
}
"""Which other rooms each shared room of static/js may know. A face may know all of them except the shell."""

TEMPLATES_KNOW = {
    "components": set(),
    "layout": {"components"},
    "runs": {"components", "layout"},
    "shell": {"components", "layout", "runs"},
}

STATIC_IMPORT = re.compile(r'^\s*(?:import|export)\b[^;"]*?\bfrom\s*"([^"]+)"|^\s*import\s*"([^"]+)"', re.MULTILINE)
OTHER_IMPORT = re.compile(r'\bimport\(\s*"([^"]+)"\s*\)|\bnew URL\(\s*"([^"]+)",\s*import\.meta\.url')
WORKER_IMPORT = re.compile(r"\bimportScripts\(([^)]*)\)")
TEMPLATE_IMPORT = re.compile(r'{%-?\s*(?:from|import|include|extends)\s+"([^"]+)"')
QUOTED = re.compile(r'"([^"]+)"')


# -- reading ----------------------------------------------------------------------------------------------------------


def without_template_literals(source: str) -> str:
    """Return the script without its template literals, because the playground's snippets hold imports of their own."""
    kept: list[str] = []
    depth: list[str] = []  # "`" inside a literal, "{" inside a ${…} of one
    place = 0
    while place < len(source):
        here = source[place]
        in_text = bool(depth) and depth[-1] == "`"
        if in_text and here == "\\":
            place += 2
            continue
        if here == "`":
            depth.pop() if in_text else depth.append("`")
        elif in_text and source.startswith("${", place):
            depth.append("{")
            place += 1
        elif not in_text and depth and here in "{}":
            depth.append("{") if here == "{" else depth.pop()
        elif not in_text:
            kept.append(here)
        place += 1
    return "".join(kept)


def imports(path: Path) -> Iterator[Path]:
    """Return the path of every relative file that a script names: modules, types, workers, and what a worker loads."""
    source = without_template_literals(path.read_text())
    names = [
        name for found in (STATIC_IMPORT, OTHER_IMPORT) for match in found.findall(source) for name in match if name
    ]
    names += [name for match in WORKER_IMPORT.findall(source) for name in QUOTED.findall(match)]
    yield from (Path(path.parent / name).resolve() for name in names if name.startswith("."))


def scripts(root: Path) -> list[Path]:
    return sorted([*(root / "static/js").rglob("*.js"), *(root / "tests/js").rglob("*.js")])


def room_of(path: Path, top: Path) -> str | None:
    """Return the folder below ``top`` that holds a file, or None if it is elsewhere."""
    return path.relative_to(top).parts[0] if path.is_relative_to(top) else None


# -- judging ----------------------------------------------------------------------------------------------------------


def wrong_script_imports(root: Path) -> list[str]:
    top = root / "static/js"
    wrong = []
    for path in scripts(root):
        own = room_of(path, top)
        for target in imports(path):
            edge = f"{path.relative_to(root)} → {target.relative_to(root) if target.is_relative_to(root) else target}"
            room = room_of(target, top)
            if not target.is_file():
                wrong.append(f"{edge}: there is no such file")
            elif own is None or room in (own, None):
                continue
            elif room not in KNOWS.get(own, KNOWS.keys() - {"shell"}):
                wrong.append(f"{edge}: {own} must not know {room}")
    known = {str(path): {str(target) for target in imports(path)} for path in scripts(root)}
    circle = first_circle({path: targets & known.keys() for path, targets in known.items()})
    return wrong + [f"a circle: {' → '.join(circle)}"] * bool(circle)


def wrong_template_imports(root: Path) -> list[str]:
    top = root / "templates"
    wrong = []
    for path in sorted(top.rglob("*.html")):
        own = path.relative_to(top).parts[0]
        for name in TEMPLATE_IMPORT.findall(path.read_text()):
            room = name.split("/")[0]
            edge = f"{path.relative_to(root)} → {name}"
            if not (top / name).is_file():
                wrong.append(f"{edge}: there is no such file")
            elif room != own and room not in TEMPLATES_KNOW.get(own, TEMPLATES_KNOW.keys() - {"shell"}):
                wrong.append(f"{edge}: {own} must not know {room}")
    return wrong


def missing_static_files(root: Path) -> list[str]:
    """Return the style sheets and scripts that a template names but that do not exist."""
    missing = []
    for path in sorted((root / "templates").rglob("*.html")):
        text = path.read_text()
        named = [
            f"css/{name}.css"
            for listed in re.findall(r"set sheets = .*?(\[.*\])", text)
            for name in QUOTED.findall(listed)
        ]
        named += [f"js/{name}.js" for name in re.findall(r'set script = "([^"]+)"', text)]
        named += re.findall(r"filename='([^']+\.\w+)'", text)
        missing += [
            f"{path.relative_to(root)} names {name}" for name in named if not (root / "static" / name).is_file()
        ]
    return missing


# -- the rules hold ---------------------------------------------------------------------------------------------------


def test_scripts_import_only_what_their_room_may_know() -> None:
    found = sum(len(list(imports(path))) for path in scripts(ROOT))
    assert found > 300, "the imports were not understood"
    assert not wrong_script_imports(ROOT)


def test_templates_import_only_what_their_room_may_know() -> None:
    assert not wrong_template_imports(ROOT)


def test_every_style_sheet_and_script_that_a_page_names_exists() -> None:
    assert not missing_static_files(ROOT)


# -- the rules bite ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("path", "line", "complaint"),
    [
        ("tailrace/bad.js", 'import { find } from "../components/element.js";', "tailrace must not know components"),
        ("components/bad.js", 'import { showRun } from "../runs/run.js";', "components must not know runs"),
        (
            "components/bad.js",
            'import {\n  showScan,\n} from "../scanning/scan.js";',
            "components must not know scanning",
        ),
        ("runs/bad.js", '/** @typedef {import("../scanning/scan.js").Scan} Scan */', "runs must not know scanning"),
        ("shell/bad.js", 'const { showScan } = await import("../scanning/scan.js");', "shell must not know scanning"),
        ("scanning/bad.js", 'export { play } from "../streaming/play.js";', "scanning must not know streaming"),
        (
            "scanning/bad.js",
            'new Worker(new URL("../streaming/play.js", import.meta.url));',
            "scanning must not know streaming",
        ),
        ("scanning/bad.js", 'import "./not-there.js";', "there is no such file"),
        ("scanning/bad.js", 'importScripts(\n  "./not-there.js",\n);', "there is no such file"),
        ("scanning/scan.js", 'import "./other.js";', "a circle"),
    ],
)
def test_a_wrong_import_is_found(tmp_path: Path, path: str, line: str, complaint: str) -> None:
    for name in ("components/element", "runs/run", "scanning/scan", "streaming/play", "shell/shell", "tailrace/index"):
        write(tmp_path / f"static/js/{name}.js", "// nothing")
    write(tmp_path / "static/js/scanning/other.js", 'import "./scan.js";')
    assert wrong_script_imports(tmp_path) == []
    write(tmp_path / "static/js" / path, line)
    assert [wrong for wrong in wrong_script_imports(tmp_path) if complaint in wrong]


@pytest.mark.parametrize(
    ("path", "line", "complaint"),
    [
        ("components/bad.html", '{% from "runs/run.html" import run %}', "components must not know runs"),
        ("runs/bad.html", '{% include "scanning/scan.html" %}', "runs must not know scanning"),
        ("layout/bad.html", '{%- extends "shell/home.html" %}', "layout must not know shell"),
        ("scanning/bad.html", '{% import "streaming/play.html" as play %}', "scanning must not know streaming"),
        ("scanning/bad.html", '{% include "scanning/not_there.html" %}', "there is no such file"),
    ],
)
def test_a_wrong_template_import_is_found(tmp_path: Path, path: str, line: str, complaint: str) -> None:
    for name in ("components/icon", "runs/run", "scanning/scan", "streaming/play", "shell/home", "layout/base"):
        write(tmp_path / f"templates/{name}.html", "<p>")
    assert wrong_template_imports(tmp_path) == []
    write(tmp_path / "templates" / path, line)
    assert [wrong for wrong in wrong_template_imports(tmp_path) if complaint in wrong]


def test_an_import_inside_a_template_literal_is_text(tmp_path: Path) -> None:
    write(
        tmp_path / "static/js/a/a.js",
        'const text = `\nimport "./x.js";\n${list.map((x) => `${{ x }}`)}\nimport "./y.js";`;',
    )
    assert wrong_script_imports(tmp_path) == []


def write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
