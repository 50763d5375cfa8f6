"""Licences: Tailrace is under the Apache License 2.0, so nothing of it may import a package under the GPL."""

from __future__ import annotations

import ast
import re
from importlib.metadata import Distribution, distribution, packages_distributions
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
REQUIRED = re.findall(r"^([a-z0-9-]+)(?:\[[a-z,]+\])?==", (ROOT / "requirements.txt").read_text(), re.MULTILINE)


def licence(package: Distribution) -> str:
    metadata = package.metadata
    classifiers = metadata.get_all("Classifier", [])
    names = [metadata.get("License-Expression"), metadata.get("License"), *classifiers]
    return " ".join(name for name in names if name and len(name) < 100)


def is_copyleft(text: str) -> bool:
    """GPL and AGPL. The LGPL lets anybody import."""
    return bool(re.search(r"\bA?GPL\b|(?<!Lesser )General Public License", text))


def imported_by(path: Path) -> set[str]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    names = {node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) and node.module}
    names |= {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    return {name.partition(".")[0] for name in names}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("GPL-3.0-or-later", True),
        ("AGPL-3.0-only", True),
        ("License :: OSI Approved :: GNU General Public License v2 or later (GPLv2+)", True),
        ("LGPL-3.0-only", False),
        ("License :: OSI Approved :: GNU Lesser General Public License v3 (LGPLv3)", False),
        ("Apache-2.0", False),
    ],
)
def test_what_counts_as_copyleft(text: str, expected: bool) -> None:
    assert is_copyleft(text) == expected


def test_the_product_imports_no_package_under_the_gpl() -> None:
    copyleft = {name for name in REQUIRED if is_copyleft(licence(distribution(name)))}
    assert {"yamllint", "flawfinder"} <= copyleft  # both run as programs of their own
    modules = {
        module
        for module, packages in packages_distributions().items()
        if any(package.lower().replace("_", "-") in copyleft for package in packages)
    }
    sources = [
        ROOT / "app.py",
        ROOT / "wsgi.py",
        *(ROOT / "services").rglob("*.py"),
        *(ROOT / "blueprints").rglob("*.py"),
    ]
    importers = {str(path.relative_to(ROOT)): imported_by(path) & modules for path in sources}
    assert {path: names for path, names in importers.items() if names} == {}


def test_the_licence_is_in_the_tree_and_named() -> None:
    assert "Apache License" in (ROOT / "LICENSE").read_text()[:200]
    assert "Apache-2.0" in (ROOT / "pyproject.toml").read_text()
    assert "(LICENSE)" in (ROOT / "README.md").read_text()
