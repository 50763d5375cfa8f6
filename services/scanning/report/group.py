"""Groups of a report's issues: by rule, by file or by severity. 112 times the same rule are one group.

What is worth tidying up comes after what is wrong, however often it occurs, and what occurs only in tests, documents
and the like comes after both.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Literal, get_args

import msgspec

from services.scanning.analysis.issue import SEVERITIES, Issue, Severity
from services.scanning.analysis.order import RUNNING
from services.scanning.explanation.explanation import Explanation, explain
from services.scanning.files.role import PRODUCT
from services.scanning.report.excerpt import Excerpt, rule_key
from services.scanning.report.report import Report
from services.scanning.report.triaged import triaged

By = Literal["rule", "file", "severity"]
GROUPINGS: tuple[By, ...] = get_args(By)
ISSUES_LISTED = 100
"""Of each group, in an answer to a program; the report has them all."""

_Found = tuple[str, Issue]


class Group(msgspec.Struct, frozen=True, kw_only=True):
    """``severity`` is the worst of its issues, which come in an expert's order. A group of one rule is explained."""

    key: str
    title: str
    severity: Severity
    files: int
    issues: list[_Found]
    explanation: Explanation | None = None
    excerpt: Excerpt | None = None


def groups(report: Report, by: By = "rule") -> list[Group]:
    """All issues of a report, each in one group, the most important group first."""
    key_of: Callable[[_Found], str] = {
        "rule": lambda found: rule_key(found[1]),
        "file": lambda found: found[0],
        "severity": lambda found: found[1].severity,
    }[by]
    parts: dict[str, list[_Found]] = {}
    for found in report.issues_for_experts():
        parts.setdefault(key_of(found), []).append(found)
    made = [_group(report, by, key, part) for key, part in parts.items()]
    if by == "severity":
        return sorted(made, key=lambda group: -SEVERITIES.index(group.severity))
    roles = {file.path: file.role for file in report.files}
    # A group stands where its first issue would: sorting keeps that order.
    return sorted(made, key=lambda group: (roles.get(group.issues[0][0], PRODUCT) not in RUNNING, _is_hygiene(group)))


def to_groups(report: Report, by: By) -> bytes:
    """The open issues as JSON, with the first `ISSUES_LISTED` of each group; the others are counted."""
    found = triaged(report)
    closed = {"accepted": len(found.accepted), "false_positive": found.false_positives}
    return msgspec.json.encode({"group": by, "groups": [_plain(one) for one in groups(found.open, by)], **closed})


def _group(report: Report, by: By, key: str, found: list[_Found]) -> Group:
    first = found[0][1]
    words = explain(first.engine, first.rule) if by == "rule" else None
    return Group(
        key=key,
        title=_title(first, words) if words else key.capitalize() if by == "severity" else key,
        severity=max((issue.severity for _, issue in found), key=SEVERITIES.index),
        files=len({path for path, _ in found}),
        issues=found,
        explanation=words,
        excerpt=report.excerpts.get(key) if by == "rule" else None,
    )


def _title(first: Issue, words: Explanation) -> str:
    return first.message if words.broad and first.message else words.title


def _is_hygiene(group: Group) -> bool:
    return group.explanation is not None and group.explanation.nature == "hygiene"


def _plain(group: Group) -> dict[str, Any]:
    listed = group.issues[:ISSUES_LISTED]
    return {
        "key": group.key,
        "title": group.title,
        "severity": group.severity,
        "count": len(group.issues),
        "files": group.files,
        "explanation": group.explanation,
        "excerpt": group.excerpt,
        "issues": [{"path": path, **msgspec.structs.asdict(issue)} for path, issue in listed],
        "more": len(group.issues) - len(listed),
    }
