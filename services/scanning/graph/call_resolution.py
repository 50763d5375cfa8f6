"""Call resolution: finds the one class or function that a call means.

A name that could mean two things, or that belongs to an object of unknown class, gets no edge: a missing edge misleads
less than a wrong one.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from services.scanning.graph.binding import Place
from services.scanning.graph.class_resolution import IMPLICIT_THIS, ClassResolver
from services.scanning.graph.name_resolution import NameResolver, only
from services.scanning.graph.outline import Call
from services.scanning.graph.resolution.repository import Link, Repository
from services.scanning.graph.type_reader import SUPER, THIS


class CallResolver:
    def __init__(self, repository: Repository, links: Mapping[str, list[Link]]) -> None:
        self._names = NameResolver(repository, links)
        self._classes = ClassResolver(self._names)

    def calls(self, path: str) -> Iterator[tuple[int, Place]]:
        """``(index of the calling symbol or -1, what is called)`` for each call that can be resolved."""
        known: dict[Call, Place | None] = {}
        for call in self._names.outlines[path].calls:
            if call.receiver == "?":
                continue
            if call not in known:
                known[call] = self._resolve(path, call)
            found = known[call]
            if found is not None and found != Place(path, call.caller):
                yield call.caller, found

    def _resolve(self, path: str, call: Call) -> Place | None:
        if call.receiver in (THIS, SUPER):
            return self._of_this(path, call) if call.owner else None
        if call.receiver:
            return self._on_receiver(path, call)
        own = self._names.own[path]
        if call.owner and self._names.outlines[path].language in IMPLICIT_THIS:
            found = self._of_this(path, call)
            if found or own.members.get((call.owner, call.name)):
                return found
        return self._names.place(path, call.caller, call.name)

    def _of_this(self, path: str, call: Call) -> Place | None:
        """A method of the class around the call; a class that defines it twice means neither."""
        here = None if call.receiver == SUPER else self._names.member(path, call.owner, call.name)
        if here or (call.receiver != SUPER and self._names.own[path].members.get((call.owner, call.name))):
            return here
        owner = self._classes.owner(path, call.owner)
        return self._classes.inherited(owner, call.name) if owner else None

    def _on_receiver(self, path: str, call: Call) -> Place | None:
        head = call.receiver.rpartition("::")[2]
        modules = self._names.modules(path, call.caller, head)
        found = self._names.in_module(modules, call.name) if modules else None
        if found:
            return found
        if head in self._names.own[path].top:
            local = self._names.own[path].members.get((head, call.name))
            if local:
                return only(local)
        named = self._classes.place(path, call.caller, head)
        of_class = named or self._classes.class_of(path, call.caller, call.owner, head)
        if of_class is not None:
            return self._classes.method(of_class, call.name)
        seen = self._names.seen(path)
        return only(place for definitions in seen for place in definitions.members.get((head, call.name), ()))
