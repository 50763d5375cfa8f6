"""Risk: how bad an issue is, judged by its kind and by where it is, not by the engine that found it.

An SQL injection is worse than an action that is not pinned. An engine that looks at evidence (whether the text can come
from a stranger, which token it is) may say less than the kind's risk; one that only knows a name may not. What is
guessed from a pattern alone is one step lower, and what a linter only hints at (`lint`) is low.

In examples, vendored and generated code an issue is one step lower: nobody's data passes there, or somebody else has
to mend it. In tests and documentation it is two steps lower.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

import msgspec

from services.scanning.analysis.issue import SEVERITIES, Issue, Severity
from services.scanning.analysis.kind import (
    HARD_CODED_KEY,
    INJECTIONS,
    MACHINES,
    MEMORY,
    SHAPES,
    SPECIFIC,
    WEAKNESSES,
    kind_of,
)
from services.scanning.analysis.lint import is_hint
from services.scanning.files.role import Role

Confidence = Literal["low", "medium", "high"]
_CONFIDENCES: tuple[Confidence, ...] = ("low", "medium", "high")

_RISK: dict[str, Severity] = {
    **dict.fromkeys(INJECTIONS, "high"),
    **dict.fromkeys(WEAKNESSES, "medium"),
    **dict.fromkeys(MEMORY, "high"),
    **dict.fromkeys(MACHINES, "medium"),
    **dict.fromkeys(SHAPES, "medium"),
    HARD_CODED_KEY: "critical",
    "open-redirect": "medium",
    "regex-dos": "medium",
    "header-injection": "medium",
    "tls-verification-off": "high",
    "jwt-not-verified": "high",
    "hidden-text": "high",
    "buffer-overflow": "critical",
    "toctou": "medium",
    "exposed-interface": "low",
    "insecure-temporary-file": "low",
    "excessive-permissions": "low",
    "self-hosted-runner": "low",
    "unpinned-action": "low",
    "unpinned-base": "low",
    "unpinned-image": "low",
    "unpinned-download": "low",
    "workflow-hygiene": "low",
    "line-ends": "low",
    "style": "low",
    "shell-quoting": "low",
    "syntax": "medium",
    "duplicate-key": "medium",
    "bug": "high",
}
"""The most that an issue of a kind is. One of no kind that we know is as bad as its engine says."""

_ANSWERABLE = frozenset(("semgrep", "rlm"))
"""Their rules state the risk."""
_GRADING = frozenset(("zizmor", "cppcheck", "flawfinder", "secrets", "bandit"))
"""They look at evidence and say less where it is thin."""
_GUESSES = frozenset((
    "S608", "S610", "S611", "S105", "S106", "S107",
    "no-eval", "no-implied-eval", "no-new-func", "no-danger", "Keyword", "BasicAuth",
))  # fmt: skip
"""Rules that see a name and not where its text comes from."""
_GUESSED_KEYS = frozenset(("Keyword", "BasicAuth"))
_STEPS: Mapping[Role, int] = {"example": 1, "vendored": 1, "generated": 1, "test": 2, "documentation": 2}


def confidence_of(issue: Issue) -> Confidence:
    """How sure its engine can be."""
    if issue.rule in _GUESSES or issue.engine == "flawfinder" or _is_hint(issue, kind_of(issue.engine, issue.rule)):
        return "low"
    return "high" if issue.engine == "semgrep" else "medium"


def confidence_rank(issue: Issue) -> int:
    return _CONFIDENCES.index(confidence_of(issue))


def rated(issue: Issue, role: Role) -> Issue:
    """The issue with the severity that its kind and place give it."""
    place = SEVERITIES.index(_risk(issue, kind_of(issue.engine, issue.rule)))
    if role == "ci" and issue.rule in _GUESSED_KEYS:  # the password of a database that lives as long as a test
        place = 0
    severity = SEVERITIES[max(0, place - _STEPS.get(role, 0))]
    return issue if severity == issue.severity else msgspec.structs.replace(issue, severity=severity)


def _is_hint(issue: Issue, kind: str) -> bool:
    return is_hint(issue.engine, issue.rule, kind)


def _risk(issue: Issue, kind: str) -> Severity:
    if _is_hint(issue, kind):
        return "low"
    most = _RISK.get(kind)
    if most is None or issue.engine in _ANSWERABLE:
        return issue.severity
    if issue.engine in _GRADING or kind not in SPECIFIC or kind == HARD_CODED_KEY:
        return min(issue.severity, most, key=SEVERITIES.index)
    if confidence_of(issue) == "low":
        return SEVERITIES[max(0, SEVERITIES.index(most) - 1)]
    return most
