"""Call resolution: finds the one class or function that a called name can mean.

It looks in the same file, then in the files that this one imports. A name that could mean two things, or that belongs
to an object of unknown class, gets no edge: a missing edge misleads less than a wrong one.
"""

from __future__ import annotations

import posixpath
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

from services.scanning.graph.binding import Bindings, Definitions, Place
from services.scanning.graph.outline import THIS, Call, Outline
from services.scanning.graph.resolution.repository import Link, Repository

MAX_REEXPORTS = 5
# Languages where a bare name can be a method of the class around it.
_IMPLICIT_THIS = frozenset(("java", "kotlin", "scala", "c_sharp", "cpp", "ruby", "swift"))
# Languages where the files of a folder or package see each other without an import.
_SHARED_PACKAGE = frozenset(("go", "java", "kotlin", "scala", "c_sharp", "php"))
# Languages where the imported file declares and another file of the same name defines.
_HEADERS = frozenset(("c", "cpp"))
_DEFINING_SUFFIXES = (".c", ".cc", ".cpp", ".cxx", ".c++")


class CallResolver:
    def __init__(self, repository: Repository, links: Mapping[str, list[Link]]) -> None:
        self._repository = repository
        self._own: dict[str, Definitions] = {}
        self._bindings: dict[str, Bindings] = {}
        self._packages: dict[tuple[str, str], Definitions] = defaultdict(Definitions)
        for path, outline in repository.outlines.items():
            self._own[path] = own = Definitions()
            own.add(path, outline)
            package = _package(path, outline)
            if package is not None:
                self._packages[package].add(path, outline)
        for path, outline in repository.outlines.items():
            bindings = Bindings(links.get(path, ()))
            if outline.language in _HEADERS:
                bindings.whole += [source for header in bindings.whole for source in self._sources(header)]
            self._bindings[path] = bindings

    def calls(self, path: str) -> Iterator[tuple[int, Place]]:
        """``(index of the calling symbol or -1, what is called)`` for each call that can be resolved."""
        outline = self._repository.outlines[path]
        known: dict[tuple[str, str, str], Place | None] = {}
        for call in outline.calls:
            if call.receiver == "?":
                continue
            key = (call.name, call.receiver, call.owner)
            if key not in known:
                known[key] = self._resolve(path, outline, call)
            found = known[key]
            if found is not None and found != Place(path, call.caller):
                yield call.caller, found

    def _resolve(self, path: str, outline: Outline, call: Call) -> Place | None:
        if call.receiver == THIS:
            return self._member(path, outline, call.owner, call.name) if call.owner else None
        if call.receiver:
            return self._on_receiver(path, outline, call)
        own = self._own[path]
        if outline.language in _IMPLICIT_THIS and call.owner:
            found = self._member(path, outline, call.owner, call.name)
            if found or own.members.get((call.owner, call.name)):
                return found
        local = own.top.get(call.name)
        return only(local) if local else self._imported(path, outline, call.name)

    def _member(self, path: str, outline: Outline, owner: str, name: str) -> Place | None:
        local = self._own[path].members.get((owner, name))
        if local:
            return only(local)
        if outline.language not in _SHARED_PACKAGE | _HEADERS:
            return None
        return only(place for seen in self._seen(path, outline) for place in seen.members.get((owner, name), ()))

    def _on_receiver(self, path: str, outline: Outline, call: Call) -> Place | None:
        head = call.receiver.rpartition("::")[2]
        modules = self._bindings[path].modules.get(head)
        if modules:
            return self._in_module(modules, call.name)
        # A class by its name: defined here, imported by name, or in a file imported as a whole.
        if head in self._own[path].top:
            return only(self._own[path].members.get((head, call.name), ()))
        for imported, there in self._bindings[path].names.get(head, ()):
            home = self._home(imported, there)
            if home is None:
                return None
            owner = self._repository.outlines[home.path].symbols[home.symbol].name
            return only(self._own[home.path].members.get((owner, call.name), ()))
        return only(place for seen in self._seen(path, outline) for place in seen.members.get((head, call.name), ()))

    def _imported(self, path: str, outline: Outline, name: str) -> Place | None:
        for imported, there in self._bindings[path].names.get(name, ()):
            found = self._home(imported, there)
            if found is not None:
                return found
        return only(place for seen in self._seen(path, outline) for place in seen.top.get(name, ()))

    def _in_module(self, paths: list[str], name: str) -> Place | None:
        """``module.name``: defined there, or re-exported by a package's own file."""
        found = [place for path in paths if path in self._own for place in self._own[path].top.get(name, ())[:2]]
        if found or len(set(paths)) > 1:
            return only(found)
        return self._home(paths[0], name)

    def _home(self, path: str, name: str) -> Place | None:
        """Where an exported name is defined; follows files that only re-export it."""
        for _ in range(MAX_REEXPORTS):
            if path not in self._own:
                return None
            if name == "default":
                name = self._repository.outlines[path].default or name
            owner, _, member = name.rpartition(".")
            local = self._own[path].members.get((owner, member)) or self._own[path].top.get(member)
            if local:
                return only(local)
            passed_on = self._bindings[path].names.get(name)
            if not passed_on:
                whole = [seen for seen in self._bindings[path].whole if seen in self._own]
                return only(place for seen in whole for place in self._own[seen].top.get(name, ()))
            path, name = passed_on[0]
        return None

    def _seen(self, path: str, outline: Outline) -> Iterator[Definitions]:
        """Definitions visible here without being named: of files imported as a whole, and of the same package."""
        yield from (self._own[whole] for whole in self._bindings[path].whole if whole in self._own)
        package = _package(path, outline)
        if package is not None:
            yield self._packages[package]

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
