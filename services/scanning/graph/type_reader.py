"""Reads what a file says of its variables' classes, as expressions that type resolution evaluates.

``app.Store()`` is what calling ``app.Store`` gives, so a declared class ``Store`` is written ``Store()``, too;
``this`` is the object around; ``a.b`` is the attribute ``b`` of the variable ``a``. An empty expression is a value
whose class is not known.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Container, Iterable
from typing import NamedTuple

from tree_sitter import Node

THIS = "this"
"""The receiver of a call on the object or class around it, whatever the language calls that."""
SUPER = "super"
"""The receiver of a call on what the class around it inherits."""
_THIS_WORDS = frozenset(("self", "this", "cls", "Self", "static", "$this"))
_SUPER_WORDS = frozenset(("super()", "super", "base", "parent"))
_EXPRESSION = re.compile(r"[A-Za-z_$][\w.:\\]{0,79}\Z")
_DECLARED = re.compile(r"[A-Za-z_$\\][\w.\\]{0,79}\Z")
_MAX_CHARACTERS = 120
_NOTHING = frozenset(("None", "null", "nil", "undefined"))
_CONSTRUCTED = ("constructor", "type", "function")


class Heir(NamedTuple):
    """``symbol`` is the class in the outline, ``base`` the name of one that it inherits from."""

    symbol: int
    base: str


class Typed(NamedTuple):
    """``name`` has this class in ``scope`` (a symbol, or -1); the expression is meant where it stands, at ``at``.

    An attribute's scope is its class. The name of what a function returns is ``()``, in the function's own scope.
    """

    scope: int
    name: str
    expression: str
    at: int


def receiver(node: Node, content: bytes) -> str:
    """What a method is called on: :data:`THIS`, :data:`SUPER`, an expression, or ``?`` for anything else."""
    return _expression(node, content) or "?"


def variable(node: Node, content: bytes) -> str:
    """A variable or attribute: ``x`` or ``this.x``; empty for anything else."""
    return _plain(_text(node, content, _MAX_CHARACTERS))


def value(node: Node, content: bytes) -> str | None:
    """The expression of an assigned value; None for a null, which says nothing."""
    if node.type == "call" and (method := node.child_by_field_name("method")) is not None:  # Ruby
        made = node.child_by_field_name("receiver")
        return f"{_expression(made, content)}()" if made is not None and method.text == b"new" else ""
    if node.type == "object_creation_expression" and node.child_by_field_name("type") is None:  # PHP
        names = [child for child in node.named_children if child.type in ("name", "qualified_name")]
        return f"{_text(names[0], content, 80).rpartition(chr(92))[2]}()" if names else ""
    for name in _CONSTRUCTED:
        made = node.child_by_field_name(name)
        if made is not None and node.type.endswith(
            ("call", "call_expression", "creation_expression", "new_expression")
        ):
            called = _expression(made, content)
            return f"{called}()" if called else ""
    text = _text(node, content, _MAX_CHARACTERS)
    return None if text in _NOTHING else _expression(node, content)


def declared(node: Node, content: bytes) -> str:
    """The expression of a declared type that is one class, perhaps with arguments, or nothing."""
    text = _text(node, content, _MAX_CHARACTERS).strip("'\" ")
    outer, _bracket, rest = text.partition("[")
    if outer.rpartition(".")[2] == "Optional" and rest.endswith("]"):
        text = rest[:-1]
    choices = [part.strip("'\" ?") for part in text.split("|")]
    classes = [choice for choice in choices if choice not in _NOTHING]
    if len(classes) != 1 or classes[0].endswith("[]"):
        return ""
    name = classes[0].partition("<")[0].partition("[")[0]
    return f"{name.rpartition(chr(92))[2]}()" if _DECLARED.match(name) else ""


def base(node: Node, content: bytes) -> str:
    """The name of a class that is inherited from."""
    return declared(node, content).removesuffix("()")


class TypeNote(NamedTuple):
    """What one place says: a variable's or attribute's expression, or (as ``()``) what a function returns."""

    name: str
    expression: str | None  # None: a null, which says nothing
    is_declared: bool
    is_field: bool


TYPE_CAPTURES = frozenset(("variable", "field", "returned"))


def type_note(captures: dict[str, list[Node]], content: bytes) -> tuple[Node, TypeNote]:
    """The node that is told of, and what is said of it."""
    if "returned" in captures:
        node = captures["returned"][0]
        return node, TypeNote("()", declared(node, content), is_declared=True, is_field=False)
    is_field = "field" in captures
    node = captures["field" if is_field else "variable"][0]
    if "type" in captures:
        return node, TypeNote(
            variable(node, content), declared(captures["type"][0], content), is_declared=True, is_field=is_field
        )
    said = value(captures["value"][0], content) if "value" in captures else ""
    return node, TypeNote(variable(node, content), said, is_declared=False, is_field=is_field)


class TypeNotes:
    """Collects what is said of each name: a declared type stands; values of different classes are no class."""

    def __init__(self) -> None:
        self._declared: dict[tuple[int, str], Typed] = {}
        self._assigned: dict[tuple[int, str], set[Typed]] = defaultdict(set)

    def add(self, scope: int, name: str, said: TypeNote, at: int) -> None:
        if said.expression is None or not name:
            return
        noted = Typed(scope, name, said.expression, at)
        if said.is_declared:
            self._declared.setdefault((scope, name), noted)
        elif len(self._assigned[scope, name]) < 2:
            self._assigned[scope, name].add(noted)

    def kept(self, asked: Iterable[str], shared: Container[int]) -> list[Typed]:
        """Without local variables that nothing in the file is called on: ``asked`` are receivers, ``shared`` the scopes
        that other files see into.
        """
        found = dict(self._declared)
        for (scope, name), notes in self._assigned.items():
            if len({note.expression for note in notes}) == 1:
                found.setdefault((scope, name), next(iter(notes)))
            else:
                found.setdefault((scope, name), Typed(scope, name, "", scope))
        heads = {head(expression) for expression in (*asked, *(note.expression for note in found.values()))}
        return [note for note in found.values() if note.name in heads or (note.expression and _is_seen(note, shared))]


def _is_seen(note: Typed, shared: Container[int]) -> bool:
    return note.scope in shared or note.name == "()"


def head(expression: str) -> str:
    return expression.partition(".")[0].removesuffix("()")


def _expression(node: Node, content: bytes) -> str:
    called = node.child_by_field_name("function")
    suffix = "" if called is None else "()"
    text = _plain(_text(node if called is None else called, content, 80)) + suffix
    if text in _SUPER_WORDS:
        return SUPER
    return text if text and _EXPRESSION.match(text.removesuffix("()")) else ""


def _plain(text: str) -> str:
    """``self.x``, ``$this->x`` and ``@x`` are ``this.x``."""
    text = text.replace("?.", ".").replace("?->", ".").replace("->", ".")
    if text.startswith("@"):
        return f"{THIS}.{text.lstrip('@')}"
    first, dot, rest = text.partition(".")
    if first in _THIS_WORDS:
        return f"{THIS}{dot}{rest}"
    return text.lstrip("$")


def _text(node: Node, content: bytes, most: int) -> str:
    """Empty for a text that is longer than any name. The node itself would ask for its text, which takes longer."""
    start, end = node.start_byte, node.end_byte
    return "" if end - start > most else content[start:end].decode("utf-8", "replace")
