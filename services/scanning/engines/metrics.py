"""Metrics: functions too complex, too long or with too many parameters, measured on the syntax tree."""

from __future__ import annotations

import hashlib
from pathlib import Path

from services.scanning import measurement
from services.scanning.analysis.issue import Issue, Severity
from services.scanning.engines.resident_engine import ResidentEngine
from services.scanning.files.source_file import SourceFile
from services.scanning.graph.grammar import grammar_versions
from services.scanning.measurement.function import MEASURED_LANGUAGES, Function, measure

_Limits = tuple[tuple[int, Severity], ...]  # most severe first
COMPLEXITY: _Limits = ((50, "high"), (25, "medium"), (15, "low"))  # independent paths (McCabe)
LENGTH: _Limits = ((400, "medium"), (150, "low"))  # lines of code
PARAMETERS: _Limits = ((12, "low"),)
TANGLE = 30
"""A function whose conditions are no deeper in each other than this is flat: long tables, lists of options and checks
one after another are easy to read, whatever they count."""
PATHS_AND_TANGLE = 85
"""Nor is one hard that is only a little of both. Two readers of functions of real projects wanted to be shown 52 of the
56 above both limits in rounds 1 to 5 (`bench/findings/README.md`, without deprecated code), and 13 of 20 in round 6."""


class Metrics(ResidentEngine):
    name = "metrics"
    package = "tree-sitter"
    languages = MEASURED_LANGUAGES
    module = __file__
    check_module = __name__

    @property
    def configuration(self) -> str:
        """What is measured depends on each grammar as well, and on what counts as a branch."""
        sources = sorted(Path(measurement.__path__[0]).glob("*.py"))
        grammars = " ".join(grammar_versions(self.languages))
        parts = [super().configuration.encode(), grammars.encode(), *(path.read_bytes() for path in sources)]
        return hashlib.sha256(b"\0".join(parts)).hexdigest()[:16]

    def request(self, root: Path, file: SourceFile) -> tuple[str, ...]:
        return file.language, str(root / file.path)


def check_file(language: str, path: str) -> list[Issue]:
    """Runs in the resident process."""
    issues: list[Issue] = []
    for function in measure(language, Path(path).read_bytes()):
        issues += _issues(function)
    return sorted(issues)


def _issues(function: Function) -> list[Issue]:
    name = function.name[:80]
    measured = (
        ("complexity", function.complexity, COMPLEXITY, f"{name} has {function.complexity} independent paths"),
        ("function-length", function.lines, LENGTH, f"{name} is {function.lines} lines of code long"),
        ("parameter-count", function.parameters, PARAMETERS, f"{name} takes {function.parameters} parameters"),
    )
    issues = []
    for rule, value, limits, message in measured:
        if rule == "function-length" and function.wraps:
            continue
        exceeded = next(((limit, severity) for limit, severity in limits if value > limit), None)
        if exceeded:
            severity = exceeded[1] if _is_hard(function) else "low"
            text = f"{message} (limit {limits[-1][0]})"
            issues.append(Issue(function.line, 1, rule, severity, text, "metrics"))
    return issues


def _is_hard(function: Function) -> bool:
    return function.tangle > TANGLE and function.complexity + function.tangle > PATHS_AND_TANGLE
