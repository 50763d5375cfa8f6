"""The order of issues: what an expert would look at first.

What runs for users (product and CI) comes before tests, examples and other people's code; then the worse, the product,
the surer, faults before shapes of code, the larger of shapes, and files on which many others depend.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping

from services.scanning.analysis.issue import SEVERITIES, Issue
from services.scanning.analysis.kind import SHAPES, SPECIFIC, kind_of
from services.scanning.analysis.risk import confidence_rank
from services.scanning.files.role import PRODUCT, ROLES, Role

Found = tuple[str, Issue]
RUNNING: frozenset[Role] = frozenset(("product", "ci"))
"""What runs for users, or makes what does."""


# As `metrics` and `structure` say it: the name of a function may hold other numbers.
_MEASURED = re.compile(r" (?:has|is|takes) (\d{1,9}) [a-z ]{1,30} \(limit ([1-9]\d{0,8})\)\Z")
_REPEATED = re.compile(r"(\d{1,9}) lines of code, ")
_COPY_LINES = 20


def excess(issue: Issue) -> float:
    """How many times its limit a bad shape is, in paths, lines or parameters. 0 for all other issues."""
    if issue.rule not in SHAPES:
        return 0.0
    if measured := _MEASURED.search(issue.message):
        return int(measured[1]) / int(measured[2])
    repeated = _REPEATED.match(issue.message)
    return int(repeated[1]) / _COPY_LINES if repeated else 0.0


def expert_order(
    roles: Mapping[str, Role], fan_in: Mapping[str, int] | None = None
) -> Callable[[Found], tuple[object, ...]]:
    """A key for sorting ``(path, issue)``. ``fan_in`` counts by path how many files depend on it."""
    depended = fan_in or {}

    def key(found: Found) -> tuple[object, ...]:
        path, issue = found
        role = roles.get(path, PRODUCT)
        return (
            role not in RUNNING,
            -SEVERITIES.index(issue.severity),
            ROLES.index(role),
            -confidence_rank(issue),
            _weight(issue),
            -excess(issue),
            -depended.get(path, 0),
            path,
            issue,
        )

    return key


def in_expert_order(
    found: Iterable[Found], roles: Mapping[str, Role], fan_in: Mapping[str, int] | None = None
) -> list[Found]:
    return sorted(found, key=expert_order(roles, fan_in))


def _weight(issue: Issue) -> int:
    kind = kind_of(issue.engine, issue.rule)
    if kind in SPECIFIC:
        return 0
    return 1 if kind in ("bug", "other", "syntax", "duplicate-key") else 2
