"""An excerpt: the lines around an issue, for reports that are read without the repository.

One for each rule. Reports are passed on, so no excerpt holds a line in which a secret was found.
"""

from __future__ import annotations

from collections.abc import Iterable, Set
from itertools import islice
from pathlib import Path

import msgspec

from services.scanning.analysis.issue import Issue, writable_text
from services.scanning.explanation.explanation import explain

MAX_EXCERPTS = 300
_AROUND = 2
_MAX_LINE_CHARS = 160
_MAX_BYTES = 2 * 2**20
HIDDEN = "… (a secret)"


class Excerpt(msgspec.Struct, frozen=True):
    """``lines`` begin with the number ``first``; the issue is in ``line``."""

    path: str
    first: int
    line: int
    lines: list[str]


def rule_key(issue: Issue) -> str:
    return f"{issue.engine} {issue.rule}"


def excerpts(root: Path, found: Iterable[tuple[str, Issue]]) -> dict[str, Excerpt]:
    """By `rule_key`, of the first issue of each rule. A rule about secrets has none."""
    first: dict[str, tuple[str, Issue]] = {}
    secrets: dict[str, set[int]] = {}
    for path, issue in found:
        if _is_secret(issue):
            secrets.setdefault(path, set()).add(issue.line)
        elif len(first) < MAX_EXCERPTS:
            first.setdefault(rule_key(issue), (path, issue))
    made = {key: _excerpt(root, path, issue, secrets.get(path, set())) for key, (path, issue) in first.items()}
    return {key: excerpt for key, excerpt in made.items() if excerpt.lines}


def _excerpt(root: Path, path: str, issue: Issue, secret: Set[int]) -> Excerpt:
    first = max(1, issue.line - _AROUND)
    lines = [
        HIDDEN if number in secret else _shown(line)
        for number, line in enumerate(_lines(root / path, first, issue.line + _AROUND), first)
    ]
    return Excerpt(path, first, issue.line, lines)


def _lines(path: Path, first: int, last: int) -> list[str]:
    try:
        with path.open("rb") as file:
            text = file.read(_MAX_BYTES).decode("utf-8", "replace")
    except OSError:
        return []
    return list(islice(text.splitlines(), first - 1, last))


def _shown(line: str) -> str:
    text = writable_text(line.expandtabs(4))
    return text if len(text) <= _MAX_LINE_CHARS else text[: _MAX_LINE_CHARS - 1] + "…"


def _is_secret(issue: Issue) -> bool:
    return "secret" in explain(issue.engine, issue.rule).tags
