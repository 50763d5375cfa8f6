"""Duplicates: one fault is one issue, whichever engines saw it, under its highest severity.

What is of one kind at one place is one fault. Ruff's ``S602``, bandit's ``B602`` and a rule that follows the data name
the same call. A password is one a line. A syntax error and a file's line ends are one a file: the first causes the
others.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterable

import msgspec

from services.scanning.analysis.issue import SEVERITIES, Issue
from services.scanning.analysis.kind import HARD_CODED_KEY, ONCE_A_FILE, SPECIFIC, kind_of

_NEAR_LINES = 3  # if a statement spans lines, one engine names its start and the other the string
_NUMBERED = re.compile(r"[SB](\d{3})")
_BEST_FIRST = ("secrets", "ruff", "bandit")
_LAST = "semgrep"  # people know the linters' names, and look them up


def fault(issue: Issue) -> str:
    """What an issue is about. Two engines' names of one fault give the same."""
    kind = kind_of(issue.engine, issue.rule)
    if kind in SPECIFIC or kind in ONCE_A_FILE:
        return kind
    numbered = _NUMBERED.fullmatch(issue.rule) if issue.engine in ("ruff", "bandit") else None
    return f"python:{numbered[1]}" if numbered else f"{issue.engine}:{issue.rule}"


def without_duplicates(issues: Iterable[Issue]) -> list[Issue]:
    """One file's issues by line, each fault once."""
    groups: dict[str, list[Issue]] = {}
    for issue in sorted(set(issues)):
        groups.setdefault(fault(issue), []).append(issue)
    distinct = [_distinct(name, group) for name, group in groups.items()]
    return sorted(issue for group in distinct for issue in group)


def _distinct(name: str, group: list[Issue]) -> list[Issue]:
    if name == HARD_CODED_KEY:
        return _one_a_line(group)
    if name in ONCE_A_FILE:
        first = {issue.engine: issue for issue in reversed(group)}
        return [min(first.values())]
    return _joined(group)


def _one_a_line(group: list[Issue]) -> list[Issue]:
    by_line: dict[int, Issue] = {}
    for issue in group:
        known = by_line.get(issue.line)
        if known is None or _rank(issue) > _rank(known):
            by_line[issue.line] = issue
    return list(by_line.values())


def _rank(issue: Issue) -> tuple[bool, int, bool]:
    return issue.engine != _LAST, SEVERITIES.index(issue.severity), issue.engine == "secrets"


def _joined(group: list[Issue]) -> list[Issue]:
    """Each rule's issues are added to what better rules have found."""
    by_rule: dict[tuple[int, str, str], list[Issue]] = {}
    for issue in group:
        by_rule.setdefault((_place(issue.engine), issue.engine, issue.rule), []).append(issue)
    kept: list[Issue] = []
    for rule in sorted(by_rule):
        kept = _paired(kept, by_rule[rule])
    return kept


def _place(engine: str) -> int:
    if engine in _BEST_FIRST:
        return _BEST_FIRST.index(engine)
    return len(_BEST_FIRST) + (engine == _LAST)


def _paired(kept: list[Issue], more: list[Issue]) -> list[Issue]:
    """Nearest pairs first. Each issue that was kept stands for at most one of the others.

    Partners are looked up by line: a file may have any number of issues.
    """
    waiting: dict[int, deque[Issue]] = {}
    for issue in more:
        waiting.setdefault(issue.line, deque()).append(issue)
    engine = more[0].engine
    alone, joined = kept, []
    for distance in range(_NEAR_LINES + 1):
        unpaired = []
        for own in alone:
            # Two lines on which one engine sees something are two places.
            is_near = distance == 0 or own.engine != engine
            other = _next_at(waiting, own.line - distance, own.line + distance) if is_near else None
            if other is None:
                unpaired.append(own)
                continue
            joined.append(
                msgspec.structs.replace(own, severity=max(own.severity, other.severity, key=SEVERITIES.index))
            )
        alone = unpaired
    return joined + alone + [issue for left in waiting.values() for issue in left]


def _next_at(waiting: dict[int, deque[Issue]], *lines: int) -> Issue | None:
    return next((waiting[line].popleft() for line in lines if waiting.get(line)), None)
