"""A grammar: a language's tree-sitter parser and the query for symbols, imports and calls. Loaded on first use."""

from __future__ import annotations

import functools
import importlib
import time
from collections.abc import Iterable
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

from tree_sitter import Language, Node, Parser, Query, QueryCursor, Tree

PARSE_S = 5.0
"""Processor time. The largest honest file takes half a second; some grammars can be made to take hours."""
MAX_QUERY_DEPTH = 300
"""Matching is quadratic in the depth of a tree. People nest a few dozen levels; deeper ones are left out."""
_CHUNK_BYTES = 512
"""The parser copies a chunk for each node whose text somebody asks for: with 64 kB that took two thirds of the time."""

# language -> (module, function that returns the grammar, name of the query)
_SOURCES = {
    "python": ("tree_sitter_python", "language", "python"),
    "javascript": ("tree_sitter_javascript", "language", "javascript"),
    "typescript": ("tree_sitter_typescript", "language_typescript", "typescript"),
    "tsx": ("tree_sitter_typescript", "language_tsx", "typescript"),
    "go": ("tree_sitter_go", "language", "go"),
    "rust": ("tree_sitter_rust", "language", "rust"),
    "java": ("tree_sitter_java", "language", "java"),
    "c": ("tree_sitter_c", "language", "c"),
    "cpp": ("tree_sitter_cpp", "language", "cpp"),
    "ruby": ("tree_sitter_ruby", "language", "ruby"),
    "php": ("tree_sitter_php", "language_php", "php"),
    "c_sharp": ("tree_sitter_c_sharp", "language", "c_sharp"),
    "kotlin": ("tree_sitter_kotlin", "language", "kotlin"),
    "scala": ("tree_sitter_scala", "language", "scala"),
    "swift": ("tree_sitter_swift", "language", "swift"),
    "bash": ("tree_sitter_bash", "language", "bash"),
}
GRAPH_LANGUAGES = frozenset(_SOURCES)


class ParsingTooSlow(Exception):
    """A file took longer than :data:`PARSE_S`."""


@dataclass(frozen=True, slots=True)
class Grammar:
    parser: Parser
    query: Query

    def parse(self, content: bytes) -> Tree:
        """Parse a file.

        Raises:
            ParsingTooSlow: it took longer than :data:`PARSE_S`.
        """
        stop_at = time.process_time() + PARSE_S

        def read(offset: int, _position: object) -> bytes:
            return content[offset : offset + _CHUNK_BYTES]

        try:
            return self.parser.parse(read, progress_callback=lambda _offset, _has_error: time.process_time() > stop_at)
        except ValueError:
            self.parser.reset()
            raise ParsingTooSlow from None

    def matches(self, tree: Tree) -> list[dict[str, list[Node]]]:
        """The captures of each match of the query, in file order."""
        cursor = QueryCursor(self.query)
        cursor.set_max_start_depth(MAX_QUERY_DEPTH)
        return [captures for _, captures in cursor.matches(tree.root_node)]


def grammar_versions(languages: Iterable[str]) -> list[str]:
    """What the grammars of these languages are, so that what was found with others is found anew."""
    packages = sorted({_SOURCES[language][0] for language in languages})
    return [f"{package}={version(package)}" for package in packages]


@functools.cache
def load_grammar(language: str) -> Grammar:
    """The grammar of one of :data:`GRAPH_LANGUAGES`."""
    module, function, query = _SOURCES[language]
    grammar = Language(getattr(importlib.import_module(module), function)())
    text = (Path(__file__).parent / "queries" / f"{query}.scm").read_text(encoding="utf-8")
    return Grammar(Parser(grammar), Query(grammar, text))
