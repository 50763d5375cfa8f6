"""An issue: one finding of one engine at one place, in the one schema that every engine is translated to."""

from __future__ import annotations

from typing import Literal

import msgspec

Severity = Literal["low", "medium", "high", "critical"]
SEVERITIES: tuple[Severity, ...] = ("low", "medium", "high", "critical")


class Issue(msgspec.Struct, frozen=True, order=True):
    """``line`` and ``column`` count from 1; ``rule`` is the engine's own name for it, such as ``S602``."""

    line: int
    column: int
    rule: str
    severity: Severity
    message: str
    engine: str


IssuesByFile = dict[str, list[Issue]]
"""Path relative to the repository's root, with ``/`` -> its issues in order of line."""


def writable(issue: Issue) -> Issue:
    """The issue in text that UTF-8 can hold: an engine may quote bytes of a file that are none."""
    message, rule = writable_text(issue.message), writable_text(issue.rule)
    if (message, rule) == (issue.message, issue.rule):
        return issue
    return msgspec.structs.replace(issue, message=message, rule=rule)


def writable_text(text: str) -> str:
    return text.encode("utf-8", "replace").decode("utf-8")
