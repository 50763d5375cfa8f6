"""A comparison of two scans of a repository: which issues are new, fixed or unchanged.

Issues are matched by file and fingerprint, so they can move within their file, and files can be renamed if their
content stays the same. Equal issues are matched in order.
"""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Iterator
from typing import Any

import msgspec

from services.scanning.analysis.issue import SEVERITIES, Issue
from services.scanning.report.report import Report

_Key = tuple[str, str]


def compare(before: Report, after: Report) -> dict[str, list[dict[str, Any]]]:
    """``{"new", "fixed", "unchanged"}``: lists of issues with their ``path``, the most severe first.

    New and unchanged issues have the lines of ``after``, fixed ones those of ``before``.
    """
    renamed = _renames(before, after)
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
    return {"new": _plain(new), "fixed": _plain(fixed), "unchanged": _plain(unchanged)}


def _issues(report: Report) -> Iterator[tuple[str, Issue, str]]:
    for path, issues in report.issues_by_file.items():
        known = report.fingerprints.get(path, [])
        for index, issue in enumerate(issues):
            # Without the sources, the message is the next best key.
            fingerprint = known[index] if index < len(known) else f"{issue.engine}\0{issue.rule}\0{issue.message}"
            yield path, issue, fingerprint


def _renames(before: Report, after: Report) -> dict[str, str]:
    """Old path -> new path of files that were renamed: same content, and only one candidate."""
    old_paths = {file.path for file in before.files}
    new_paths = {file.path for file in after.files}
    gone = [file for file in before.files if file.path not in new_paths]
    came = [file for file in after.files if file.path not in old_paths]
    gone_count = Counter(file.digest for file in gone)
    came_count = Counter(file.digest for file in came)
    target = {file.digest: file.path for file in came if came_count[file.digest] == 1}
    return {file.path: target[file.digest] for file in gone if gone_count[file.digest] == 1 and file.digest in target}


def _plain(found: list[tuple[str, Issue]]) -> list[dict[str, Any]]:
    ordered = sorted(found, key=lambda item: (-SEVERITIES.index(item[1].severity), item[0], item[1]))
    return [{"path": path, **msgspec.structs.asdict(issue)} for path, issue in ordered]
