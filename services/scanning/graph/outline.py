"""An outline: what one file defines, imports and calls, by name. Nothing in it is resolved yet."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import NamedTuple

from tree_sitter import Node, Tree

from services.scanning.graph.code_text import pieces
from services.scanning.graph.complexity import complexity
from services.scanning.graph.grammar import load_grammar
from services.scanning.graph.import_reader import Import, read_imports

THIS = "this"
"""The receiver of a call on the object or class around it, whatever the language calls that."""
_THIS_WORDS = frozenset(("self", "this", "cls", "Self", "static", "$this"))
_RECEIVER = re.compile(r"[A-Za-z_$][\w.:\\]{0,79}\Z")
_MAX_NAME_CHARACTERS = 120
_MAX_ERROR_NODES = 2000
_TORN = frozenset(("c", "cpp", "c_sharp"))
"""Where the preprocessor can tear ``else if (x) {`` off, which then looks like a function named ``if``."""
_KEYWORDS = frozenset(("if", "else", "for", "foreach", "while", "switch", "case", "catch", "do", "return", "try"))
_WORD_LANGUAGES = frozenset(("go", "java", "kotlin", "scala", "c_sharp"))
_WORD = re.compile(r"\b(?:[a-z_]\w*\.)?[A-Z]\w*", re.ASCII)


class Symbol(NamedTuple):
    """A class or function. ``owner`` is the class of a method; ``parent`` is an index into the symbols, or -1."""

    kind: str
    name: str
    owner: str
    parent: int
    line: int
    lines: int


class Call(NamedTuple):
    """``receiver`` is what comes before the dot: empty, :data:`THIS`, a name, or ``?`` for anything else."""

    name: str
    receiver: str
    caller: int
    owner: str


@dataclass(slots=True)
class Outline:
    language: str
    symbols: list[Symbol] = field(default_factory=list)
    calls: list[Call] = field(default_factory=list)
    imports: list[Import] = field(default_factory=list)
    package: str = ""
    words: frozenset[str] = frozenset()
    """Capitalised words, with a package's name before the dot: for languages that import whole packages."""
    default: str = ""
    """The name of JavaScript's default export, which ``import x from`` gets."""
    error_share: float = 0.0
    complexity: int = 0


class _Scope(NamedTuple):
    start: int
    end: int
    kind: str
    name: str
    owner: str
    line: int
    lines: int


def read_outline(language: str, content: bytes) -> Outline:
    """Parse a file.

    Raises:
        ParsingTooSlow: see :meth:`Grammar.parse`.
    """
    grammar = load_grammar(language)
    tree = grammar.parse(content)
    outline = Outline(language, error_share=_error_share(tree, len(content)))
    outline.complexity = complexity(language, tree, content)
    scopes: list[_Scope] = []
    calls: list[tuple[int, str, str]] = []
    for captures in grammar.matches(tree):
        if "call" in captures:
            name = captures["call"][0]
            calls.append((name.start_byte, _text(name), _receiver(captures.get("receiver"))))
        elif "import" in captures:
            outline.imports.extend(read_imports(language, captures["import"][0]))
        elif "default" in captures:
            outline.default = outline.default or _text(captures["default"][0])
        elif "package" in captures:
            outline.package = outline.package or _text(captures["package"][0]).replace(" ", "")
        else:
            scopes.extend(_scope(captures, language))
    _nest(outline, scopes, calls)
    if language in _WORD_LANGUAGES:
        text = content.decode("utf-8", "replace")
        code = " ".join(piece for kind, piece in pieces(text) if kind == "code")  # comments name what is not used
        outline.words = frozenset(_WORD.findall(code))
    return outline


def _scope(captures: dict[str, list[Node]], language: str) -> list[_Scope]:
    kind = next((kind for kind in ("class", "function", "extension") if kind in captures), None)
    if kind is None or "name" not in captures:
        return []
    node = captures[kind][0]
    *path, name = re.split(r"::", _text(captures["name"][0]))
    if language in _TORN and name in _KEYWORDS:
        return []
    owner = path[-1] if path else ""
    if "owner" in captures:  # Go: the receiver's type, without its pointer and type parameters
        owner = _text(captures["owner"][0]).lstrip("*").partition("[")[0]
    start, end = node.start_point.row, node.end_point.row
    return [
        _Scope(
            node.start_byte, node.end_byte, kind, name.strip()[:_MAX_NAME_CHARACTERS], owner, start + 1, end - start + 1
        )
    ]


def _nest(outline: Outline, scopes: list[_Scope], calls: list[tuple[int, str, str]]) -> None:
    """Walk definitions and calls in file order, with a stack of open scopes."""
    scopes = sorted(set(scopes), key=lambda scope: (scope.start, -scope.end))
    events = sorted(
        [(scope.start, 0, index) for index, scope in enumerate(scopes)]
        + [(call[0], 1, index) for index, call in enumerate(calls)]
    )
    open_scopes: list[tuple[int, int, str]] = []  # end, index of the symbol, class that this is inside
    classes: dict[str, int] = {}
    for at, is_call, index in events:
        while open_scopes and open_scopes[-1][0] <= at:
            open_scopes.pop()
        _, parent, inside = open_scopes[-1] if open_scopes else (0, -1, "")
        if is_call:
            _, name, receiver = calls[index]
            outline.calls.append(Call(name, receiver, parent, inside))
            continue
        scope = scopes[index]
        if scope.kind == "extension":
            open_scopes.append((scope.end, classes.get(scope.name, -1), scope.name))
            continue
        is_direct = parent < 0 or outline.symbols[parent].kind == "class"
        owner = scope.owner or (inside if scope.kind == "function" and is_direct else "")
        if scope.owner and parent < 0:
            parent = classes.get(scope.owner, -1)
        symbol = len(outline.symbols)
        outline.symbols.append(Symbol(scope.kind, scope.name, owner, parent, scope.line, scope.lines))
        if scope.kind == "class":
            classes.setdefault(scope.name, symbol)
        open_scopes.append((scope.end, symbol, scope.name if scope.kind == "class" else scope.owner or inside))


def _receiver(nodes: list[Node] | None) -> str:
    if not nodes:
        return ""
    node = nodes[0]
    if node.end_byte - node.start_byte > 80:
        return "?"
    text = _text(node)
    if text in _THIS_WORDS:
        return THIS
    return text.removeprefix("self.") if _RECEIVER.match(text) and not text.startswith(("self.", "this.", "$")) else "?"


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


def _text(node: Node) -> str:
    return (node.text or b"").decode("utf-8", "replace")
