"""The size of functions, measured on the syntax tree: lines of code, independent paths, parameters.

The tree knows where a function ends whatever its strings, regex literals and markup contain. The walk keeps its own
stack, so that a file nested ten thousand levels deep costs what a flat one costs.
"""

from __future__ import annotations

from typing import NamedTuple

from tree_sitter import Node, Tree

from services.scanning.graph.grammar import load_grammar
from services.scanning.measurement.function_name import ANONYMOUS, function_name, qualifier
from services.scanning.measurement.guard import is_guard
from services.scanning.measurement.parameter import count_parameters
from services.scanning.measurement.preprocessor import PREPROCESSED, first_branches
from services.scanning.measurement.syntax import CASES, DEFAULTS, FLAT, KEYWORDS, NOT_LOGIC, SYNTAX, Syntax

MEASURED_LANGUAGES = frozenset(SYNTAX)
_LONGEST_DEFAULT = max(len(word) for word in DEFAULTS)
_SCALA_OPERATOR = "operator_identifier"


class Function:
    """``lines`` are lines with code of its own: no comments, and nothing that a function inside it holds.

    ``tangle`` counts conditions and loops, each as often as it is deep: 1 for one that stands in none, 2 for one in
    another. Cases, the links of an else-if chain, ``and``, ``or`` and conditions that only leave (`is_guard`) are flat,
    and count for ``complexity`` alone.

    One that ``wraps`` has no name and stands around what a file holds, as modules of JavaScript and suites of tests do.
    """

    __slots__ = (
        "complexity", "end", "end_of_row", "last_row", "line", "lines", "name", "parameters", "qualifier", "tangle",
        "wraps",
    )  # fmt: skip

    def __init__(self, name: str, line: int, parameters: int, end: int, qualifier: str) -> None:
        self.name = name
        self.line = line
        self.parameters = parameters
        self.lines = 0
        self.complexity = 1
        self.end = end
        self.qualifier = qualifier
        self.last_row = -1
        self.end_of_row = -1  # the byte where the row behind the last one begins: what ends before it adds none
        self.tangle = 0
        self.wraps = False

    def add_rows(self, first: int, last: int) -> None:
        if last > self.last_row:
            self.lines += last - max(first, self.last_row + 1) + 1
            self.last_row = last


def measure(language: str, content: bytes) -> list[Function]:
    """Every function of a file, in the order of their beginnings.

    Raises:
        ParsingTooSlow: as the grammar's ``parse``.
    """
    return _Walk(language, content).functions


class _Kind(NamedTuple):
    """What a kind of node is to the walk."""

    name: str
    is_comment: bool
    is_branch: bool
    is_function: bool
    is_class: bool
    is_token: bool


