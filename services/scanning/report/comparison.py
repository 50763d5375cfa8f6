"""A comparison of two scans of a repository: which issues are new, fixed or unchanged.

Issues are matched by file and fingerprint, so they can move within their file, and files can be renamed and
edited a little at the same time (`rename`). Equal issues are matched in order.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from typing import Any, NamedTuple

import msgspec

from services.scanning.analysis.issue import Issue
from services.scanning.analysis.order import in_expert_order
from services.scanning.report.rename import renames
from services.scanning.report.report import Report
from services.scanning.report.triaged import verdicts_of
from services.scanning.triage.verdict import State

_Key = tuple[str, str]
_LEFT_OUT: dict[str, tuple[State, ...]] = {
    "new": ("accepted", "false_positive"),
    "fixed": ("false_positive",),  # a risk that people accepted and that is gone is fixed all the same
    "unchanged": ("accepted", "false_positive"),
}


class _Found(NamedTuple):
    path: str
    issue: Issue
    state: State


def compare(before: Report, after: Report) -> dict[str, list[dict[str, Any]]]:
    """``{"new", "fixed", "unchanged"}``: lists of issues with their ``path``, what an expert looks at first.

    New and unchanged issues have the lines of ``after``, fixed ones those of ``before``.
    """
    return {
        kind: _plain(found, before if kind == "fixed" else after) for kind, found in _matched(before, after).items()
    }


def compare_open(before: Report, after: Report) -> dict[str, Any]:
    """As `compare`, by the verdicts of both: without what nobody has to look at; ``closed`` counts those of each
    list.
    """
    matched = _matched(before, after)
    still_open = {kind: [one for one in found if one.state not in _LEFT_OUT[kind]] for kind, found in matched.items()}
    lists = {kind: _plain(found, before if kind == "fixed" else after) for kind, found in still_open.items()}
    return {**lists, "closed": {kind: len(matched[kind]) - len(left) for kind, left in still_open.items()}}


def _matched(before: Report, after: Report) -> dict[str, list[_Found]]:
    renamed = renames(before, after)
    waiting: dict[_Key, deque[_Found]] = {}
    for found, fingerprint in _issues(before):
        waiting.setdefault((renamed.get(found.path, found.path), fingerprint), deque()).append(found)
    new: list[_Found] = []
    unchanged: list[_Found] = []
    for found, fingerprint in _issues(after):
        same = waiting.get((found.path, fingerprint))
        if same:
            same.popleft()
            unchanged.append(found)
        else:
            new.append(found)
    fixed = [found for left in waiting.values() for found in left]
    return {"new": new, "fixed": fixed, "unchanged": unchanged}


def _issues(report: Report) -> Iterator[tuple[_Found, str]]:
    for path, issues in report.issues_by_file.items():
        known = report.fingerprints.get(path, [])
        verdicts = verdicts_of(report, path)
        for index, issue in enumerate(issues):
            # Without the sources, the message is the next best key.
            fingerprint = known[index] if index < len(known) else f"{issue.engine}\0{issue.rule}\0{issue.message}"
            verdict = verdicts[index]
            yield _Found(path, issue, verdict.state if verdict else "open"), fingerprint


def _plain(found: list[_Found], report: Report) -> list[dict[str, Any]]:
    ordered = in_expert_order([(one.path, one.issue) for one in found], {file.path: file.role for file in report.files})
    return [{"path": path, **msgspec.structs.asdict(issue)} for path, issue in ordered]
