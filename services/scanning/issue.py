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
