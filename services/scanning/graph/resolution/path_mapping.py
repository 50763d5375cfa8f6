"""Names that a project gives to its own paths.

They are ``paths``, ``baseUrl`` and ``extends`` of ``tsconfig.json`` (TypeScript's module reference, "Path mapping") and
``imports`` of ``package.json`` (Node, "Subpath imports").
"""

from __future__ import annotations

import json
import posixpath
from collections.abc import Iterator
from typing import Any, NamedTuple

from services.scanning.graph.code_text import pieces
from services.scanning.graph.resolution.repository import Repository, join

_CONFIGURATIONS = ("tsconfig.json", "jsconfig.json")
_MAX_EXTENDED = 10
_MAX_TARGETS = 20


class _Mapping(NamedTuple):
    """``patterns`` lead to paths from the top; ``base`` is where other names are looked for, if anywhere."""

    patterns: dict[str, list[str]]
    base: str | None = None


class PathMappings:
    def __init__(self, repository: Repository) -> None:
        self._repository = repository
        self._configured: dict[str, list[_Mapping]] = {}  # by folder
        self._imports: dict[str, dict[str, list[str]]] = {}

    def candidates(self, folder: str, target: str) -> Iterator[str]:
        """The paths, perhaps without extension, that a name can mean in a folder."""
        if target.startswith("#"):
            yield from _matching(self._package_imports(folder), target)
        for mapping in self._mappings(folder):
            yield from _matching(mapping.patterns, target)
            if mapping.base is not None and (found := join(mapping.base, target)) is not None:
                yield found

    def _mappings(self, folder: str) -> list[_Mapping]:
        known = self._configured.get(folder)
        if known is None:
            own = [path for name in _CONFIGURATIONS if (path := posixpath.join(folder, name)) in self._repository.paths]
            above = self._mappings(posixpath.dirname(folder)) if folder and not own else []
            known = self._read(own[0]) if own else above
            self._configured[folder] = known
        return known

    def _read(self, path: str) -> list[_Mapping]:
        """What a configuration maps, or what those that it refers to map (a solution of several projects)."""
        mapping = self._mapping(path, 0)
        found = [mapping] if mapping else []
        references = self._object(path).get("references")
        for reference in references[:_MAX_EXTENDED] if isinstance(references, list) and not found else ():
            named = reference.get("path") if isinstance(reference, dict) else None
            other = self._file(path, named) if isinstance(named, str) else None
            if other and (mapping := self._mapping(other, 0)):
                found.append(mapping)
        return found

    def _mapping(self, path: str, depth: int) -> _Mapping | None:
        configuration = self._object(path)
        inherited = None
        extends = configuration.get("extends")
        for named in reversed(extends[:_MAX_EXTENDED] if isinstance(extends, list) else [extends]):
            other = self._file(path, named) if isinstance(named, str) and depth < _MAX_EXTENDED else None
            inherited = inherited or (self._mapping(other, depth + 1) if other else None)
        options = configuration.get("compilerOptions")
        options = options if isinstance(options, dict) else {}
        folder, base = posixpath.dirname(path), inherited.base if inherited else None
        if isinstance(options.get("baseUrl"), str):
            base = join(folder, options["baseUrl"])
        patterns = inherited.patterns if inherited else {}
        if isinstance(options.get("paths"), dict):
            patterns = _patterns(options["paths"], folder if base is None else base)
        return _Mapping(patterns, base) if patterns or base is not None else None

    def _file(self, path: str, named: str) -> str | None:
        """A configuration beside another one. What packages bring along is not here."""
        if not named.startswith("."):
            return None
        found = join(posixpath.dirname(path), named)
        names = [f"{found}/tsconfig.json".lstrip("/"), f"{found}.json", found or ""] if found is not None else []
        return next((name for name in names if name in self._repository.paths), None)

    def _package_imports(self, folder: str) -> dict[str, list[str]]:
        known = self._imports.get(folder)
        if known is None:
            path = posixpath.join(folder, "package.json")
            if path in self._repository.paths:
                imports = self._object(path).get("imports")
                known = _patterns(imports if isinstance(imports, dict) else {}, folder)
            else:
                known = self._package_imports(posixpath.dirname(folder)) if folder else {}
            self._imports[folder] = known
        return known

    def _object(self, path: str) -> dict[str, Any]:
        text = self._repository.manifest(path) or ""
        text = "".join(piece for kind, piece in pieces(text) if kind != "comment")
        text = "".join(_without_trailing_commas(piece) if kind == "code" else piece for kind, piece in pieces(text))
        try:
            value = json.loads(text.removeprefix("\ufeff"))
        except (ValueError, RecursionError):
            return {}
        return value if isinstance(value, dict) else {}


def _without_trailing_commas(code: str) -> str:
    first, *others = code.split(",")
    return first + "".join(part if part.lstrip()[:1] in ("}", "]") else f",{part}" for part in others)


def _patterns(written: dict[str, Any], folder: str) -> dict[str, list[str]]:
    patterns: dict[str, list[str]] = {}
    for pattern, value in written.items():
        paths = [found for target in _strings(value) if (found := join(folder, target)) is not None]
        if paths and pattern.count("*") < 2:
            patterns[pattern] = paths
    return patterns


def _strings(value: Any) -> list[str]:
    """Targets may be listed, or depend on conditions (``{"node": …, "default": …}``)."""
    found: list[str] = []
    waiting = [value]
    for _ in range(_MAX_TARGETS):
        if not waiting:
            break
        each = waiting.pop(0)
        if isinstance(each, str):
            found.append(each)
        elif isinstance(each, list):
            waiting[:0] = each
        elif isinstance(each, dict):
            waiting[:0] = list(each.values())
    return found


def _matching(patterns: dict[str, list[str]], target: str) -> Iterator[str]:
    """An exact name first, then the pattern with the longest beginning."""
    if target in patterns and "*" not in target:
        yield from patterns[target]
        return
    fitting = []
    for pattern in patterns:
        before, star, after = pattern.partition("*")
        if star and len(target) >= len(before) + len(after) and target.startswith(before) and target.endswith(after):
            fitting.append((len(before), pattern, target[len(before) : len(target) - len(after)]))
    if fitting:
        _, pattern, middle = max(fitting)
        yield from (path.replace("*", middle) for path in patterns[pattern])
