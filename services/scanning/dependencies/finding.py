"""What is found in a repository's dependencies, as issues: each package that has known vulnerabilities, where a file
pins it.

One package is one issue, however many vulnerabilities it has: all of them are mended by one update.
"""

from __future__ import annotations

import re
from typing import Any

from services.scanning.analysis.issue import SEVERITIES, Issue, IssuesByFile, Severity, bounded
from services.scanning.dependencies.package import Package
from services.scanning.dependencies.vulnerability import Dependencies, Vulnerability

ENGINE = "dependencies"
RULE = "vulnerable-dependency"
_NAMED = 5
_SUMMARY = 160
_NUMBER = re.compile(r"\d{1,18}")


def issues_of(dependencies: Dependencies) -> IssuesByFile:
    """By file and line."""
    vulnerable = dependencies.vulnerable
    found: IssuesByFile = {}
    for package in dependencies.packages:
        known = vulnerable.get(package.purl)
        if known:
            found.setdefault(package.path, []).append(_issue(package, known))
    return {path: sorted(issues) for path, issues in sorted(found.items())}


def counts(told: Dependencies) -> dict[str, Any]:
    """What ``dependencies_complete`` counts."""
    return {
        "packages": len(told.packages),
        "vulnerable": len(told.vulnerable),
        "vulnerabilities": len(told.vulnerabilities),
        "asked": bool(told.asked),
    }


def _issue(package: Package, known: list[Vulnerability]) -> Issue:
    known = sorted(known, key=lambda one: (-SEVERITIES.index(one.severity), -(one.score or 0.0), one.id))
    worst = known[0]
    summary = worst.summary if len(worst.summary) <= _SUMMARY else f"{worst.summary[: _SUMMARY - 1]}…"
    about = f"{worst.id}: {summary.rstrip('.')}." if summary else f"{worst.id}."
    if len(known) == 1:
        sentence = f"{package.label} has a known vulnerability, {about}"
    else:
        more = f" and {len(known) - _NAMED} more" if len(known) > _NAMED else ""
        others = ", ".join(one.id for one in known[1:_NAMED])
        sentence = f"{package.label} has {len(known)} known vulnerabilities: {about} Also {others}{more}."
    severity = _lowered(worst.severity) if package.is_dev else worst.severity
    scope = " It is used for development only." if package.is_dev else ""
    return bounded(Issue(package.line, 1, RULE, severity, f"{sentence} {_mend(package, known)}{scope}", ENGINE))


def _mend(package: Package, known: list[Vulnerability]) -> str:
    versions = [one.affects[package.purl] for one in known]
    if not any(versions):
        return "No mended version is known."
    version = max(versions, key=lambda text: [int(number) for number in _NUMBER.findall(text)])
    return f"Update to {version}." if all(versions) else f"Update to {version}, which mends a part."


def _lowered(severity: Severity) -> Severity:
    """What never runs in production is one step less urgent."""
    return SEVERITIES[max(0, SEVERITIES.index(severity) - 1)]
