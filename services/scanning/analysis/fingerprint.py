"""A fingerprint: identifies an issue even when lines above it come and go.

It covers engine, rule and the text of the line without white space. It ignores the line's number, and the message,
which may contain a count.
"""

from __future__ import annotations

import hashlib
from pathlib import Path

from services.scanning.analysis.issue import Issue, IssuesByFile
from services.scanning.files.encoding import utf8

Fingerprints = dict[str, list[str]]
"""Path -> one fingerprint per issue, in the same order."""


def fingerprints(root: Path, issues_by_file: IssuesByFile) -> Fingerprints:
    """Fingerprints of all issues, read from the sources below ``root``. An unreadable file counts as empty."""
    return {path: _of_file(root / path, issues) for path, issues in issues_by_file.items()}


def fingerprint(issue: Issue, line: str) -> str:
    parts = (issue.engine, issue.rule, " ".join(line.split()))
    return hashlib.sha256("\0".join(parts).encode("utf-8", "replace")).hexdigest()[:16]


def _of_file(path: Path, issues: list[Issue]) -> list[str]:
    try:
        content = path.read_bytes()
        lines = (utf8(content) or content).decode("utf-8", "replace").splitlines()
    except OSError:
        lines = []
    known: dict[tuple[int, str, str], str] = {}  # a line of a megabyte may have a thousand issues
    for issue in issues:
        key = (issue.line, issue.engine, issue.rule)
        if key not in known:
            known[key] = fingerprint(issue, lines[issue.line - 1] if 0 < issue.line <= len(lines) else "")
    return [known[issue.line, issue.engine, issue.rule] for issue in issues]
