"""Import resolution: finds the files of the repository that imports lead to."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Protocol

from services.scanning.graph.import_reader import Import
from services.scanning.graph.resolution.ecmascript import EcmaScriptResolver
from services.scanning.graph.resolution.package import CSharpResolver, GoResolver, PackageResolver
from services.scanning.graph.resolution.path import (
    IncludeResolver,
    PhpResolver,
    RubyResolver,
    RustResolver,
    ShellResolver,
)
from services.scanning.graph.resolution.python import PythonResolver
from services.scanning.graph.resolution.repository import Link, Repository


class Resolver(Protocol):
    """One language's rules. An import that leads out of the repository makes no link."""

    def links(self, path: str, imports: list[Import]) -> Iterator[Link]: ...


_RESOLVERS: dict[str, Callable[[Repository], Resolver]] = {
    "python": PythonResolver,
    "javascript": EcmaScriptResolver,
    "typescript": EcmaScriptResolver,
    "tsx": EcmaScriptResolver,
    "go": GoResolver,
    "rust": RustResolver,
    "java": PackageResolver,
    "kotlin": PackageResolver,
    "scala": PackageResolver,
    "c_sharp": CSharpResolver,
    "c": IncludeResolver,
    "cpp": IncludeResolver,
    "ruby": RubyResolver,
    "php": PhpResolver,
    "bash": ShellResolver,
}


def resolve_imports(repository: Repository) -> dict[str, list[Link]]:
    """The links of every file, without links to itself."""
    made: dict[Callable[[Repository], Resolver], Resolver] = {}
    links: dict[str, list[Link]] = {}
    for path, outline in repository.outlines.items():
        make = _RESOLVERS.get(outline.language)
        if make is None or not (outline.imports or outline.package):
            continue
        if make not in made:
            made[make] = make(repository)
        found = [link for link in _links(made[make], path, outline.imports) if link.path != path]
        if found:
            links[path] = found
    return links


def _links(resolver: Resolver, path: str, imports: list[Import]) -> Iterator[Link]:
    """The whole file's imports, and then those of each function by themselves."""
    by_scope: dict[int, list[Import]] = {-1: []}
    for found in imports:
        by_scope.setdefault(found.scope, []).append(found)
    for scope, bound in by_scope.items():
        for link in resolver.links(path, bound):
            yield link._replace(scope=scope)
