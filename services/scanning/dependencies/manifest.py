"""A manifest: a file that says which packages a repository depends on, recognised by its name.

A lock names every package with the version that was chosen; the others say what people asked for.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import partial
from typing import NamedTuple

from services.scanning.dependencies.package import Ecosystem, Found
from services.scanning.dependencies.reading import compiled, jvm, node, python, web


class Manifest(NamedTuple):
    ecosystem: Ecosystem
    is_lock: bool
    read: Callable[[str], Iterator[Found]]


_BY_NAME: dict[str, Manifest] = {
    "pyproject.toml": Manifest("PyPI", False, python.read_pyproject),
    "Pipfile": Manifest("PyPI", False, python.read_pipfile),
    "poetry.lock": Manifest("PyPI", True, python.read_poetry_lock),
    "uv.lock": Manifest("PyPI", True, python.read_uv_lock),
    "Pipfile.lock": Manifest("PyPI", True, python.read_pipfile_lock),
    "package.json": Manifest("npm", False, node.read_package_json),
    "package-lock.json": Manifest("npm", True, node.read_package_lock),
    "npm-shrinkwrap.json": Manifest("npm", True, node.read_package_lock),
    "yarn.lock": Manifest("npm", True, node.read_yarn_lock),
    "pnpm-lock.yaml": Manifest("npm", True, node.read_pnpm_lock),
    "go.mod": Manifest("Go", True, compiled.read_go_mod),
    "go.sum": Manifest("Go", True, compiled.read_go_sum),
    "Cargo.toml": Manifest("crates.io", False, compiled.read_cargo_toml),
    "Cargo.lock": Manifest("crates.io", True, compiled.read_cargo_lock),
    "pom.xml": Manifest("Maven", False, jvm.read_pom),
    "build.gradle": Manifest("Maven", False, jvm.read_gradle),
    "build.gradle.kts": Manifest("Maven", False, jvm.read_gradle),
    "gradle.lockfile": Manifest("Maven", True, jvm.read_gradle_lock),
    "composer.json": Manifest("Packagist", False, web.read_composer_json),
    "composer.lock": Manifest("Packagist", True, web.read_composer_lock),
    "Gemfile.lock": Manifest("RubyGems", True, web.read_gemfile_lock),
    "packages.lock.json": Manifest("NuGet", True, compiled.read_nuget_lock),
    "packages.config": Manifest("NuGet", False, compiled.read_nuget_project),
    "Directory.Packages.props": Manifest("NuGet", False, compiled.read_nuget_project),
}
_REQUIREMENTS = "requirements"
_WORDS = re.compile(r"[-_.]")
_FOR_DEVELOPMENT = re.compile(r"(?:\b|_)(?:dev|develop|development|tests?|testing|lint|docs?)(?:\b|_)", re.IGNORECASE)
_NUGET_PROJECT = re.compile(r".+\.(?:cs|fs|vb)proj\Z", re.IGNORECASE)


def manifest_of(path: str) -> Manifest | None:
    """What a file is, by its path relative to the repository's root."""
    folder, _, name = path.rpartition("/")
    if known := _BY_NAME.get(name):
        return known
    if _is_requirements(folder.rpartition("/")[2], name):
        read = partial(python.read_requirements, is_dev=bool(_FOR_DEVELOPMENT.search(name)))
        return Manifest("PyPI", False, read)
    return Manifest("NuGet", False, compiled.read_nuget_project) if _NUGET_PROJECT.match(name) else None


def _is_requirements(folder: str, name: str) -> bool:
    """``dev-requirements.txt``, ``requirements.in.txt``, ``requirements/test.txt``; whatever the case."""
    stem, dot, extension = name.lower().rpartition(".")
    if not dot or extension != "txt":
        return False
    return folder.lower() == _REQUIREMENTS or _REQUIREMENTS in _WORDS.split(stem)
