"""A page names every module that its scripts will import, so that a slow network costs one round trip for all."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from flask import Flask

from blueprints.edge.page_script import imported_modules
from tests.unit.test_javascript_imports import without_template_literals

STATIC = Path(__file__).resolve().parents[2] / "static"
# Read otherwise than by the code: comments go, then every statement may span lines.
COMMENT = re.compile(r"/\*.*?\*/|^\s*//[^\n]*", re.DOTALL | re.MULTILINE)
STATEMENT = re.compile(r'^(?:import|export)\b[^;"(=]*?"(\.[^"]+)"', re.MULTILINE)
PAGES = sorted(
    {
        str(path.relative_to(STATIC / "js")).removesuffix(".js")
        for template in (STATIC.parent / "templates").rglob("*.html")
        for name in re.findall(r'set scripts? = \[?"([\w/.-]+)"', template.read_text())
        if (path := STATIC / "js" / f"{name}.js").is_file()
    }
)


def needed(script: Path, seen: set[Path]) -> set[Path]:
    for name in STATEMENT.findall(COMMENT.sub("", without_template_literals(script.read_text()))):
        path = (script.parent / name).resolve()
        if path not in seen:
            seen.add(path)
            needed(path, seen)
    return seen


@pytest.mark.parametrize("script", PAGES)
def test_all_modules_of_a_page_are_named(app: Flask, script: str) -> None:
    entry = STATIC / "js" / f"{script}.js"
    with app.app_context():
        named = imported_modules(script)
    assert {STATIC / path for path in named} == needed(entry, {entry}) - {entry}
    assert len(named) == len(set(named))


def test_there_are_pages() -> None:
    assert {"scanning/scan", "streaming/playground"} <= set(PAGES)
