"""Imports of packages or namespaces (Java, Kotlin, Scala, C#, Go): edges go to the files of a package that are used."""

from __future__ import annotations

import posixpath
import re
from collections import defaultdict
from collections.abc import Iterator

from services.scanning.graph.import_reader import Import
from services.scanning.graph.outline import Outline
from services.scanning.graph.resolution.repository import Link, Repository

_GO_MODULE = re.compile(r"^[ \t]*module[ \t]+\"?([^\s\"]+)", re.MULTILINE)


class PackageResolver:
    """Java, Kotlin and Scala: ``a.b.C`` is the file of package ``a.b`` that defines ``C``."""

    def __init__(self, repository: Repository) -> None:
        self._repository = repository

    def links(self, path: str, imports: list[Import]) -> Iterator[Link]:
        outline = self._repository.outlines[path]
        yield from self._neighbours(path, outline)
        for asked in imports:
            package, _, name = asked.target.rpartition(".")
            if name == "*":
                yield from self._used(path, package, outline)
                continue
            local = asked.names[0][1] if asked.names else name
            for found, there in self._defining(package, name):
                if found != path:
                    yield Link(found, ((there, local),))

    def _neighbours(self, path: str, outline: Outline) -> Iterator[Link]:
        """The files of its own package that a file uses. They belong together, so they make no cycle."""
        if outline.package:
            own = {symbol.name for symbol in outline.symbols}
            for link in self._used(path, outline.package, outline):
                if any(name not in own for name, _ in link.names):
                    yield link._replace(is_deferred=True)

    def _defining(self, package: str, name: str) -> Iterator[tuple[str, str]]:
        """The files that define ``package.name``, or for a member (static import, nested class) its class."""
        member = ""
        for _ in range(3):
            files = self._repository.by_package_and_name.get((package, name))
            if files:
                yield from ((path, f"{name}.{member}" if member else name) for path in files[:2])
                return
            package, _, above = package.rpartition(".")
            name, member = above, name
            if not package:
                return

    def _used(self, path: str, package: str, outline: Outline) -> Iterator[Link]:
        """The files of a package that define words of this file."""
        used: dict[str, list[str]] = defaultdict(list)
        for word in sorted(outline.words):
            for found in self._repository.by_package_and_name.get((package, word), ()):
                used[found].append(word)
        yield from (
            Link(found, tuple((word, word) for word in words)) for found, words in used.items() if found != path
        )


class CSharpResolver(PackageResolver):
    """``using N`` leads to the files of ``N`` whose types are used here, ``using X = N.Y`` to the file of ``Y``."""

    def links(self, path: str, imports: list[Import]) -> Iterator[Link]:
        outline = self._repository.outlines[path]
        yield from self._neighbours(path, outline)
        for asked in imports:
            if asked.target in self._repository.by_package:
                yield from self._used(path, asked.target, outline)
                continue
            package, _, name = asked.target.rpartition(".")
            local = asked.names[0][1] if asked.names and asked.names[0][1] != "*" else name
            for found, there in self._defining(package, name):
                if found != path:
                    yield Link(found, ((there, local),))


class GoResolver:
    """An import path below a module's path is a folder; edges go to its files that define what is used."""

    def __init__(self, repository: Repository) -> None:
        self._repository = repository
        self._modules: list[tuple[str, str]] = []
        for folder in sorted(repository.folders):
            text = repository.manifest(posixpath.join(folder, "go.mod"))
            found = _GO_MODULE.search(text) if text else None
            if found:
                self._modules.append((found[1], folder))
        self._modules.sort(key=lambda module: -len(module[0]))

    def links(self, path: str, imports: list[Import]) -> Iterator[Link]:
        outline = self._repository.outlines[path]
        for asked in imports:
            folder = self._folder(asked.target)
            files = [
                found
                for found in self._repository.by_folder.get(folder, ())
                if found.endswith(".go") and not found.endswith("_test.go")
            ] if folder is not None else []  # fmt: skip
            if not files:
                continue
            package = self._repository.outlines[files[0]].package if files[0] in self._repository.outlines else ""
            alias = asked.alias if asked.alias not in ("", "_", ".") else package or posixpath.basename(asked.target)
            used = {word.partition(".")[2] for word in outline.words if word.startswith(f"{alias}.")}
            defining = [found for found in files if any(self._repository.defines(found, name) for name in used)]
            for found in defining or files[:1]:
                yield Link(found, alias=alias)

    def _folder(self, target: str) -> str | None:
        for module, home in self._modules:
            if target == module:
                return home
            if target.startswith(f"{module}/"):
                return posixpath.join(home, target[len(module) + 1 :])
        return None
