"""A comparison of two scans of a repository: which issues are new, fixed or unchanged.

Issues are matched by file and fingerprint, so they can move within their file, and files can be renamed and
edited a little at the same time (`rename`). Equal issues are matched in order.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from typing import Any

import msgspec

from services.scanning.analysis.issue import Issue
from services.scanning.analysis.order import in_expert_order
from services.scanning.report.rename import renames
from services.scanning.report.report import Report

_Key = tuple[str, str]


def compare(before: Report, after: Report) -> dict[str, list[dict[str, Any]]]:
    """``{"new", "fixed", "unchanged"}``: lists of issues with their ``path``, what an expert looks at first.

    New and unchanged issues have the lines of ``after``, fixed ones those of ``before``.
    """
    renamed = renames(before, after)
    waiting: dict[_Key, deque[tuple[str, Issue]]] = {}
    for path, issue, fingerprint in _issues(before):
        waiting.setdefault((renamed.get(path, path), fingerprint), deque()).append((path, issue))
    new: list[tuple[str, Issue]] = []
    unchanged: list[tuple[str, Issue]] = []
    for path, issue, fingerprint in _issues(after):
        same = waiting.get((path, fingerprint))
        if same:
            same.popleft()
            unchanged.append((path, issue))
        else:
            new.append((path, issue))
    fixed = [found for left in waiting.values() for found in left]
    return {"new": _plain(new, after), "fixed": _plain(fixed, before), "unchanged": _plain(unchanged, after)}


def _issues(report: Report) -> Iterator[tuple[str, Issue, str]]:
    for path, issues in report.issues_by_file.items():
        known = report.fingerprints.get(path, [])
        for index, issue in enumerate(issues):
            # Without the sources, the message is the next best key.
            fingerprint = known[index] if index < len(known) else f"{issue.engine}\0{issue.rule}\0{issue.message}"
            yield path, issue, fingerprint


def _plain(found: list[tuple[str, Issue]], report: Report) -> list[dict[str, Any]]:
    ordered = in_expert_order(found, {file.path: file.role for file in report.files})
    return [{"path": path, **msgspec.structs.asdict(issue)} for path, issue in ordered]
