"""A library: code that other programs import, as its manifest says. Where a text comes from is for them to decide.

A manifest that only makes a program installable says nothing: it has to tell the public about the package (classifiers,
files that are shipped, a gemspec, a template for pkg-config).
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec

from services.errors import TooLarge
from services.files.run_folder import read_bounded
from services.scanning.files.folder import upwards
from services.scanning.files.manifest import MANIFEST_BYTES

_MOST_NAMES = 5000
"""In a folder, which a stranger may have filled."""
_NPM_SHIPS = ("files", "exports", "types", "typings", "publishConfig")
_MAVEN_RUNS = re.compile(rb"<packaging>(?:war|ear)<|spring-boot|quarkus|micronaut|dropwizard")
_GRADLE_RUNS = re.compile(rb"org\.springframework\.boot|\bapplication\b|quarkus|micronaut")
_MAIN = re.compile(rb"^package main\b", re.MULTILINE)


class Libraries:
    """Of one checkout; looks into each folder once."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._known: dict[str, bool | None] = {}

    def hold(self, path: str) -> bool:
        """Whether the nearest manifest that says anything says that the file is part of a library."""
        folder = path.rpartition("/")[0]
        return next((said for place in upwards(folder) if (said := self._said(place)) is not None), False)

    def _said(self, folder: str) -> bool | None:
        if folder not in self._known:
            self._known[folder] = self._look(folder)
        return self._known[folder]

    def _look(self, folder: str) -> bool | None:
        names = _names(self._root / folder)
        readings: tuple[Callable[[str, set[str]], bool | None], ...] = (
            self._npm, self._python, self._maven, self._gradle, self._composer, self._nuget, self._go, _by_names,
        )  # fmt: skip
        return next((said for read in readings if (said := read(folder, names)) is not None), None)

    def _npm(self, folder: str, names: set[str]) -> bool | None:
        manifest = self._json(folder, "package.json") if "package.json" in names else {}
        scripts = manifest.get("scripts")
        if manifest.get("private") is True or (isinstance(scripts, dict) and "start" in scripts):
            return False
        return True if any(manifest.get(key) for key in _NPM_SHIPS) else None

    def _python(self, folder: str, names: set[str]) -> bool | None:
        if "manage.py" in names:
            return False
        texts = (self._text(folder, name) for name in ("pyproject.toml", "setup.py", "setup.cfg") if name in names)
        return True if any(b"Programming Language ::" in text for text in texts) else None

    def _maven(self, folder: str, names: set[str]) -> bool | None:
        if "pom.xml" not in names:
            return None
        text = self._text(folder, "pom.xml")
        return False if _MAVEN_RUNS.search(text) else None if b"<packaging>pom<" in text else True

    def _gradle(self, folder: str, names: set[str]) -> bool | None:
        text = b"".join(self._text(folder, name) for name in ("build.gradle", "build.gradle.kts") if name in names)
        if _GRADLE_RUNS.search(text):
            return False
        return True if b"java-library" in text or b"maven-publish" in text else None

    def _composer(self, folder: str, names: set[str]) -> bool | None:
        manifest = self._json(folder, "composer.json") if "composer.json" in names else {}
        if not manifest.get("name") or not manifest.get("autoload"):
            return None
        return manifest.get("type") != "project"

    def _nuget(self, folder: str, names: set[str]) -> bool | None:
        text = b"".join(self._text(folder, name) for name in sorted(names) if name.endswith(".csproj"))
        if b"Sdk.Web" in text or b"<OutputType>Exe<" in text:
            return False
        return True if b"<PackageId>" in text or b"<PackageTags>" in text else None

    def _go(self, folder: str, names: set[str]) -> bool | None:
        if "go.mod" not in names or "cmd" in names:
            return None
        sources = [name for name in sorted(names) if name.endswith(".go")]
        return not any(_MAIN.search(self._text(folder, name)) for name in sources[:50]) if sources else None

    def _json(self, folder: str, name: str) -> dict[str, Any]:
        try:
            return msgspec.json.decode(self._text(folder, name), type=dict[str, Any])
        except (msgspec.MsgspecError, ValueError, RecursionError):
            return {}

    def _text(self, folder: str, name: str) -> bytes:
        try:
            return read_bounded(self._root / folder / name, MANIFEST_BYTES)
        except (OSError, TooLarge):
            return b""


def _by_names(_folder: str, names: set[str]) -> bool | None:
    published = (".gemspec", ".pc.in", ".pc.cmakein")
    return True if "PKG-INFO" in names or any(name.endswith(published) for name in names) else None


def _names(folder: Path) -> set[str]:
    try:
        with os.scandir(folder) as entries:
            return {entry.name for entry, _ in zip(entries, range(_MOST_NAMES), strict=False)}
    except OSError:
        return set()
