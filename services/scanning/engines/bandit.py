"""Bandit: security of Python. Used as a library: the command reads ``.bandit`` and takes 0.4 s to start."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import Any

from services.scanning.analysis.issue import Issue, Severity
from services.scanning.engines.resident_engine import ResidentEngine

# Calls and imports that can be misused, assert, pass in except, pseudo-random numbers: all common in good code.
SKIP = frozenset((
    "B101", "B110", "B112", "B311", "B403", "B404", "B603", "B606", "B607",
))  # fmt: skip
PASSWORDS = frozenset({"B105", "B106", "B107"})  # bandit quotes the password in its message
NO_PASSWORD = re.compile(r"'(?:None|True|False)?'\Z")  # `"SECRET_KEY": None` is a setting that nobody has made yet
MEDIUM = frozenset({"B324", "B401", "B402", "B411", "B412", "B413", "B415"})  # weak hashes, imports
_LEVELS: dict[str, Severity] = {"LOW": "low", "MEDIUM": "medium", "HIGH": "high"}


class Bandit(ResidentEngine):
    name = "bandit"
    package = "bandit"
    languages = frozenset({"python"})
    module = __file__
    check_module = __name__


def check_file(path: str) -> list[Issue]:
    """Runs in the resident process."""
    from bandit.core import manager

    # To honour `# nosec`, bandit tokenises the file again: only if it contains one.
    has_nosec = b"nosec" in Path(path).read_bytes()
    run = manager.BanditManager(
        _configuration(), "file", quiet=True, profile={"exclude": SKIP}, ignore_nosec=not has_nosec
    )
    run.discover_files([path])
    run.run_tests()
    return sorted(_issue(found) for found in run.get_issue_list() if not _has_no_password(found))


def _has_no_password(found: Any) -> bool:
    return found.test_id in PASSWORDS and NO_PASSWORD.search(found.text) is not None


@cache
def _configuration() -> Any:
    from bandit.core import config

    return config.BanditConfig()


def _issue(found: Any) -> Issue:
    severity = _LEVELS[found.severity]
    if found.confidence == "LOW":
        severity = "low"
    elif found.test_id in MEDIUM:
        severity = "medium"
    return Issue(
        line=max(1, found.lineno),
        column=max(0, found.col_offset) + 1,
        rule=found.test_id,
        severity=severity,
        message="Possible hardcoded password." if found.test_id in PASSWORDS else found.text,
        engine="bandit",
    )
