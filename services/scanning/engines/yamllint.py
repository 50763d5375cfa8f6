"""Yamllint: YAML that is broken or contradicts itself."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

from services.scanning.analysis.issue import Issue, Severity
from services.scanning.engines.resident_engine import ResidentEngine

CONFIGURATION = "rules: {key-duplicates: enable, octal-values: enable, anchors: enable}"
_SEVERITIES: dict[str, Severity] = {"key-duplicates": "medium", "anchors": "medium", "octal-values": "low"}
_TEMPLATE_MARKS = ("{{", "{%", "<%")  # Helm, Jinja, ERB: no YAML until rendered


class Yamllint(ResidentEngine):
    name = "yamllint"
    package = "yamllint"
    languages = frozenset({"yaml"})
    module = __file__
    check_module = __name__


def check_file(path: str) -> list[Issue]:
    """Runs in the resident process."""
    from yamllint import linter

    text = Path(path).read_text(encoding="utf-8", errors="replace")
    is_template = any(mark in text for mark in _TEMPLATE_MARKS)
    issues = []
    for problem in linter.run(text, _configuration()):
        if problem.rule is None and is_template:
            continue
        rule = problem.rule or "syntax"
        issues.append(
            Issue(problem.line, problem.column, rule, _SEVERITIES.get(rule, "high"), problem.desc, "yamllint")
        )
    return sorted(issues)


@cache
def _configuration() -> Any:
    from yamllint.config import YamlLintConfig

    return YamlLintConfig(CONFIGURATION)
