"""Groups of a report's issues: by rule, by file or by severity. 112 times the same rule are one group.

They stand in sections. First comes what an expert would look at: what is wrong, and functions whose shape makes faults
likely, in what runs for users or makes what does. Hints follow: what a linter suspects, and what is worth tidying up.
What occurs only in tests, documents and the like is elsewhere.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby
from typing import Any, Literal, get_args

import msgspec

from services.scanning.analysis.issue import SEVERITIES, Issue, Severity
from services.scanning.analysis.kind import SHAPES
from services.scanning.analysis.order import RUNNING
from services.scanning.explanation.explanation import Explanation, explain
from services.scanning.files.role import PRODUCT, Role
from services.scanning.report.excerpt import Excerpt, rule_key
from services.scanning.report.report import Report
from services.scanning.report.triaged import triaged

By = Literal["rule", "file", "severity"]
Section = Literal["first", "hints", "elsewhere"]
SECTION_TITLES: dict[Section, str] = {
    "first": "Look at these first",
    "hints": "Hints and tidying up",
    "elsewhere": "In tests, documents, examples and other people's code",
}
SECTIONS = tuple(SECTION_TITLES)
GROUPINGS: tuple[By, ...] = get_args(By)
ISSUES_LISTED = 100
"""Of each group, in an answer to a program; the report has them all."""

_Found = tuple[str, Issue]


class Group(msgspec.Struct, frozen=True, kw_only=True):
    """``severity`` is the worst of its issues, which come in an expert's order. A group of one rule is explained."""

    key: str
    title: str
    severity: Severity
    section: Section
    files: int
    issues: list[_Found]
    explanation: Explanation | None = None
    excerpt: Excerpt | None = None


def groups(report: Report, by: By = "rule") -> list[Group]:
    """All issues of a report, each in one group, the most important group first.

    A rule has a group in each section where it has issues. A file is in the section of its most important issue.
    """
    roles = {file.path: file.role for file in report.files}
    parts: dict[tuple[Section | None, str], list[_Found]] = {}
    for path, issue in report.issues_for_experts():
        section = _section(issue, roles.get(path, PRODUCT)) if by == "rule" else None
        parts.setdefault((section, _key(by, path, issue)), []).append((path, issue))
    made = [_group(report, by, key, found, section, roles) for (section, key), found in parts.items()]
    if by == "severity":
        return sorted(made, key=lambda group: -SEVERITIES.index(group.severity))
    # A group stands where its first issue would: sorting keeps that order.
    return sorted(made, key=lambda group: (SECTIONS.index(group.section), _place_in_section(group)))


def to_groups(report: Report, by: By) -> bytes:
    """The open issues as JSON, with the first `ISSUES_LISTED` of each group; the others are counted."""
    found = triaged(report)
    closed = {"accepted": len(found.accepted), "false_positive": found.false_positives}
    return msgspec.json.encode({"group": by, "groups": [_plain(one) for one in groups(found.open, by)], **closed})


def _key(by: By, path: str, issue: Issue) -> str:
    return path if by == "file" else issue.severity if by == "severity" else rule_key(issue)


def _group(
    report: Report, by: By, key: str, found: list[_Found], section: Section | None, roles: Mapping[str, Role]
) -> Group:
    path, first = found[0]
    words = explain(first.engine, first.rule) if by == "rule" else None
    return Group(
        key=key,
        title=_title(first, words) if words else key.capitalize() if by == "severity" else key,
        severity=max((issue.severity for _, issue in found), key=SEVERITIES.index),
        section=section or ("first" if by == "severity" else _section(first, roles.get(path, PRODUCT))),
        files=len({path for path, _ in found}),
        issues=found,
        explanation=words,
        excerpt=_excerpt(report, key, found) if by == "rule" else None,
    )


def _place_in_section(group: Group) -> int:
    """Among hints, readers found shapes worth a look most often, and what only tidies up never
    (`bench/findings/README.md`).
    """
    words = group.explanation
    if group.section == "first" or words is None:
        return 1
    if words.kind in SHAPES:
        return 0 if group.section == "hints" else 1
    return 2 if words.nature == "hygiene" else 1


def _excerpt(report: Report, key: str, found: list[_Found]) -> Excerpt | None:
    """A rule has one excerpt, which belongs to the group with its issue."""
    made = report.excerpts.get(key)
    return made if made and any(path == made.path and issue.line == made.line for path, issue in found) else None


def by_section(found: Iterable[Group]) -> Iterator[tuple[str, list[Group]]]:
    """The title of each section that has groups, with these."""
    for section, part in groupby(found, key=lambda group: group.section):
        yield SECTION_TITLES[section], list(part)


def _title(first: Issue, words: Explanation) -> str:
    return first.message if words.broad and first.message else words.title


def _section(issue: Issue, role: Role) -> Section:
    if role not in RUNNING:
        return "elsewhere"
    words = explain(issue.engine, issue.rule)
    is_tidying = words.nature == "hygiene" and words.kind not in SHAPES
    return "hints" if issue.severity == "low" or is_tidying else "first"


def _plain(group: Group) -> dict[str, Any]:
    listed = group.issues[:ISSUES_LISTED]
    return {
        "key": group.key,
        "title": group.title,
        "severity": group.severity,
        "section": group.section,
        "count": len(group.issues),
        "files": group.files,
        "explanation": group.explanation,
        "excerpt": group.excerpt,
        "issues": [{"path": path, **msgspec.structs.asdict(issue)} for path, issue in listed],
        "more": len(group.issues) - len(listed),
    }