class _Walk:
    def __init__(self, language: str, content: bytes) -> None:
        self._language = language
        self._syntax: Syntax = SYNTAX[language]
        tree, self._content = _parsed(language, content)
        self._open = [Function("", 0, 0, len(content) + 1, "")]  # the file itself
        self.functions: list[Function] = []
        self._walk(tree)

    def _walk(self, tree: Tree) -> None:
        """It takes most of an engine's time: a node that says nothing costs no call, and makes no object that can be
        done without (a name, a point).
        """
        cursor, opened = tree.walk(), self._open
        first_child, next_sibling, parent_of = cursor.goto_first_child, cursor.goto_next_sibling, cursor.goto_parent
        kinds: dict[int, tuple[_Kind, bool, bool]] = {}
        parent, depth = "", 0  # the kind of the node around, and how deep in conditions it is
        above: list[tuple[str, int]] = []
        while True:
            node = cursor.node
            assert node is not None
            kind, may_be_left, is_plain = kinds.get(node.kind_id) or kinds.setdefault(node.kind_id, self._kind(node))
            start = node.start_byte
            while opened[-1].end <= start:
                opened.pop()
            if not may_be_left or not (kind.is_comment or _is_text(node)):
                if first_child():
                    above.append((parent, depth))
                    if not is_plain:
                        self._enter(node, kind, parent, depth)
                        depth = _depth_in(kind, parent, depth)
                    parent = kind.name
                    continue
                if node.end_byte > opened[-1].end_of_row or kind.is_token:
                    self._leaf(node, kind, parent)
            while not next_sibling():
                if not parent_of():
                    return
                parent, depth = above.pop()

    def _kind(self, node: Node) -> tuple[_Kind, bool, bool]:
        """With whether such a node may be left out, and whether only what is inside it counts."""
        name, is_named, syntax = node.type, node.is_named, self._syntax
        kind = _Kind(
            name,
            is_comment="comment" in name,
            is_branch=is_named and name in syntax.branches,
            is_function=is_named and name in syntax.functions,
            is_class=is_named and name in syntax.classes,
            is_token=name in syntax.tokens or name == _SCALA_OPERATOR,
        )
        may_document = name == "expression_statement" and self._language == "python"
        is_plain = not (kind.is_branch or kind.is_function or kind.is_class)
        return kind, kind.is_comment or may_document, is_plain

    def _enter(self, node: Node, kind: _Kind, parent: str, depth: int) -> None:
        inside = self._open[-1]
        if kind.is_branch:
            is_flat = kind.name in FLAT or _is_link(kind.name, parent) or is_guard(node)
            inside.tangle += 0 if is_flat else 1 + depth
            begin = self._content[node.start_byte : node.start_byte + _LONGEST_DEFAULT]
            if kind.name not in CASES or not begin.startswith(DEFAULTS):
                inside.complexity += 1
        elif kind.is_function:
            self._open_function(node, inside)
        else:
            scope = Function("", 0, 0, node.end_byte, qualifier(node, inside.qualifier, self._syntax.separator))
            self._open.append(scope)

    def _open_function(self, node: Node, inside: Function) -> None:
        name = function_name(node, self._language)
        if name in KEYWORDS and self._language in PREPROCESSED:  # torn off by the preprocessor
            inside.complexity += 1
            return
        full = f"{inside.qualifier}{self._syntax.separator}{name}" if inside.qualifier else name
        count = count_parameters(node, self._language)
        function = Function(full, node.start_point.row + 1, count, node.end_byte, "")
        function.wraps = name == ANONYMOUS and len(self._open) == 1
        self.functions.append(function)
        self._open.append(function)

    def _leaf(self, node: Node, kind: _Kind, parent: str) -> None:
        inside = self._open[-1]
        if node.end_byte > inside.end_of_row:
            end = node.end_point
            inside.add_rows(node.start_point.row, end.row if end.column else end.row - 1)
            inside.end_of_row = node.end_byte if not end.column else self._next_row(node.end_byte)
        name = kind.name
        if name == _SCALA_OPERATOR:  # Scala has no other name for it
            name = self._content[node.start_byte : node.end_byte].decode("utf-8", "replace")
        if name in self._syntax.tokens and parent not in NOT_LOGIC:
            inside.complexity += 1

    def _next_row(self, at: int) -> int:
        """Where the row behind that of this byte begins."""
        found = self._content.find(b"\n", at)
        return found + 1 if found >= 0 else len(self._content)


def _depth_in(kind: _Kind, parent: str, depth: int) -> int:
    if kind.is_function:
        return 0
    return depth + (kind.is_branch and kind.name not in FLAT and not _is_link(kind.name, parent))


def _is_text(node: Node) -> bool:
    """A statement that is a string alone documents."""
    child = node.child(0) if node.child_count == 1 else None
    return child is not None and child.type == "string"


def _is_link(kind: str, parent: str) -> bool:
    """Whether it is the ``if`` of an ``else if``."""
    return kind in ("if_statement", "if_expression") and parent in ("else_clause", kind)


def _parsed(language: str, content: bytes) -> tuple[Tree, bytes]:
    """The tree; of what the preprocessor leaves, if the grammar cannot read the file with its directives."""
    grammar = load_grammar(language)
    tree = grammar.parse(content)
    if tree.root_node.has_error and language in PREPROCESSED:
        plain = first_branches(content)
        if plain != content:
            return grammar.parse(plain), plain
    return tree, content
