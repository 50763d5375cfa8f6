"""Reads the units of a file from its syntax tree: what is inside functions, in its order.

Two statements are equal if they differ in white space, comments, literals and names of variables only. Names of what is
called, of members and of types count: they are what the code does. Variables are numbered in each statement, so that
``a = a + b`` is not ``a = b + a``.

Tests inside the product (``#ifdef REDIS_TEST``, ``mod tests``, ``void fooTest()``) are not read.
"""

from __future__ import annotations

import hashlib
import re
from typing import NamedTuple

from tree_sitter import Node, Tree

from services.scanning.graph.grammar import load_grammar
from services.scanning.measurement.function_name import function_name
from services.scanning.measurement.syntax import SYNTAX
from services.scanning.structure.duplicate.unit import END, Unit

READ_LANGUAGES = frozenset(SYNTAX)
_BLOCKS = frozenset((
    "block", "statement_block", "compound_statement", "body_statement", "block_body", "then", "else", "do", "ensure",
    "statements", "statement_list", "function_body", "constructor_body", "class_body", "switch_body", "switch_block",
    "declaration_list", "indented_block", "template_body", "control_structure_body", "match_block",
))  # fmt: skip
"""Each child of these is a statement."""
_CLAUSES = frozenset((
    "else_clause", "elif_clause", "except_clause", "catch_clause", "finally_clause", "switch_case", "switch_default",
    "case_clause", "else_if_clause", "expression_case", "default_case", "type_case", "communication_case",
    "switch_block_statement_group", "switch_section", "match_arm", "when_entry", "switch_entry", "catch_block",
    "finally_block", "when", "elsif", "rescue",
))  # fmt: skip
_TABLES = frozenset((
    "list", "dictionary", "tuple", "set", "array", "object", "hash", "initializer_list", "literal_value",
    "array_initializer", "array_creation_expression", "array_expression", "array_literal", "dictionary_literal",
    "initializer_expression", "collection_literal",
))  # fmt: skip
_LEFT_OUT = frozenset((
    "import_statement", "import_from_statement", "import_declaration", "use_declaration", "namespace_use_declaration",
    "using_directive", "preproc_include", "decorator", "annotation", "marker_annotation", "attribute_list",
    "attribute_item", "line_continuation",
))  # fmt: skip
_VARIABLES = frozenset(("identifier", "simple_identifier", "name"))
_LITERAL = re.compile(
    r"string|char_literal|character_literal|rune_literal|heredoc|regex|number|integer|float|int_literal|real_literal"
)
_CHAINS = frozenset((".", "->", "::", "?.", "&.", "?->"))
_SILENT = frozenset((";", "{", "}", ",", "end"))
_TEST_SCOPES = frozenset(("preproc_ifdef", "preproc_if", "mod_item"))
_SWITCH_BYTES = 200
_NO_WORD = bytes.maketrans(b"_()!;{#", b"       ")


class _Kind(NamedTuple):
    """What a kind of node is to the walk."""

    is_left_out: bool
    is_function: bool
    is_statement: bool
    is_block: bool
    is_table: bool
    is_literal: bool
    is_variable: bool
    is_silent: bool
    is_test_scope: bool


def read_units(language: str, content: bytes) -> list[Unit]:
    """The units of a file, in its order.

    Raises:
        ParsingTooSlow: as the grammar's ``parse``.
    """
    walk = _Walk(language, content)
    walk.through(load_grammar(language).parse(content))
    return walk.units


