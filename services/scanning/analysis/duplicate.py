"""Duplicates: the same fault reported by two engines counts once, under its highest severity.

Ruff's ``S602`` is its port of bandit's ``B602``: same number, same fault. Bandit, ruff and the secrets engine all see a
password in the source.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterable

import msgspec

from services.scanning.analysis.issue import SEVERITIES, Issue

_NUMBERED = {"ruff": re.compile(r"S(\d{3})"), "bandit": re.compile(r"B(\d{3})")}
_NEAR_LINES = 3  # if a statement spans lines, one engine names its start and the other the string
_PASSWORD_NUMBERS = frozenset({"105", "106", "107"})


def fault(issue: Issue) -> str:
    """What an issue is about. Two engines' names of one fault give the same."""
    if issue.engine == "secrets":
        return "secret"
    numbered = _NUMBERED[issue.engine].fullmatch(issue.rule) if issue.engine in _NUMBERED else None
    if numbered is None:
        return f"{issue.engine}:{issue.rule}"
    return "secret" if numbered[1] in _PASSWORD_NUMBERS else f"python-security:{numbered[1]}"


def without_duplicates(issues: Iterable[Issue]) -> list[Issue]:
    """One file's issues by line, each fault once."""
    groups: dict[str, list[Issue]] = {}
    for issue in sorted(set(issues)):
        groups.setdefault(fault(issue), []).append(issue)
    distinct = [_one_a_line(group) if name == "secret" else _pairs_joined(group) for name, group in groups.items()]
    return sorted(issue for group in distinct for issue in group)


def _one_a_line(group: list[Issue]) -> list[Issue]:
    by_line: dict[int, Issue] = {}
    for issue in group:
        known = by_line.get(issue.line)
        if known is None or _rank(issue) > _rank(known):
            by_line[issue.line] = issue
    return list(by_line.values())


def _rank(issue: Issue) -> tuple[int, bool]:
    return SEVERITIES.index(issue.severity), issue.engine == "secrets"


def _pairs_joined(group: list[Issue]) -> list[Issue]:
    """Nearest pairs first. Each issue of one engine replaces at most one of the other.

    Partners are looked up by line: a file may have any number of issues.
    """
    waiting: dict[int, deque[Issue]] = {}
    for issue in group:
        if issue.engine == "bandit":
            waiting.setdefault(issue.line, deque()).append(issue)
    alone = [issue for issue in group if issue.engine == "ruff"]
    joined = [issue for issue in group if issue.engine not in ("ruff", "bandit")]
    for distance in range(_NEAR_LINES + 1):
        unpaired = []
        for own in alone:
            other = _next_at(waiting, own.line - distance) or _next_at(waiting, own.line + distance)
            if other is None:
                unpaired.append(own)
                continue
            severity = max(own.severity, other.severity, key=SEVERITIES.index)
            joined.append(msgspec.structs.replace(own, severity=severity))
        alone = unpaired
    return joined + alone + [issue for left in waiting.values() for issue in left]


def _next_at(waiting: dict[int, deque[Issue]], line: int) -> Issue | None:
    at_line = waiting.get(line)
    return at_line.popleft() if at_line else None
