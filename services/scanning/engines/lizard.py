"""Lizard: functions too complex, too long or with too many parameters, in every language that it reads."""

from __future__ import annotations

from typing import Any

from services.scanning.analysis.issue import Issue, Severity
from services.scanning.engines.resident_engine import ResidentEngine

_Limits = tuple[tuple[int, Severity], ...]  # most severe first
COMPLEXITY: _Limits = ((50, "high"), (25, "medium"), (15, "low"))  # independent paths (McCabe)
LENGTH: _Limits = ((400, "medium"), (150, "low"))  # lines of code
PARAMETERS: _Limits = ((12, "low"),)


class Lizard(ResidentEngine):
    name = "lizard"
    package = "lizard"
    languages = frozenset((
        "c", "cpp", "c_sharp", "erlang", "fortran", "gdscript", "go", "java", "javascript", "kotlin", "lua",
        "objective_c",
        "perl", "php", "python", "r", "ruby", "rust", "scala", "solidity", "swift", "tsx", "typescript", "vue", "zig",
    ))  # fmt: skip
    module = __file__
    check_module = __name__


def check_file(path: str) -> list[Issue]:
    """Runs in the resident process."""
    import lizard

    with open(path, encoding="utf-8", errors="replace") as source:  # noqa: PTH123 - newlines as lizard expects them
        analysed = lizard.analyze_file.analyze_source_code(path, source.read())
    issues: list[Issue] = []
    for function in analysed.function_list:
        issues += _issues(function)
    return sorted(issues)


def _issues(function: Any) -> list[Issue]:
    name = function.name[:80]
    measured = (
        (
            "complexity",
            function.cyclomatic_complexity,
            COMPLEXITY,
            f"{name} has {function.cyclomatic_complexity} independent paths",
        ),
        ("function-length", function.nloc, LENGTH, f"{name} is {function.nloc} lines of code long"),
        (
            "parameter-count",
            len(function.parameters),
            PARAMETERS,
            f"{name} takes {len(function.parameters)} parameters",
        ),
    )
    issues = []
    for rule, value, limits, message in measured:
        exceeded = next(((limit, severity) for limit, severity in limits if value > limit), None)
        if exceeded:
            text = f"{message} (limit {limits[-1][0]})"
            issues.append(Issue(max(1, function.start_line), 1, rule, exceeded[1], text, "lizard"))
    return issues
