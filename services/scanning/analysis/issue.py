"""An issue: one finding of one engine at one place. Every engine's output is translated to this."""

from __future__ import annotations

from typing import Literal

import msgspec

Severity = Literal["low", "medium", "high", "critical"]
SEVERITIES: tuple[Severity, ...] = ("low", "medium", "high", "critical")

MAX_MESSAGE_CHARS = 500
MAX_RULE_CHARS = 100


class Issue(msgspec.Struct, frozen=True, order=True):
    """``line`` and ``column`` count from 1; ``rule`` is the engine's name for it, such as ``S602``."""

    line: int
    column: int
    rule: str
    severity: Severity
    message: str
    engine: str


IssuesByFile = dict[str, list[Issue]]
"""Path relative to the repository's root, with ``/`` -> issues by line."""


def bounded(issue: Issue) -> Issue:
    """The issue in valid UTF-8 and of a bounded size: an engine may quote any part of a file."""
    message, rule = (
        _cut(writable_text(issue.message), MAX_MESSAGE_CHARS),
        _cut(writable_text(issue.rule), MAX_RULE_CHARS),
    )
    if (message, rule) == (issue.message, issue.rule):
        return issue
    return msgspec.structs.replace(issue, message=message, rule=rule)


def _cut(text: str, max_chars: int) -> str:
    return text if len(text) <= max_chars else text[: max_chars - 1] + "…"


def writable_text(text: str) -> str:
    return text.encode("utf-8", "replace").decode("utf-8")
