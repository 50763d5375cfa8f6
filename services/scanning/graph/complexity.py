"""The complexity of a file: the independent paths of all its functions, as `measurement` counts them, by one query over
the tree that the outline is read from anyway.
"""

from __future__ import annotations

import functools

from tree_sitter import Query, QueryCursor, QueryError, Tree

from services.scanning.graph.grammar import MAX_QUERY_DEPTH, load_grammar
from services.scanning.measurement.syntax import CASES, DEFAULTS, SYNTAX

_LONGEST_DEFAULT = max(map(len, DEFAULTS))


def complexity(language: str, tree: Tree, content: bytes) -> int:
    """0 for a file without functions and branches, and for a language that is not measured."""
    query = _query(language)
    if query is None:
        return 0
    cursor = QueryCursor(query)
    cursor.set_max_start_depth(MAX_QUERY_DEPTH)
    found = cursor.captures(tree.root_node)
    begins = (content[case.start_byte : case.start_byte + _LONGEST_DEFAULT] for case in found.get("case", ()))
    return len(found.get("path", ())) + sum(not begin.startswith(DEFAULTS) for begin in begins)


@functools.cache
def _query(language: str) -> Query | None:
    syntax = SYNTAX.get(language)
    if syntax is None:
        return None
    known = load_grammar(language).parser.language
    assert known is not None
    patterns = [f"({kind}) @{'case' if kind in CASES else 'path'}" for kind in syntax.functions | syntax.branches]
    patterns += [f'"{token}" @path' for token in syntax.tokens]
    usable = []
    for pattern in sorted(patterns):
        try:
            Query(known, pattern)
        except QueryError:  # the language's versions of a grammar differ in such names
            continue
        usable.append(pattern)
    return Query(known, "\n".join(usable))
