"""Imports that are paths, or nearly: C and C++ includes, Ruby, shell and PHP files, PHP namespaces, Rust modules."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator

from services.scanning.graph.import_reader import Import
from services.scanning.graph.resolution.repository import Link, Repository, is_within, join

_INCLUDE_FOLDERS = ("", "include", "src", "lib")


class IncludeResolver:
    """``#include "x/y.h"``: beside the file, then below the usual folders, then the only file whose path ends so."""

    def __init__(self, repository: Repository) -> None:
        self._repository = repository

    def links(self, path: str, imports: list[Import]) -> Iterator[Link]:
        for asked in imports:
            found = self._find(path, asked.target, is_system=asked.alias == "<")
            if found and found != path:
                yield Link(found, asked.names)

    def _find(self, path: str, target: str, *, is_system: bool) -> str | None:
        folders = _INCLUDE_FOLDERS if is_system else (posixpath.dirname(path), *_INCLUDE_FOLDERS)
        for folder in folders:
            candidate = join(folder, target)
            if candidate in self._repository.paths:
                return candidate
        if is_system and "/" not in target:
            return None  # <string.h> is the system's, even if the repository has one
        ending = posixpath.normpath(target).lstrip("./")
        same = [
            found
            for found in self._repository.by_name.get(posixpath.basename(ending), ())
            if found.endswith(f"/{ending}")
        ]
        return same[0] if len(same) == 1 else None


class RubyResolver:
    """``require_relative`` starts at the file; ``require`` at ``lib``, ``app/*`` and the top."""

    def __init__(self, repository: Repository) -> None:
        self._repository = repository
        roots = {"", "lib"} | {
            folder for folder in repository.folders if re.search(r"(?:\A|/)(?:lib|app/[^/]+)\Z", folder)
        }
        self._roots = sorted(roots, key=lambda folder: (len(folder), folder))

    def links(self, path: str, imports: list[Import]) -> Iterator[Link]:
        for asked in imports:
            folders = [posixpath.dirname(path)] if asked.target.startswith(".") else self._roots
            candidates = [found for folder in folders if (found := join(folder, asked.target)) is not None]
            names = [name for candidate in candidates for name in (f"{candidate}.rb", candidate)]
            found = next((name for name in names if name in self._repository.paths), None)
            if found and found != path:
                yield Link(found, asked.names, is_deferred=asked.is_deferred)


class ShellResolver:
    def __init__(self, repository: Repository) -> None:
        self._repository = repository

    def links(self, path: str, imports: list[Import]) -> Iterator[Link]:
        for asked in imports:
            for folder in (posixpath.dirname(path), ""):
                found = join(folder, asked.target)
                if found in self._repository.paths and found != path:
                    yield Link(found or "", asked.names)
                    break


class PhpResolver:
    """``use A\\B\\C``: the file of that namespace that defines ``C``. ``require``: from the file, then the top."""

    def __init__(self, repository: Repository) -> None:
        self._repository = repository

    def links(self, path: str, imports: list[Import]) -> Iterator[Link]:
        for asked in imports:
            if asked.target.startswith("./"):
                for folder in (posixpath.dirname(path), ""):
                    found = join(folder, asked.target)
                    if found in self._repository.paths and found != path:
                        yield Link(found or "", asked.names)
                        break
                continue
            namespace, _, name = asked.target.rpartition("\\")
            files = self._repository.by_package_and_name.get((namespace, name), [])
            if len(files) == 1 and files[0] != path:
                yield Link(files[0], asked.names)


class RustResolver:
    """``mod x;``, and paths from ``crate``, ``self``, ``super`` and crates' names (The Rust Reference, 6.1 and 12)."""

    def __init__(self, repository: Repository) -> None:
        self._repository = repository
        self._crates: dict[str, str] = {}  # name -> folder of its sources
        for folder in sorted(repository.folders, key=len):
            text = repository.manifest(posixpath.join(folder, "Cargo.toml"))
            found = re.search(r"^[ \t]*name[ \t]*=[ \t]*[\"']([\w-]+)", text, re.MULTILINE) if text else None
            if found:
                self._crates.setdefault(found[1].replace("-", "_"), posixpath.join(folder, "src"))

    def links(self, path: str, imports: list[Import]) -> Iterator[Link]:
        for asked in imports:
            if asked.target.startswith("mod "):
                found = self._module(_children(path), [asked.target[4:]])
                if found:
                    yield Link(found[0], alias=asked.alias, is_containment=True)
                continue
            found = self._path(path, asked.target.split("::"))
            if not found or found[0] == path:
                continue
            target, rest = found
            if not rest and asked.names != (("*", "*"),):
                yield Link(target, alias=asked.alias, is_deferred=asked.is_deferred)
            else:
                yield Link(target, asked.names, is_deferred=asked.is_deferred)

    def _path(self, path: str, parts: list[str]) -> tuple[str, list[str]] | None:
        """The file that a path leads to, and the rest of the path to find inside it."""
        first, rest = parts[0], parts[1:]
        if first == "crate":
            home = self._crate(path)
            return self._module(home, rest) or self._root(home, rest)
        if first == "self":
            return self._module(_children(path), rest)
        if first == "super":
            folder = posixpath.dirname(_children(path))
            while rest and rest[0] == "super":
                folder, rest = posixpath.dirname(folder), rest[1:]
            return self._module(folder, rest) or self._root(folder, rest)
        if first in self._crates:
            return self._module(self._crates[first], rest) or self._root(self._crates[first], rest)
        return self._module(_children(path), parts)

    def _module(self, folder: str, parts: list[str]) -> tuple[str, list[str]] | None:
        found = None
        for index, part in enumerate(parts):
            stem = posixpath.join(folder, part)
            path = next((name for name in (f"{stem}.rs", f"{stem}/mod.rs") if name in self._repository.paths), None)
            if path is None:
                break
            found, folder = (path, parts[index + 1 :]), stem
        return found

    def _root(self, folder: str, rest: list[str]) -> tuple[str, list[str]] | None:
        names = (f"{folder}/lib.rs", f"{folder}/main.rs", f"{folder}/mod.rs", f"{folder}.rs")
        path = next((name for name in names if name.lstrip("/") in self._repository.paths), None)
        return (path.lstrip("/"), rest) if path else None

    def _crate(self, path: str) -> str:
        homes = [home for home in self._crates.values() if is_within(path, home)]
        if homes:
            return max(homes, key=len)
        return path[: path.index("src/") + 3] if path.startswith("src/") or "/src/" in path else posixpath.dirname(path)


def _children(path: str) -> str:
    """The folder that holds the submodules of a Rust file."""
    folder, name = posixpath.split(path)
    return folder if name in ("mod.rs", "lib.rs", "main.rs") else posixpath.join(folder, name.removesuffix(".rs"))
