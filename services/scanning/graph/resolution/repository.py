"""The repository as import resolution sees it: its files, and what each of them defines."""

from __future__ import annotations

import os
import posixpath
from collections import defaultdict
from collections.abc import Mapping
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

from services.scanning.graph.outline import Outline

MAX_MANIFEST_BYTES = 2**20


class Link(NamedTuple):
    """An import that leads to a file of ours. ``names`` are ``(name there, name here)``; ``alias`` names the module.

    A containment (Rust's ``mod``) only binds the name: the file is a part of this one, not something that it uses.
    ``scope`` is that of the `Import`.
    """

    path: str
    names: tuple[tuple[str, str], ...] = ()
    alias: str = ""
    is_deferred: bool = False
    is_containment: bool = False
    scope: int = -1


class Repository:
    """``paths`` are all files of the graph; ``outlines`` are those of the files that could be parsed."""

    def __init__(self, root: Path, paths: frozenset[str], outlines: Mapping[str, Outline]) -> None:
        self.root = root
        self.paths = paths
        self.outlines = outlines

    @cached_property
    def by_folder(self) -> dict[str, list[str]]:
        folders: dict[str, list[str]] = defaultdict(list)
        for path in sorted(self.paths):
            folders[posixpath.dirname(path)].append(path)
        return dict(folders)

    @cached_property
    def folders(self) -> frozenset[str]:
        """Every folder, including those that contain only folders. The top one is ``""``."""
        found = {""}
        for folder in self.by_folder:
            while folder and folder not in found:
                found.add(folder)
                folder = posixpath.dirname(folder)
        return frozenset(found)

    @cached_property
    def by_name(self) -> dict[str, list[str]]:
        names: dict[str, list[str]] = defaultdict(list)
        for path in sorted(self.paths):
            names[posixpath.basename(path)].append(path)
        return dict(names)

    @cached_property
    def by_package_and_name(self) -> dict[tuple[str, str], list[str]]:
        """Files by the package that they declare and each name that they define at top level."""
        found: dict[tuple[str, str], list[str]] = defaultdict(list)
        for package, paths in self.by_package.items():
            for path in paths:
                for name in self._top_names(path):
                    found[package, name].append(path)
        return dict(found)

    @cached_property
    def by_package(self) -> dict[str, list[str]]:
        """Files by the package or namespace that they declare."""
        packages: dict[str, list[str]] = defaultdict(list)
        for path, outline in self.outlines.items():
            if outline.package:
                packages[outline.package].append(path)
        return dict(packages)

    def defines(self, path: str, name: str) -> bool:
        """Whether a file defines a class or function of this name at top level."""
        return name in self._top_names(path)

    def manifest(self, path: str) -> str | None:
        """The text of a build file (``go.mod``, ``package.json``), which may be missing from the graph."""
        try:
            descriptor = os.open(self.root / path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
        except (OSError, ValueError):
            return None
        with os.fdopen(descriptor, "rb") as file:
            return file.read(MAX_MANIFEST_BYTES).decode("utf-8", "replace")

    def _top_names(self, path: str) -> frozenset[str]:
        known = self._names.get(path)
        if known is None:
            outline = self.outlines.get(path)
            symbols = outline.symbols if outline else []
            known = self._names[path] = frozenset(symbol.name for symbol in symbols if not symbol.owner)
        return known

    @cached_property
    def _names(self) -> dict[str, frozenset[str]]:
        return {}


def join(folder: str, relative: str) -> str | None:
    """A relative path, rewritten to start at the top; ``None`` if it leads out of the repository."""
    path = posixpath.normpath(posixpath.join(folder, relative))
    if path == ".":
        return ""
    return None if path.startswith(("../", "/")) or path == ".." else path


def is_within(path: str, folder: str) -> bool:
    return not folder or path == folder or path.startswith(f"{folder}/")
