"""Name resolution: finds the one class or function that a name can mean in a file.

It looks in the same file, then in the files that this one imports. A name that could mean two things means none: a
missing edge misleads less than a wrong one.
"""

from __future__ import annotations

import posixpath
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

from services.scanning.graph.binding import Bindings, Definitions, Place, bindings_by_scope
from services.scanning.graph.outline import Outline
from services.scanning.graph.resolution.repository import Link, Repository

MAX_REEXPORTS = 5
# Languages where the files of a folder or package see each other without an import.
_SHARED_PACKAGE = frozenset(("go", "java", "kotlin", "scala", "c_sharp", "php"))
# Languages where the imported file declares and another file of the same name defines.
_HEADERS = frozenset(("c", "cpp"))
_DEFINING_SUFFIXES = (".c", ".cc", ".cpp", ".cxx", ".c++")


class NameResolver:
    """``own`` is what each file defines. A ``scope`` is the symbol from which a name is seen, or -1."""

    def __init__(self, repository: Repository, links: Mapping[str, list[Link]]) -> None:
        self.outlines = repository.outlines
        self.own: dict[str, Definitions] = {}
        self._repository = repository
        self._bindings: dict[str, dict[int, Bindings]] = {}
        self._packages: dict[tuple[str, str], Definitions] = defaultdict(Definitions)
        for path, outline in repository.outlines.items():
            self.own[path] = own = Definitions()
            own.add(path, outline)
            package = _package(path, outline)
            if package is not None:
                self._packages[package].add(path, outline)
        for path, outline in repository.outlines.items():
            bindings = self._bindings[path] = bindings_by_scope(links.get(path, ()))
            if outline.language in _HEADERS:
                whole = bindings[-1].whole
                whole += [source for header in whole for source in self._sources(header)]

    def place(self, path: str, scope: int, name: str) -> Place | None:
        """What a bare name means."""
        local = self.own[path].top.get(name)
        return only(local) if local else self.imported(path, scope, name)

    def imported(self, path: str, scope: int, name: str) -> Place | None:
        for there, original in self.bound(path, scope, name):
            found = self.home(there, original)
            if found is not None:
                return found
        return only(place for seen in self.seen(path) for place in seen.top.get(name, ()))

    def bound(self, path: str, scope: int, name: str) -> list[tuple[str, str]]:
        """``(file, name there)`` of a name that an import binds, in the nearest function that binds it."""
        for bindings in self._visible(path, scope):
            if name in bindings.names:
                return bindings.names[name]
        return []

    def modules(self, path: str, scope: int, name: str) -> list[str]:
        """The files of a module that is called this here."""
        for bindings in self._visible(path, scope):
            if name in bindings.modules:
                return bindings.modules[name]
        return []

    def in_module(self, paths: list[str], name: str) -> Place | None:
        """``module.name``: defined there, or re-exported by a package's own file."""
        found = [place for path in paths if path in self.own for place in self.own[path].top.get(name, ())[:2]]
        if found or len(set(paths)) > 1:
            return only(found)
        return self.home(paths[0], name)

    def home(self, path: str, name: str) -> Place | None:
        """Where an exported name is defined; follows files that only re-export it."""
        for _ in range(MAX_REEXPORTS):
            if path not in self.own:
                return None
            if name == "default":
                name = self.outlines[path].default or name
            owner, _, member = name.rpartition(".")
            local = self.own[path].members.get((owner, member)) or self.own[path].top.get(member)
            if local:
                return only(local)
            bindings = self._bindings[path][-1]
            passed_on = bindings.names.get(name)
            if not passed_on:
                whole = [seen for seen in bindings.whole if seen in self.own]
                return only(place for seen in whole for place in self.own[seen].top.get(name, ()))
            path, name = passed_on[0]
        return None

    def member(self, path: str, owner: str, name: str) -> Place | None:
        """A method of a class that is defined here, or, where languages allow it, in a file that is seen from here."""
        local = self.own[path].members.get((owner, name))
        if local:
            return only(local)
        if self.outlines[path].language not in _SHARED_PACKAGE | _HEADERS:
            return None
        return only(place for seen in self.seen(path) for place in seen.members.get((owner, name), ()))

    def seen(self, path: str) -> Iterator[Definitions]:
        """Definitions visible here without being named: of files imported as a whole, and of the same package."""
        yield from (self.own[whole] for whole in self._bindings[path][-1].whole if whole in self.own)
        package = _package(path, self.outlines[path])
        if package is not None:
            yield self._packages[package]

    def scopes(self, path: str, scope: int) -> Iterator[int]:
        """A symbol and those around it, up to the file (-1)."""
        symbols = self.outlines[path].symbols
        while scope >= 0:
            yield scope
            scope = symbols[scope].parent
        yield -1

    def _visible(self, path: str, scope: int) -> Iterator[Bindings]:
        bindings = self._bindings[path]
        if len(bindings) == 1:
            yield bindings[-1]
            return
        yield from (bindings[around] for around in self.scopes(path, scope) if around in bindings)

    def _sources(self, header: str) -> Iterator[str]:
        stem = posixpath.splitext(posixpath.basename(header))[0]
        for suffix in _DEFINING_SUFFIXES:
            same = self._repository.by_name.get(stem + suffix, [])
            near = [path for path in same if posixpath.dirname(path) == posixpath.dirname(header)] or same
            if len(near) == 1:
                yield near[0]


def only(places: Iterable[Place]) -> Place | None:
    """The one place, or None; of many places it looks at two."""
    only: Place | None = None
    for place in places:
        if only is not None and place != only:
            return None
        only = place
    return only


def _package(path: str, outline: Outline) -> tuple[str, str] | None:
    """The key of the package that a file shares with others, in languages that have packages."""
    if outline.language == "go":
        return "go", posixpath.dirname(path)
    return (outline.language, outline.package) if outline.package and outline.language in _SHARED_PACKAGE else None
