"""How many parameters a function takes. The object that a method belongs to is none of them."""

from __future__ import annotations

from tree_sitter import Node

_LISTS = frozenset((
    "parameters", "formal_parameters", "parameter_list", "method_parameters", "function_value_parameters",
    "closure_parameters", "lambda_parameters", "inferred_parameters",
))  # fmt: skip
_NOT_COUNTED = frozenset((
    "self_parameter", "receiver_parameter", "keyword_separator", "positional_separator", "attribute_item",
    "attribute_list",
))  # fmt: skip
_SEVERAL_LISTS = frozenset(("scala",))
_MAX_LISTED = 1000
"""More are not told apart: nobody writes them."""


def count_parameters(function: Node, language: str) -> int:
    lists = _lists(function)
    if not lists:
        single = function.child_by_field_name("parameter")
        if single is not None:
            return 1
        return sum(child.type == "parameter" for child in function.named_children[:_MAX_LISTED])
    return sum(_count(found, language) for found in (lists if language in _SEVERAL_LISTS else lists[:1]))


def _lists(function: Node) -> list[Node]:
    found = [child for child in function.children_by_field_name("parameters") if child.is_named]
    if found:
        return found
    declarator = function.child_by_field_name("declarator")
    for _ in range(10):  # C: int *(*f(int a))(void)
        if declarator is None:
            break
        inner = declarator.child_by_field_name("parameters")
        nested = declarator.child_by_field_name("declarator")
        if inner is not None and (nested is None or nested.type.endswith(("identifier", "name"))):
            return [inner]
        declarator = nested or next(
            (child for child in declarator.named_children if child.type.endswith("declarator")), None
        )
    return [child for child in function.named_children if child.type in _LISTS]


def _count(parameters: Node, language: str) -> int:
    if parameters.type in ("identifier", "implicit_parameter"):
        return 1
    count = 0
    is_open = False  # something counted since the last comma
    for child in parameters.children[:_MAX_LISTED]:
        if child.type == ",":
            is_open = False
        elif child.is_named and not is_open and "comment" not in child.type and not _is_skipped(child, language):
            is_open = True
            count += max(1, len(child.children_by_field_name("name"))) if language == "go" else 1
    return count


def _is_skipped(parameter: Node, language: str) -> bool:
    if parameter.type in _NOT_COUNTED:
        return True
    size = parameter.end_byte - parameter.start_byte
    if language == "python":
        return size <= 4 and parameter.text in (b"self", b"cls")
    return language in ("c", "cpp") and size == 4 and parameter.text == b"void"
