"""An application: a program that is run, not imported by others, as its manifests say.

A JavaScript package is one if it is private, a Python project if nothing builds a package of it, Go code in a command
or in ``internal/``.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec

from services.scanning.files.folder import upwards
from services.scanning.structure.reading import read_head

_MANIFEST_BYTES = 256 * 1024
_DENO = ("deno.json", "deno.jsonc", "jsr.json", "bower.json", "component.json", "mod.ts")
_PYTHON = ("setup.py", "PKG-INFO", "flit.ini", "meson.build")


class Applications:
    """Of one checkout; looks into each folder once."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._known: dict[tuple[str, str], bool | None] = {}

    def is_application(self, path: str, language: str, text: str) -> bool:
        """Whether no program outside the repository can import this file."""
        folder = path.rpartition("/")[0]
        if language == "go":
            return "internal" in folder.split("/") or text.startswith("package main") or "\npackage main" in text
        if language == "python":
            return self._nearest(folder, "python", self._builds_python) is not False
        return self._nearest(folder, "javascript", self._is_private) is not False

    def _nearest(self, folder: str, language: str, look: Callable[[str], bool | None]) -> bool | None:
        """What the nearest folder above says that says anything."""
        for place in upwards(folder):
            key = (language, place)
            if key not in self._known:
                self._known[key] = look(place)
            if self._known[key] is not None:
                return self._known[key]
        return None

    def _is_private(self, folder: str) -> bool | None:
        manifest = self._json(f"{folder}/package.json")
        if manifest.get("name") or "private" in manifest:
            return manifest.get("private") is True
        return False if any(self._is_there(folder, name) for name in _DENO) else None

    def _builds_python(self, folder: str) -> bool | None:
        """False if a package is built of this folder."""
        if any(self._is_there(folder, name) for name in _PYTHON):
            return False
        project = self._toml(f"{folder}/pyproject.toml")
        tool = project.get("tool")
        is_built = "build-system" in project or (
            isinstance(tool, dict) and bool({"poetry", "flit", "pdm"} & tool.keys())
        )
        return False if is_built or b"[metadata]" in self._read(f"{folder}/setup.cfg") else None

    def _is_there(self, folder: str, name: str) -> bool:
        return (self._root / folder / name).is_file()

    def _json(self, path: str) -> dict[str, Any]:
        try:
            return msgspec.json.decode(self._read(path) or b"{}", type=dict[str, Any])
        except (msgspec.MsgspecError, ValueError, RecursionError):
            return {"private": False}

    def _toml(self, path: str) -> dict[str, Any]:
        try:
            return tomllib.loads(self._read(path).decode("utf-8"))
        except (ValueError, RecursionError):
            return {"build-system": {}}

    def _read(self, path: str) -> bytes:
        return read_head(self._root / path.lstrip("/"), _MANIFEST_BYTES)
