"""The room that issues have: in a file, and in a whole scan. What does not fit is counted and not kept.

A 47 KB archive can unpack to files with more than a million faults, and everything that reads an analysis later (web
workers, browsers, SARIF readers) would have to hold them all. So the number of issues is limited by settings, and what
they take in an export by `SCAN_BYTES`, whatever the names and messages are made of. The last quarter of the room is
for high and critical issues: a flood of minor ones leaves no severe one out.
"""

from __future__ import annotations

import heapq
from collections.abc import Sequence
from html import escape
from typing import NamedTuple

import msgspec

from services.scanning.analysis.issue import SEVERITIES, Issue
from services.scanning.analysis.suppression import Suppression
from services.visible import visible

SCAN_BYTES = 20 * 2**20
FILE_BYTES = 2 * 2**20
_RESULT_BYTES = 700
"""What SARIF, the largest export, writes around an issue."""
_MINOR_SHARE = 0.75


class KeptIssues(NamedTuple):
    """The issues of one file by line, and how many more were found there."""

    issues: list[Issue]
    not_kept: int


class IssueRoom:
    """For one scan. A file's worst issues are kept first."""

    def __init__(self, per_file: int, per_scan: int, suppression: Suppression | None = None) -> None:
        self._suppression = suppression or Suppression()
        self._per_file = per_file
        self._minor = _Room(_MINOR_SHARE * per_scan, _MINOR_SHARE * SCAN_BYTES)
        self._whole = _Room(per_scan, SCAN_BYTES)

    def keep(self, path: str, issues: Sequence[Issue]) -> KeptIssues:
        """Those issues of a file for which there is room, without what the repository suppresses."""
        issues = self._suppression.without_suppressed(path, issues)
        kept: list[Issue] = []
        in_file = _Room(self._per_file, FILE_BYTES)
        for issue in heapq.nsmallest(self._per_file, issues, key=_worst_first):
            rooms = (self._minor, in_file, self._whole) if _is_minor(issue) else (in_file, self._whole)
            if all(room.is_open for room in rooms):
                size = export_bytes(path, issue)
                if all(room.takes(size) for room in rooms):
                    kept.append(issue)
        return KeptIssues(sorted(kept), len(issues) - len(kept))


class _Room:
    """Closed by the first issue that does not fit."""

    def __init__(self, count: float, size: float) -> None:
        self._count = count
        self._bytes = size
        self.is_open = True

    def takes(self, size: int) -> bool:
        self._count -= 1
        self._bytes -= size
        self.is_open = self._count >= 1 and self._bytes > 0
        return self._count >= 0 and self._bytes >= 0


def export_bytes(path: str, issue: Issue) -> int:
    """At least what the issue takes in any export: JSON repeats nothing, SARIF the quoted path, HTML escapes most."""
    shown = f"{issue.rule}{issue.rule}{issue.message}"
    text = max(len(escape(visible(shown)).encode("utf-8", "replace")), len(msgspec.json.encode(shown)))
    return _RESULT_BYTES + 3 * len(path.encode("utf-8", "replace")) + text


def _is_minor(issue: Issue) -> bool:
    return issue.severity in ("low", "medium")


def _worst_first(issue: Issue) -> tuple[int, Issue]:
    return -SEVERITIES.index(issue.severity), issue
