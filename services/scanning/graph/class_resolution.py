"""Class resolution: which class an expression's value has, and which method of a class or of its bases a call means."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from services.scanning.graph.binding import Place
from services.scanning.graph.name_resolution import NameResolver
from services.scanning.graph.type_reader import THIS, Typed

MAX_BASES = 50
"""Classes that are looked at for one method."""
MAX_STEPS = 8
"""From a variable to its class: through other variables, attributes and what functions return."""
# Languages where a bare name can be an attribute of the class around it.
IMPLICIT_THIS = frozenset(("java", "kotlin", "scala", "c_sharp", "cpp", "ruby", "swift"))


class ClassResolver:
    def __init__(self, names: NameResolver) -> None:
        self._names = names
        self._bases: dict[Place, list[str]] = defaultdict(list)
        self._types: dict[tuple[str, int, str], Typed] = {}
        self._lineages: dict[Place, tuple[Place, ...]] = {}
        for path, outline in names.outlines.items():
            for heir in outline.heirs:
                self._bases[Place(path, heir.symbol)].append(heir.base)
            for typed in outline.types:
                self._types[path, typed.scope, typed.name] = typed

    def owner(self, path: str, name: str) -> Place | None:
        """The class of this name in a file."""
        return next((place for place in self._names.own[path].top.get(name, ()) if self._is_class(place)), None)

    def inherited(self, found: Place, name: str) -> Place | None:
        """A method of a class's bases, the nearest first."""
        bases = (base for base in self._lineage(found) if base != found)
        return next((member for base in bases if (member := self._own(base, name))), None)

    def method(self, found: Place, name: str) -> Place | None:
        """A method of a class, or one that it inherits."""
        return self._own(found, name) or self.inherited(found, name)

    def class_of(self, path: str, scope: int, owner: str, expression: str, steps: int = MAX_STEPS) -> Place | None:
        """The class of an expression's value; ``owner`` is the class that it stands in."""
        if not expression or steps <= 0:
            return None
        first, *rest = expression.split(".")
        found = self.owner(path, owner) if first == THIS else None
        if first != THIS:
            while found is None:
                found = self._start(path, scope, owner, first, steps - 1)
                if found is not None or not rest or not self._names.modules(path, scope, first.removesuffix("()")):
                    break
                first, rest = f"{first}.{rest[0]}", rest[1:]
        for name in rest:
            if found is None:
                return None
            found = self._attribute(found, name, steps - 1)
        return found

    def _start(self, path: str, scope: int, owner: str, name: str, steps: int) -> Place | None:
        """The class of what an expression begins with: a variable, a call, or a module's variable or call."""
        called = name.removesuffix("()")
        if called != name:
            place = self.place(path, scope, called)
            return self._made(place, steps) if place else None
        return self._variable(path, scope, owner, name, steps)

    def place(self, path: str, scope: int, dotted: str) -> Place | None:
        """What a name means, perhaps with a module's name before it."""
        module, _, name = dotted.rpartition(".")
        if not module:
            return self._names.place(path, scope, name)
        paths = self._names.modules(path, scope, module)
        return self._names.in_module(paths, name) if paths else None

    def _made(self, called: Place, steps: int) -> Place | None:
        """The class of what calling this gives."""
        if self._is_class(called):
            return called
        returned = self._types.get((called.path, called.symbol, "()"))
        return self._evaluated(called.path, returned, steps) if returned else None

    def _variable(self, path: str, scope: int, owner: str, name: str, steps: int) -> Place | None:
        symbols, language = self._names.outlines[path].symbols, self._names.outlines[path].language
        for around in self._names.scopes(path, scope):
            if around >= 0 and symbols[around].kind == "class" and around != scope and language not in IMPLICIT_THIS:
                continue
            typed = self._types.get((path, around, name))
            if typed is not None:
                return self._evaluated(path, typed, steps)
        for there, original in self._elsewhere(path, scope, name):
            typed = self._types.get((there, -1, original))
            if typed is not None:
                return self._evaluated(there, typed, steps)
        found = self.owner(path, owner) if owner and language in IMPLICIT_THIS else None
        return self._attribute(found, name, steps) if found else None

    def _elsewhere(self, path: str, scope: int, name: str) -> list[tuple[str, str]]:
        """``(file, name there)`` of a variable that is imported, or has its module's name before it."""
        module, _, attribute = name.rpartition(".")
        if module:
            return [(there, attribute) for there in self._names.modules(path, scope, module)]
        return self._names.bound(path, scope, name)

    def _attribute(self, found: Place, name: str, steps: int) -> Place | None:
        """The class of an attribute, of a property, or of what a method (``name()``) returns."""
        if steps <= 0:
            return None
        called = name.removesuffix("()")
        for base in self._lineage(found):
            typed = self._types.get((base.path, base.symbol, name))
            if typed is not None:
                return self._evaluated(base.path, typed, steps - 1)
            member = self._own(base, called)
            if member is not None:
                return self._made(member, steps - 1)
        return None

    def _evaluated(self, path: str, typed: Typed, steps: int) -> Place | None:
        return self.class_of(path, typed.at, self._owner_around(path, typed.at), typed.expression, steps)

    def _owner_around(self, path: str, scope: int) -> str:
        symbols = self._names.outlines[path].symbols
        for around in self._names.scopes(path, scope):
            if around >= 0 and (symbols[around].owner or symbols[around].kind == "class"):
                return symbols[around].owner or symbols[around].name
        return ""

    def _own(self, found: Place, name: str) -> Place | None:
        symbol = self._names.outlines[found.path].symbols[found.symbol]
        return self._names.member(found.path, symbol.name, name)

    def _lineage(self, found: Place) -> tuple[Place, ...]:
        """A class and its bases. Found out once: each call on an object asks for it."""
        if found not in self._lineages:
            self._lineages[found] = tuple(self._bases_of(found))
        return self._lineages[found]

    def _bases_of(self, found: Place) -> Iterator[Place]:
        """Breadth first, the class itself before; each once, although hostile code inherits in circles."""
        waiting, seen = [found], {found}
        for at in waiting:
            yield at
            for name in self._bases.get(at, ()):
                symbol = self._names.outlines[at.path].symbols[at.symbol]
                base = self.place(at.path, symbol.parent, name)
                if base is not None and base not in seen and self._is_class(base) and len(seen) < MAX_BASES:
                    seen.add(base)
                    waiting.append(base)

    def _is_class(self, place: Place) -> bool:
        return self._names.outlines[place.path].symbols[place.symbol].kind == "class"
