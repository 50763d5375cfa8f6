"""What people call a function: its own name, or that of the variable, property or field that holds it."""

from __future__ import annotations

from tree_sitter import Node

ANONYMOUS = "(anonymous)"
_LONGEST = 80
_HOLDERS = {
    "variable_declarator": "name",
    "assignment_expression": "left",
    "assignment_pattern": "left",
    "pair": "key",
    "field_definition": "property",
    "public_field_definition": "name",
    "let_declaration": "pattern",
    "init_declarator": "declarator",
}
_OPERATORS = frozenset(("operator_declaration", "conversion_operator_declaration"))
_OWN_WORDS = {
    "init_declaration": "init", "deinit_declaration": "deinit", "secondary_constructor": "constructor",
    "getter": "get", "setter": "set",
}  # fmt: skip


def function_name(function: Node, language: str) -> str:
    named = _declared(function) if language in ("c", "cpp") else function.child_by_field_name("name")
    if function.type == "accessor_declaration":
        return _accessor(function, named)
    if function.type in _OPERATORS:
        named = function.child_by_field_name("operator") or function.child_by_field_name("type")
    if named is not None and (function.type in _OPERATORS or _is_conversion(named)):
        return f"operator {_text(named)}"
    if named is not None:
        receiver = function.child_by_field_name("receiver") if language == "go" else None
        return f"{_go_type(receiver)}.{_text(named)}" if receiver is not None else _text(named)
    parent = function.parent
    holder = (
        parent.child_by_field_name(_HOLDERS[parent.type]) if parent is not None and parent.type in _HOLDERS else None
    )
    if holder is not None:
        return _text(holder)
    return _OWN_WORDS.get(function.type, ANONYMOUS)


def qualifier(scope: Node, above: str, separator: str) -> str:
    """The name of a class with those around it. Rust's ``impl`` is named by its type."""
    named = scope.child_by_field_name("name") or scope.child_by_field_name("type")
    if named is None:
        return above
    name = _text(named)
    full = f"{above}{separator}{name}" if above else name
    return full if len(full) <= _LONGEST else name


def _declared(function: Node) -> Node | None:
    """C: the name is at the bottom of pointers, references and lists of parameters."""
    node = function.child_by_field_name("declarator") if function.type == "function_definition" else None
    for _ in range(20):
        if node is None:
            return None
        inner = node.child_by_field_name("declarator") or next(
            (child for child in node.named_children if child.type.endswith("declarator")), None
        )
        if inner is None or node.type.endswith(("identifier", "name")):
            return node
        if node.type == "operator_cast":
            return node.child_by_field_name("type")
        node = inner
    return None


def _is_conversion(name: Node) -> bool:
    return name.parent is not None and name.parent.type == "operator_cast"


def _accessor(function: Node, named: Node | None) -> str:
    """C#: ``Property.get``."""
    accessors = function.parent
    member = accessors.parent if accessors is not None else None
    holder = member.child_by_field_name("name") if member is not None else None
    words = [_text(node) for node in (holder, named) if node is not None]
    return ".".join(words) or ANONYMOUS


def _go_type(receiver: Node) -> str:
    text = _text(receiver).strip("()").split()
    return text[-1].lstrip("*").partition("[")[0] if text else ""


def _text(node: Node) -> str:
    return " ".join((node.text or b"")[: 4 * _LONGEST].decode("utf-8", "replace").split())[:_LONGEST]
