"""Which lines enclose a line: the heads of the blocks around it, by indentation, which all languages share."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

_MOST_LINES = 3000
"""Upwards. A block that begins further above is not looked for."""
_MOST_COLUMNS = 400
_COMMENT = re.compile(r"\s*(?://|/?\*|#(?!\[|\s{0,8}(?:if|el|end|define|include)))")
_ANNOTATION = re.compile(r"\s*(?:@\w|\[\w|#\[)")
_BRACKET = re.compile(r"\s*[)\]{]")
_OTHERWISE = re.compile(r"\s*(?:\}\s{0,8})?(?:else\s{0,8}[:{]?\s{0,8}$|elif\b|else\s{1,8}if\b|elsif\b|elseif\b)")


def enclosing(lines: Sequence[str], number: int) -> Iterator[int]:
    """The line itself, counted from 1, and the heads of the blocks around it, innermost first.

    A branch that is taken otherwise is followed by the heads of the branches before it, whose conditions it shares.
    """
    if not 0 < number <= len(lines):
        return
    yield number
    inner, with_equal = _indent(lines[number - 1]), _continues(lines[number - 1])
    for above in range(number - 1, max(0, number - _MOST_LINES), -1):
        line = lines[above - 1][:_MOST_COLUMNS]
        if not line.strip() or _COMMENT.match(line):
            continue
        indent = _indent(line)
        if indent < inner or (with_equal and indent == inner):
            yield above
            inner, with_equal = indent, _continues(line)


def head_of(lines: Sequence[str], number: int) -> Iterator[str]:
    """The comment and the annotations right above a line, from below."""
    for above in range(number - 1, max(0, number - 100), -1):
        line = lines[above - 1][:_MOST_COLUMNS]
        if not (_COMMENT.match(line) or _ANNOTATION.match(line)):
            return
        yield line


def _continues(line: str) -> bool:
    """Whether the head of its block, or of the branch before it, stands above at the same depth."""
    return bool(_BRACKET.match(line) or _OTHERWISE.match(line[:_MOST_COLUMNS]))


def _indent(line: str) -> int:
    text = line[:_MOST_COLUMNS].expandtabs(8)
    return len(text) - len(text.lstrip())
