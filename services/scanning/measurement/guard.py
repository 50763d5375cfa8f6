"""A guard: a condition that does nothing but leave, as ``if err != nil { return err }`` does.

What follows a guard needs no thought of it, so it adds to a function's paths and not to its tangle.
"""

from __future__ import annotations

from tree_sitter import Node

_CONDITIONS = frozenset(("if_statement", "if_expression", "if", "unless", "if_modifier", "unless_modifier"))
_WRAPPERS = frozenset((
    "block", "statement_block", "compound_statement", "statement_list", "then", "body_statement",
    "expression_statement",
))  # fmt: skip
_LEAVING = frozenset((
    "return_statement", "raise_statement", "throw_statement", "break_statement", "continue_statement", "goto_statement",
    "return_expression", "break_expression", "continue_expression", "throw_expression",
    "return", "break", "next", "redo",
))  # fmt: skip


def is_guard(node: Node) -> bool:
    if node.type not in _CONDITIONS or node.child_by_field_name("alternative"):
        return False
    inside = node.child_by_field_name("consequence") or node.child_by_field_name("body")
    while inside is not None and inside.type not in _LEAVING:
        held = [child for child in inside.named_children if "comment" not in child.type]
        inside = held[0] if inside.type in _WRAPPERS and len(held) == 1 else None
    return inside is not None
