"""A fingerprint: what stays the same of an issue when lines above it come and go.

Engine, rule and the text of the line it is at, white space aside. Not the line's number, and not the message, which may count
something.
"""

from __future__ import annotations

import hashlib
from pathlib import Path

from services.scanning.analysis.issue import Issue, IssuesByFile

Fingerprints = dict[str, list[str]]
"""Path -> one fingerprint an issue, in the issues' order."""


def fingerprints(root: Path, issues_by_file: IssuesByFile) -> Fingerprints:
    """Fingerprints of all issues, read from the sources below ``root``; a file that cannot be read counts as empty lines."""
    return {path: _of_file(root / path, issues) for path, issues in issues_by_file.items()}


def fingerprint(issue: Issue, line: str) -> str:
    parts = (issue.engine, issue.rule, " ".join(line.split()))
    return hashlib.sha256("\0".join(parts).encode("utf-8", "replace")).hexdigest()[:16]


def _of_file(path: Path, issues: list[Issue]) -> list[str]:
    try:
        lines = path.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        lines = []
    return [fingerprint(issue, lines[issue.line - 1] if 0 < issue.line <= len(lines) else "") for issue in issues]
