"""Reads the outline of a file from its syntax tree."""

from __future__ import annotations

import re

from tree_sitter import Node, Tree

from services.scanning.graph.code_text import pieces
from services.scanning.graph.complexity import complexity
from services.scanning.graph.grammar import load_grammar
from services.scanning.graph.import_reader import read_imports
from services.scanning.graph.nesting import Said, Scope, nest
from services.scanning.graph.outline import Call, Outline
from services.scanning.graph.type_reader import TYPE_CAPTURES, Heir, base, receiver, type_note

_MAX_NAME_CHARACTERS = 120
_MAX_ERROR_NODES = 2000
_TORN = frozenset(("c", "cpp", "c_sharp"))
"""Where the preprocessor can tear ``else if (x) {`` off, which then looks like a function named ``if``."""
_KEYWORDS = frozenset(("if", "else", "for", "foreach", "while", "switch", "case", "catch", "do", "return", "try"))
_WORD_LANGUAGES = frozenset(("go", "java", "kotlin", "scala", "c_sharp"))
_WORD = re.compile(r"\b(?:[a-z_]\w*\.)?[A-Z]\w*", re.ASCII)


def read_outline(language: str, content: bytes) -> Outline:
    """Parse a file.

    Raises:
        ParsingTooSlow: see :meth:`Grammar.parse`.
    """
    grammar = load_grammar(language)
    tree = grammar.parse(content)
    outline = Outline(language, error_share=_error_share(tree, len(content)))
    outline.complexity = complexity(language, tree, content)
    said = Said()
    for captures in grammar.matches(tree):
        if "call" in captures:
            on = captures.get("receiver")
            name, called_on = _text(captures["call"][0], content), receiver(on[0], content) if on else ""
            said.add(captures["call"][0], Call(name, called_on, -1, ""))
        elif "import" in captures:
            for read in read_imports(language, captures["import"][0]):
                said.add(captures["import"][0], read)
        elif "base" in captures:
            said.add(captures["heir"][0], Heir(-1, base(captures["base"][0], content)))
        elif captures.keys() & TYPE_CAPTURES:
            said.add(*type_note(captures, content))
        elif "default" in captures:
            outline.default = outline.default or _text(captures["default"][0], content)
        elif "package" in captures:
            outline.package = outline.package or _text(captures["package"][0], content).replace(" ", "")
        else:
            said.scopes.extend(_scope(captures, language, content))
    nest(outline, said)
    if language in _WORD_LANGUAGES:
        text = content.decode("utf-8", "replace")
        code = " ".join(piece for kind, piece in pieces(text) if kind == "code")  # comments name what is not used
        outline.words = frozenset(_WORD.findall(code))
    return outline


def _scope(captures: dict[str, list[Node]], language: str, content: bytes) -> list[Scope]:
    kind = next((kind for kind in ("class", "function", "extension") if kind in captures), None)
    if kind is None or "name" not in captures:
        return []
    node = captures[kind][0]
    *path, name = re.split(r"::", _text(captures["name"][0], content))
    if language in _TORN and name in _KEYWORDS:
        return []
    owner = path[-1] if path else ""
    if "owner" in captures:  # Go: the receiver's type, without its pointer and type parameters
        owner = _text(captures["owner"][0], content).lstrip("*").partition("[")[0]
    start, end = node.start_point.row, node.end_point.row
    return [
        Scope(
            node.start_byte, node.end_byte, kind, name.strip()[:_MAX_NAME_CHARACTERS], owner, start + 1, end - start + 1
        )
    ]


def _error_share(tree: Tree, size: int) -> float:
    """The share of the file that the grammar could not parse."""
    if not tree.root_node.has_error or not size:
        return 0.0
    lost = 0
    waiting = [tree.root_node]
    for _ in range(_MAX_ERROR_NODES):
        if not waiting:
            break
        node = waiting.pop()
        if node.is_error:
            lost += node.end_byte - node.start_byte
        elif node.has_error and node.child_count < 5000:
            waiting.extend(child for child in node.children if child.has_error)
    return min(1.0, lost / size)


def _text(node: Node, content: bytes) -> str:
    """The node itself would ask for its text, which takes five times as long."""
    return content[node.start_byte : node.end_byte].decode("utf-8", "replace")
