"""Python imports (the language reference, 5 and 7.11): relative, absolute, in ``src`` layouts and beside a script."""

from __future__ import annotations

import posixpath
import sys
from collections import defaultdict
from collections.abc import Iterator

from services.scanning.graph.import_reader import Import
from services.scanning.graph.resolution.repository import Link, Repository, is_within

_SUFFIXES = (".py", ".pyi")
_SOURCE_FOLDERS = ("", "src", "lib", "python")


class PythonResolver:
    def __init__(self, repository: Repository) -> None:
        self._repository = repository
        self._modules: dict[str, dict[str, str]] = defaultdict(dict)  # dotted name -> {root folder: path}
        packages = {posixpath.dirname(path) for path in repository.by_name.get("__init__.py", [])}
        for path in sorted(repository.paths):
            if path.endswith(_SUFFIXES):
                self._register(path, packages)

    def links(self, path: str, imports: list[Import]) -> Iterator[Link]:
        for asked in imports:
            yield from self._links(path, asked)

    def _register(self, path: str, packages: set[str]) -> None:
        top = posixpath.dirname(path)
        while top in packages and top:
            top = posixpath.dirname(top)
        for root in (top, *_SOURCE_FOLDERS):
            if is_within(path, root):
                inner = path[len(root) + 1 :] if root else path
                dotted = posixpath.splitext(inner)[0].replace("/", ".").removesuffix(".__init__")
                known = self._modules[dotted].get(root)
                # A .py wins over its .pyi, and a package over a module of the same name.
                if known is None or (known.endswith(".pyi") and path.endswith(".py")):
                    self._modules[dotted][root] = path

    def _links(self, path: str, asked: Import) -> Iterator[Link]:
        if not asked.names:
            found = self._absolute(path, asked.target)
            if found:
                yield Link(found, alias=asked.alias, is_deferred=asked.is_deferred)
            return
        base = self._module(path, asked.target)
        for name, local in asked.names:
            submodule = self._module(path, _dotted(asked.target, name)) if name != "*" else None
            is_own = base is not None and self._repository.defines(base, name)
            if submodule and not is_own:
                yield Link(submodule, alias=local, is_deferred=asked.is_deferred)
            elif base:
                yield Link(base, ((name, local),), is_deferred=asked.is_deferred)

    def _module(self, path: str, dotted: str) -> str | None:
        return self._relative(path, dotted) if dotted.startswith(".") else self._absolute(path, dotted)

    def _relative(self, path: str, dotted: str) -> str | None:
        name = dotted.lstrip(".")
        folder = posixpath.dirname(path)
        for _ in range(len(dotted) - len(name) - 1):
            if not folder:
                return None
            folder = posixpath.dirname(folder)
        stem = posixpath.join(folder, *name.split(".")) if name else folder
        candidates = [f"{stem}/__init__{suffix}".lstrip("/") for suffix in _SUFFIXES]
        if name:
            candidates += [stem + suffix for suffix in _SUFFIXES]
        return next((candidate for candidate in candidates if candidate in self._repository.paths), None)

    def _absolute(self, path: str, dotted: str) -> str | None:
        found = self._modules.get(dotted)
        if not found:
            return None
        first = dotted.partition(".")[0]
        # `import logging` means the standard library, and `import helper` a file beside the script, not just any.
        needs_nearness = first in sys.stdlib_module_names or (
            "." not in dotted and not _is_package(next(iter(found.values())))
        )
        usable = {root: target for root, target in found.items() if not needs_nearness or is_within(path, root)}
        if first in sys.stdlib_module_names:
            usable = {root: target for root, target in usable.items() if root == posixpath.dirname(path)}
        targets = set(usable.values())
        if len(targets) == 1:
            return targets.pop()
        near = [root for root in usable if is_within(path, root)]
        return usable[max(near, key=len)] if near else None


def _dotted(module: str, name: str) -> str:
    return f"{module}{name}" if module.endswith(".") else f"{module}.{name}"


def _is_package(path: str) -> bool:
    return posixpath.basename(path).startswith("__init__.")
