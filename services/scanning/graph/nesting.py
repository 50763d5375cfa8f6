"""Nesting: which class and function each definition, call, import and type of a file stands in."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

from tree_sitter import Node

from services.scanning.graph.import_reader import Import
from services.scanning.graph.outline import Call, Outline, Symbol
from services.scanning.graph.type_reader import THIS, Heir, TypeNote, TypeNotes

_FUNCTION_IMPORTS = frozenset(("python", "javascript", "typescript", "tsx"))
"""Languages where an import can bind a name for one function alone."""


class Scope(NamedTuple):
    """A definition, by its bytes; ``owner`` is the class that it says it belongs to."""

    start: int
    end: int
    kind: str
    name: str
    owner: str
    line: int
    lines: int


@dataclass(slots=True)
class Said:
    """What the matches of a file's query say, with the byte where each stands."""

    scopes: list[Scope] = field(default_factory=list)
    others: list[tuple[int, Call | Import | Heir | TypeNote]] = field(default_factory=list)

    def add(self, node: Node, said: Call | Import | Heir | TypeNote) -> None:
        self.others.append((node.start_byte, said))


def nest(outline: Outline, said: Said) -> None:
    """Fill the outline: walk what was said in file order, with a stack of open scopes."""
    scopes = sorted(set(said.scopes), key=lambda scope: (scope.start, -scope.end))
    events = sorted(
        [(scope.start, 0, index) for index, scope in enumerate(scopes)]
        + [(at, 1, index) for index, (at, _) in enumerate(said.others)]
    )
    walk = _Walk(outline)
    for at, is_other, index in events:
        walk.leave(at)
        if is_other:
            walk.note(said.others[index][1])
        else:
            walk.enter(scopes[index])
    shared = {-1, *(number for number, symbol in enumerate(outline.symbols) if symbol.kind == "class")}
    outline.types = walk.types.kept((call.receiver for call in outline.calls), shared)


class _Walk:
    def __init__(self, outline: Outline) -> None:
        self.types = TypeNotes()
        self._outline = outline
        self._open: list[tuple[int, int, str]] = []  # end, index of the symbol, class that this is inside
        self._classes: dict[str, int] = {}

    def leave(self, at: int) -> None:
        while self._open and self._open[-1][0] <= at:
            self._open.pop()

    def enter(self, scope: Scope) -> None:
        symbols = self._outline.symbols
        parent, inside = self._around
        if scope.kind == "extension":
            self._open.append((scope.end, self._classes.get(scope.name, -1), scope.name))
            return
        is_direct = parent < 0 or symbols[parent].kind == "class"
        owner = scope.owner or (inside if scope.kind == "function" and is_direct else "")
        if scope.owner and parent < 0:
            parent = self._classes.get(scope.owner, -1)
        number = len(symbols)
        symbols.append(Symbol(scope.kind, scope.name, owner, parent, scope.line, scope.lines))
        if scope.kind == "class":
            self._classes.setdefault(scope.name, number)
        self._open.append((scope.end, number, scope.name if scope.kind == "class" else scope.owner or inside))

    def note(self, said: Call | Import | Heir | TypeNote) -> None:
        around, inside = self._around
        match said:
            case Call():
                self._outline.calls.append(Call(said.name, said.receiver, around, inside))
            case Import():
                is_for_function = self._outline.language in _FUNCTION_IMPORTS
                scope = self._function_around(around) if is_for_function else -1
                self._outline.imports.append(said._replace(scope=scope))
            case Heir():
                if around >= 0 and said.base:
                    self._outline.heirs.append(Heir(around, said.base))
            case TypeNote():
                first, dot, rest = said.name.partition(".")
                is_attribute = said.is_field or (first == THIS and dot)
                scope = self._classes.get(inside, -1) if is_attribute else around
                name = rest if first == THIS and dot else said.name
                if "." not in name and not (is_attribute and scope < 0):
                    self.types.add(scope, name, said, around)

    @property
    def _around(self) -> tuple[int, str]:
        return self._open[-1][1:] if self._open else (-1, "")

    def _function_around(self, symbol: int) -> int:
        """The function that a symbol is, or is in; a class in no function binds for the file."""
        symbols = self._outline.symbols
        while symbol >= 0 and symbols[symbol].kind != "function":
            symbol = symbols[symbol].parent
        return symbol