class _Walk:
    def __init__(self, language: str, content: bytes) -> None:
        self._language = language
        self._content = content
        self._above: list[tuple[_Kind, int]] = []  # the nodes around, and how many tables were open at each
        self._tables = 0
        self._functions = 0  # open ones
        self._function = 0
        self._statement = _Statement()
        self.units: list[Unit] = []

    def through(self, tree: Tree) -> None:
        """Keeps its own stack: a file nested ten thousand levels deep costs what a flat one costs."""
        cursor = tree.walk()
        kinds: dict[int, _Kind] = {}
        while True:
            node = cursor.node
            assert node is not None
            kind = kinds.get(node.kind_id)
            if kind is None:
                kind = kinds[node.kind_id] = _kind_of(node.type, node.is_named, SYNTAX[self._language].functions)
            tables = self._tables
            if self._is_descended(node, kind) and cursor.goto_first_child():
                self._above.append((kind, tables))
                continue
            while not cursor.goto_next_sibling():
                if not cursor.goto_parent():
                    return
                self._leave(*self._above.pop())

    def _is_descended(self, node: Node, kind: _Kind) -> bool:
        """Take account of a node. False if nothing inside it counts."""
        if kind.is_left_out or (kind.is_test_scope and self._is_test_scope(node)):
            return False
        if kind.is_function and node.child_count and not self._open_function(node):
            return False
        if not self._functions:
            return node.child_count > 0
        if kind.is_statement or (self._above and self._above[-1][0].is_block and node.is_named):
            self._end_statement()
            if self._language == "python" and _is_text(node):
                return False
        if kind.is_literal:
            self._statement.add("$", node, is_variable=False, is_data=self._tables > 0)
            return False
        if node.child_count:
            self._tables += kind.is_table
            return True
        if not kind.is_silent:
            text = self._content[node.start_byte : node.end_byte].decode("utf-8", "replace")
            self._statement.add(text, node, is_variable=kind.is_variable, is_data=self._tables > 0)
        return False

    def _open_function(self, node: Node) -> bool:
        """False if it is a test."""
        if not self._functions:
            if _is_test_name(function_name(node, self._language)):
                return False
            self._function += 1
            self._statement.is_head = True
        self._functions += 1
        self._tables = 0  # of a literal, its methods count
        return True

    def _leave(self, kind: _Kind, tables: int) -> None:
        if not self._functions:
            return
        self._tables = tables
        if kind.is_block:
            self._end_statement()
            row = self._statement.last_row
            self.units.append(Unit(END, 0, row, row, self._function))
        if kind.is_function:
            self._functions -= 1
            if not self._functions:
                self._end_statement()

    def _end_statement(self) -> None:
        statement = self._statement
        if statement.tokens:
            rows = statement.first_row, statement.last_row
            self.units.append(Unit(statement.digest(), statement.weight, *rows, self._function))
            self._statement = _Statement(statement.last_row)

    def _is_test_scope(self, node: Node) -> bool:
        line = self._content[node.start_byte : node.start_byte + _SWITCH_BYTES].split(b"\n")[0]
        words = set(line.translate(_NO_WORD).lower().split())
        return b"ifndef" not in words and b"!" not in line and not words.isdisjoint((b"test", b"tests"))


class _Statement:
    """The tokens of a statement that is being read."""

    def __init__(self, row: int = 0) -> None:
        self.tokens: list[str] = []
        self.is_head = False
        """Whether it is the head of a function, which is no logic."""
        self.first_row = self.last_row = row
        self._weight = 0
        self._variables: list[int] = []  # places of tokens

    @property
    def weight(self) -> int:
        return 0 if self.is_head else self._weight

    def add(self, text: str, node: Node, *, is_variable: bool, is_data: bool) -> None:
        if not self.tokens:
            self.first_row = node.start_point.row
        self.last_row = node.end_point.row
        if is_variable:
            self._variables.append(len(self.tokens))
        self.tokens.append(text)
        self._weight += not is_data

    def digest(self) -> int:
        """Never `END`, as far as anybody will live to see."""
        numbers: dict[str, int] = {}
        tokens = self.tokens
        numbered = tokens.copy()
        for place in self._variables:
            if not self._is_said(place):
                numbered[place] = f"${numbers.setdefault(tokens[place], len(numbers))}"
        text = "\0".join(numbered).encode("utf-8", "replace")
        return int.from_bytes(hashlib.blake2b(text, digest_size=6).digest(), "big")

    def _is_said(self, place: int) -> bool:
        """Whether the name at this place is what is called, or a member."""
        tokens = self.tokens
        if place and tokens[place - 1] in _CHAINS:
            return True
        return place + 1 < len(tokens) and tokens[place + 1] == "("


def _kind_of(name: str, is_named: bool, functions: frozenset[str]) -> _Kind:
    return _Kind(
        is_left_out="comment" in name or name in _LEFT_OUT,
        is_function=is_named and name in functions,
        is_statement=is_named and (name in _CLAUSES or name.endswith("_statement")),
        is_block=is_named and name in _BLOCKS,
        is_table=is_named and name in _TABLES,
        is_literal=is_named and _LITERAL.search(name) is not None,
        is_variable=name in _VARIABLES,
        is_silent=not is_named and name in _SILENT,
        is_test_scope=name in _TEST_SCOPES,
    )


def _is_test_name(name: str) -> bool:
    own = name.replace(":", ".").rpartition(".")[2]
    is_test = own in ("test", "tests") or own.startswith(("test_", "Test"))
    return is_test or own.endswith(("_test", "_tests", "Test", "Tests"))


def _is_text(node: Node) -> bool:
    """A statement that is a string alone documents."""
    child = node.child(0)
    is_statement = node.type == "expression_statement" and node.child_count == 1
    return is_statement and child is not None and child.type == "string"
