"""Call resolution: from the name that is called to the one class or function that it can mean.

A name is looked for in the same file, then in the files that it imports. Where it could mean two things, or hangs on an object
whose class is not known, there is no edge: a missing edge misleads less than a wrong one.
"""

from __future__ import annotations

import posixpath
from collections import defaultdict
from collections.abc import Iterator
from typing import NamedTuple

from services.scanning.graph.outline import THIS, Call, Outline
from services.scanning.graph.resolution.repository import Link, Repository

MAX_REEXPORTS = 5
# Languages in which a bare name may be a method of the class around it.
_IMPLICIT_THIS = frozenset(("java", "kotlin", "scala", "c_sharp", "cpp", "ruby", "swift"))
# Languages in which the files of a folder or package see one another without an import.
_SHARED_PACKAGE = frozenset(("go", "java", "kotlin", "scala", "c_sharp", "php"))
# Languages in which the file that is imported declares, and another one of the same name defines.
_HEADERS = frozenset(("c", "cpp"))
_DEFINING_SUFFIXES = (".c", ".cc", ".cpp", ".cxx", ".c++")


class Place(NamedTuple):
    """A symbol of a file."""

    path: str
    symbol: int


class _Names:
    """What one file defines, by name."""

    def __init__(self, outline: Outline) -> None:
        self.top: dict[str, list[int]] = defaultdict(list)
        self.members: dict[tuple[str, str], list[int]] = defaultdict(list)
        for index, symbol in enumerate(outline.symbols):
            if symbol.owner:
                self.members[symbol.owner, symbol.name].append(index)
            else:
                self.top[symbol.name].append(index)


class CallResolver:
    def __init__(self, repository: Repository, links: dict[str, list[Link]]) -> None:
        self._repository = repository
        self._links = links
        self._names = {path: _Names(outline) for path, outline in repository.outlines.items()}
        self._neighbours: dict[tuple[str, str], list[str]] = defaultdict(list)
        for path, outline in repository.outlines.items():
            if outline.language in _SHARED_PACKAGE and (outline.package or outline.language == "go"):
                self._neighbours[_package(path, outline)].append(path)

    def calls(self, path: str) -> Iterator[tuple[int, Place]]:
        """``(index of the calling symbol or -1, what is called)`` for each call that can be told."""
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
        names = self._names[path]
        if outline.language in _IMPLICIT_THIS and call.owner:
            found = self._member(path, outline, call.owner, call.name)
            if found or names.members.get((call.owner, call.name)):
                return found
        local = names.top.get(call.name)
        if local:
            return Place(path, local[0]) if len(local) == 1 else None
        return self._imported(path, outline, call.name)

    def _member(self, path: str, outline: Outline, owner: str, name: str) -> Place | None:
        found = [Place(path, index) for index in self._names[path].members.get((owner, name), ())]
        if not found and outline.language in _SHARED_PACKAGE | _HEADERS:
            for neighbour in self._seen(path, outline):
                found += [Place(neighbour, index) for index in self._names[neighbour].members.get((owner, name), ())]
        return found[0] if len(found) == 1 else None

    def _on_receiver(self, path: str, outline: Outline, call: Call) -> Place | None:
        head = call.receiver.rpartition("::")[2] if "::" in call.receiver else call.receiver
        modules = [link.path for link in self._links.get(path, ()) if link.alias and link.alias == head]
        if modules:
            return self._only(modules, call.name)
        # A class by its name: defined here, imported by name, or in a file that is seen as a whole.
        candidates = [path] if head in self._names[path].top else []
        there = head
        if not candidates:
            for link in self._links.get(path, ()):
                named = next((original for original, local in link.names if local == head), None)
                if named is not None:
                    home = self._home(link.path, named)
                    candidates, there = ([home.path], self._symbol_name(home)) if home else ([], head)
                    break
        candidates = candidates or [seen for seen in self._seen(path, outline) if head in self._names[seen].top]
        found = {Place(at, index) for at in candidates for index in self._names[at].members.get((there, call.name), ())}
        return found.pop() if len(found) == 1 else None

    def _imported(self, path: str, outline: Outline, name: str) -> Place | None:
        for link in self._links.get(path, ()):
            original = next((there for there, here in link.names if here == name), None)
            if original is not None:
                found = self._home(link.path, original)
                if found is not None:
                    return found
        return self._only(list(self._seen(path, outline)), name)

    def _home(self, path: str, name: str) -> Place | None:
        """Where a name that a file exports is defined, through files that only pass it on."""
        for _ in range(MAX_REEXPORTS):
            if path not in self._names:
                return None
            if name == "default":
                name = self._repository.outlines[path].default or name
            owner, _, member = name.rpartition(".")
            local = self._names[path].members.get((owner, member)) or self._names[path].top.get(member)
            if local:
                return Place(path, local[0]) if len(local) == 1 else None
            step = next(
                ((link.path, there) for link in self._links.get(path, ()) for there, here in link.names if here == name), None
            )
            if step is None:
                wild = [link.path for link in self._links.get(path, ()) if ("*", "*") in link.names]
                return self._only(wild, name)
            path, name = step
        return None

    def _seen(self, path: str, outline: Outline) -> Iterator[str]:
        """The files whose names need no naming here: imported as a whole, or of the same package."""
        for link in self._links.get(path, ()):
            if ("*", "*") in link.names and link.path in self._names:
                yield link.path
                if outline.language in _HEADERS:
                    yield from self._definitions(link.path)
        if outline.language in _SHARED_PACKAGE:
            yield from (other for other in self._neighbours.get(_package(path, outline), ()) if other != path)

    def _definitions(self, header: str) -> Iterator[str]:
        stem = posixpath.splitext(posixpath.basename(header))[0]
        for suffix in _DEFINING_SUFFIXES:
            same = self._repository.by_name.get(stem + suffix, [])
            near = [path for path in same if posixpath.dirname(path) == posixpath.dirname(header)] or same
            if len(near) == 1 and near[0] in self._names:
                yield near[0]

    def _only(self, paths: list[str], name: str) -> Place | None:
        found = {Place(path, index) for path in paths if path in self._names for index in self._names[path].top.get(name, ())}
        if not found and len(set(paths)) == 1:
            return self._home_of_package(paths[0], name)
        return found.pop() if len(found) == 1 else None

    def _home_of_package(self, path: str, name: str) -> Place | None:
        """``package.name`` where the package's own file only passes the name on."""
        passed_on = [
            (link.path, there) for link in self._links.get(path, ()) for there, here in link.names if here == name and here != "*"
        ]
        return self._home(*passed_on[0]) if len(passed_on) == 1 else None

    def _symbol_name(self, place: Place) -> str:
        return self._repository.outlines[place.path].symbols[place.symbol].name


def _package(path: str, outline: Outline) -> tuple[str, str]:
    if outline.language == "go":
        return "go", posixpath.dirname(path)
    return outline.language, outline.package
