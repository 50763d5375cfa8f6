"""What a function, a class and a branch are in each language, in the words of its grammar.

A branch is a decision (McCabe, 1976): a condition, a loop, a case, a handler, and each ``and`` or ``or``. A default
case is none: it is where the path goes without a decision.
"""

from __future__ import annotations

from typing import NamedTuple


class Syntax(NamedTuple):
    """``functions``, ``classes`` and ``branches`` are named nodes; ``tokens`` are words and signs that branch."""

    functions: frozenset[str]
    classes: frozenset[str]
    branches: frozenset[str]
    tokens: frozenset[str]
    separator: str = "."
    """Between the names of a class and its method."""


def _syntax(functions: str, classes: str, branches: str, tokens: str, separator: str = ".") -> Syntax:
    return Syntax(
        frozenset(functions.split()),
        frozenset(classes.split()),
        frozenset(branches.split()),
        frozenset(tokens.split()),
        separator,
    )


_ECMASCRIPT = _syntax(
    "function_declaration function_expression generator_function generator_function_declaration arrow_function"
    " method_definition",
    "class class_declaration abstract_class_declaration",
    "if_statement for_statement for_in_statement while_statement do_statement switch_case catch_clause"
    " ternary_expression",
    "&& || ??",
)

SYNTAX: dict[str, Syntax] = {
    "python": _syntax(
        "function_definition",
        "class_definition",
        "if_statement elif_clause for_statement while_statement except_clause case_clause conditional_expression"
        " for_in_clause if_clause",
        "and or",
    ),
    "javascript": _ECMASCRIPT,
    "typescript": _ECMASCRIPT,
    "tsx": _ECMASCRIPT,
    "go": _syntax(
        "function_declaration method_declaration func_literal",
        "",
        "if_statement for_statement expression_case type_case communication_case",
        "&& ||",
    ),
    "rust": _syntax(
        "function_item closure_expression",
        "impl_item trait_item",
        "if_expression for_expression while_expression match_arm",
        "&& ||",
        "::",
    ),
    "java": _syntax(
        "method_declaration constructor_declaration compact_constructor_declaration lambda_expression",
        "class_declaration interface_declaration enum_declaration record_declaration",
        "if_statement for_statement enhanced_for_statement while_statement do_statement switch_label catch_clause"
        " ternary_expression",
        "&& ||",
    ),
    "c": _syntax(
        "function_definition",
        "",
        "if_statement for_statement while_statement do_statement case_statement conditional_expression"
        " seh_except_clause",
        "&& ||",
    ),
    "cpp": _syntax(
        "function_definition lambda_expression",
        "class_specifier struct_specifier union_specifier",
        "if_statement for_statement for_range_loop while_statement do_statement case_statement conditional_expression"
        " catch_clause seh_except_clause",
        "&& || and or",
        "::",
    ),
    "c_sharp": _syntax(
        "method_declaration constructor_declaration destructor_declaration operator_declaration accessor_declaration"
        " conversion_operator_declaration local_function_statement lambda_expression anonymous_method_expression",
        "class_declaration struct_declaration interface_declaration record_declaration",
        "if_statement for_statement foreach_statement while_statement do_statement catch_clause"
        " conditional_expression switch_expression_arm",
        "case && || ??",
    ),
    "php": _syntax(
        "function_definition method_declaration anonymous_function arrow_function",
        "class_declaration interface_declaration trait_declaration enum_declaration",
        "if_statement else_if_clause for_statement foreach_statement while_statement do_statement case_statement"
        " catch_clause conditional_expression match_conditional_expression",
        "&& || and or ??",
        "::",
    ),
    "ruby": _syntax(
        "method singleton_method",
        "class module",
        "if elsif unless while until for when in_clause rescue conditional if_modifier unless_modifier"
        " while_modifier until_modifier rescue_modifier",
        "&& || and or",
    ),
    "kotlin": _syntax(
        "function_declaration anonymous_function secondary_constructor getter setter",
        "class_declaration object_declaration",
        "if_expression for_statement while_statement do_while_statement when_entry catch_block",
        "&& || ?:",
    ),
    "scala": _syntax(
        "function_definition",
        "class_definition object_definition trait_definition",
        "if_expression for_expression while_expression do_while_expression case_clause",
        "&& ||",
    ),
    "swift": _syntax(
        "function_declaration init_declaration deinit_declaration",
        "class_declaration protocol_declaration",
        "if_statement guard_statement for_statement while_statement repeat_while_statement switch_entry catch_block"
        " ternary_expression",
        "&& || ??",
    ),
}
NOT_LOGIC = frozenset(("reference_declarator", "abstract_reference_declarator", "closure_parameters", "reference_type"))
"""Where C++ and Rust write the same signs and mean a reference or an empty list."""
CASES = frozenset((
    "case_clause", "case_statement", "match_arm", "switch_entry", "switch_expression_arm", "switch_label", "when_entry",
))  # fmt: skip
FLAT = CASES | {
    "switch_case", "expression_case", "type_case", "communication_case", "case", "when", "in_clause",
    "match_conditional_expression", "elif_clause", "else_if_clause", "elsif", "ternary_expression",
    "conditional_expression", "conditional", "for_in_clause", "if_clause", "guard_statement",
}  # fmt: skip
"""Branches that stand beside others, however many: cases, links of chains, conditional expressions, comprehensions,
Swift's guards.
"""
DEFAULTS = (b"default", b"else", b"_ ", b"_=", b"case _")
"""How the case begins that is taken when no other is."""
KEYWORDS = frozenset(("if", "else", "for", "while", "switch", "case", "catch", "do", "return", "try", "foreach"))
"""What a grammar takes for a function's name where the preprocessor tears a statement apart."""
