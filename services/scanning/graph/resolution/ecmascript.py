"""JavaScript and TypeScript imports: relative paths, what the project maps, ``@/`` and ``~/`` where it says nothing,
and packages of a monorepo by name.
"""

from __future__ import annotations

import json
import posixpath
from collections.abc import Iterator

from services.scanning.graph.import_reader import Import
from services.scanning.graph.resolution.path_mapping import PathMappings
from services.scanning.graph.resolution.repository import Link, Repository, join

_EXTENSIONS = (".ts", ".tsx", ".mts", ".cts", ".js", ".jsx", ".mjs", ".cjs", ".d.ts", ".vue", ".svelte", ".json")
# TypeScript names the file that compiling will produce.
_COMPILED = {".js": (".ts", ".tsx"), ".jsx": (".tsx",), ".mjs": (".mts",), ".cjs": (".cts",)}
_ALIAS_ROOTS = ("src", "app", "")


class EcmaScriptResolver:
    def __init__(self, repository: Repository) -> None:
        self._paths = repository.paths
        self._mappings = PathMappings(repository)
        self._packages: dict[str, tuple[str, list[str]]] = {}
        for path in repository.by_name.get("package.json", []):
            self._add_package(repository, path)

    def links(self, path: str, imports: list[Import]) -> Iterator[Link]:
        for asked in imports:
            found = self._find(path, asked.target.partition("?")[0])
            if found:
                yield Link(found, asked.names, asked.alias, asked.is_deferred)

    def _find(self, path: str, target: str) -> str | None:
        folder = posixpath.dirname(path)
        if target.startswith(("./", "../")) or target in (".", ".."):
            return self._file(join(folder, target))
        for candidate in self._mappings.candidates(folder, target):
            found = self._file(candidate)
            if found:
                return found
        if target.startswith(("@/", "~/")):
            for root in self._alias_roots(folder):
                found = self._file(posixpath.join(root, target[2:]))
                if found:
                    return found
            return None
        parts = target.split("/")
        name = "/".join(parts[: 2 if target.startswith("@") else 1])
        if name not in self._packages:
            return None
        home, mains = self._packages[name]
        inner = target[len(name) + 1 :]
        candidates = [posixpath.join(home, inner), posixpath.join(home, "src", inner)] if inner else mains
        return next((found for candidate in candidates if (found := self._file(candidate))), None)

    def _alias_roots(self, folder: str) -> Iterator[str]:
        """``@/`` starts at the nearest ``src`` above the file, else at the top of the repository."""
        while folder:
            if posixpath.basename(folder) in ("src", "app"):
                yield folder
            folder = posixpath.dirname(folder)
        yield from _ALIAS_ROOTS

    def _file(self, stem: str | None) -> str | None:
        if stem is None:
            return None
        if stem in self._paths:
            return stem
        base, extension = posixpath.splitext(stem)
        candidates = [base + suffix for suffix in _COMPILED.get(extension, ())]
        candidates += [stem + suffix for suffix in _EXTENSIONS]
        candidates += [posixpath.join(stem, f"index{suffix}") for suffix in _EXTENSIONS]
        return next((candidate for candidate in candidates if candidate in self._paths), None)

    def _add_package(self, repository: Repository, path: str) -> None:
        try:
            manifest = json.loads(repository.manifest(path) or "{}")
        except (ValueError, RecursionError):
            return
        if not isinstance(manifest, dict) or not isinstance(manifest.get("name"), str):
            return
        home = posixpath.dirname(path)
        entries = [manifest.get(key) for key in ("source", "module", "main")]
        named = [found for entry in entries if isinstance(entry, str) and (found := join(home, entry)) is not None]
        self._packages.setdefault(
            manifest["name"], (home, [posixpath.join(home, "src/index"), *named, posixpath.join(home, "index")])
        )
