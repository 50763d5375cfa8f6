"""The size of functions, measured on the syntax tree: lines of code, independent paths, parameters.

The tree knows where a function ends whatever its strings, regex literals and markup contain. The walk keeps its own
stack, so that a file nested ten thousand levels deep costs what a flat one costs.
"""

from __future__ import annotations

from tree_sitter import Node, Tree

from services.scanning.graph.grammar import load_grammar
from services.scanning.measurement.function_name import ANONYMOUS, function_name, qualifier
from services.scanning.measurement.guard import is_guard
from services.scanning.measurement.parameter import count_parameters
from services.scanning.measurement.preprocessor import PREPROCESSED, first_branches
from services.scanning.measurement.syntax import CASES, DEFAULTS, FLAT, KEYWORDS, NOT_LOGIC, SYNTAX, Syntax

MEASURED_LANGUAGES = frozenset(SYNTAX)
_LONGEST_DEFAULT = max(len(word) for word in DEFAULTS)


class Function:
    """``lines`` are lines with code of its own: no comments, and nothing that a function inside it holds.

    ``tangle`` counts conditions and loops, each as often as it is deep: 1 for one that stands in none, 2 for one in
    another. Cases, the links of an else-if chain, ``and``, ``or`` and conditions that only leave (`is_guard`) are flat,
    and count for ``complexity`` alone.

    One that ``wraps`` has no name and stands around what a file holds, as modules of JavaScript and suites of tests do.
    """

    __slots__ = ("complexity", "end", "last_row", "line", "lines", "name", "parameters", "qualifier", "tangle", "wraps")

    def __init__(self, name: str, line: int, parameters: int, end: int, qualifier: str) -> None:
        self.name = name
        self.line = line
        self.parameters = parameters
        self.lines = 0
        self.complexity = 1
        self.end = end
        self.qualifier = qualifier
        self.last_row = -1
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


class _Walk:
    def __init__(self, language: str, content: bytes) -> None:
        self._language = language
        self._syntax: Syntax = SYNTAX[language]
        tree, self._content = _parsed(language, content)
        self._open = [Function("", 0, 0, len(content) + 1, "")]  # the file itself
        self.functions: list[Function] = []
        self._walk(tree)

    def _walk(self, tree: Tree) -> None:
        cursor = tree.walk()
        above: list[tuple[str, int]] = [("", 0)]  # the kinds of the nodes around, and how deep in conditions each is
        while True:
            node = cursor.node
            assert node is not None
            kind, (parent, depth) = node.type, above[-1]
            if self._is_descended(node, kind, parent, depth) and cursor.goto_first_child():
                above.append((kind, self._depth_in(kind, parent, depth)))
                continue
            while not cursor.goto_next_sibling():
                if not cursor.goto_parent():
                    return
                above.pop()

    def _depth_in(self, kind: str, parent: str, depth: int) -> int:
        if kind in self._syntax.functions:
            return 0
        return depth + (kind in self._syntax.branches and kind not in FLAT and not _is_link(kind, parent))

    def _is_descended(self, node: Node, kind: str, parent: str, depth: int) -> bool:
        """Take account of a node. False if nothing inside it counts."""
        start = node.start_byte
        while self._open[-1].end <= start:
            self._open.pop()
        if "comment" in kind or self._is_docstring(node, kind):
            return False
        if node.child_count == 0:
            self._leaf(node, kind, parent)
            return False
        if node.is_named:
            self._enter(node, kind, parent, depth)
        return True

    def _enter(self, node: Node, kind: str, parent: str, depth: int) -> None:
        syntax, inside = self._syntax, self._open[-1]
        if kind in syntax.branches:
            inside.tangle += 0 if kind in FLAT or _is_link(kind, parent) or is_guard(node) else 1 + depth
            begin = self._content[node.start_byte : node.start_byte + _LONGEST_DEFAULT]
            if kind not in CASES or not begin.startswith(DEFAULTS):
                inside.complexity += 1
        elif kind in syntax.functions:
            self._open_function(node, inside)
        elif kind in syntax.classes:
            scope = Function("", 0, 0, node.end_byte, qualifier(node, inside.qualifier, syntax.separator))
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

    def _leaf(self, node: Node, kind: str, parent: str) -> None:
        inside = self._open[-1]
        end = node.end_point
        inside.add_rows(node.start_point.row, end.row if end.column else end.row - 1)
        if kind == "operator_identifier":  # Scala has no other name for it
            kind = self._content[node.start_byte : node.end_byte].decode("utf-8", "replace")
        if kind in self._syntax.tokens and parent not in NOT_LOGIC:
            inside.complexity += 1

    def _is_docstring(self, node: Node, kind: str) -> bool:
        if kind != "expression_statement" or self._language != "python" or node.child_count != 1:
            return False
        child = node.child(0)
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
