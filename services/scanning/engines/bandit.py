"""Bandit: security of Python, where ruff has no such rule: ruff's ``S`` rules are bandit's, and a hundred times faster.

Used as a library: the command reads ``.bandit`` and takes 0.4 s to start.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import Any

from services.scanning.analysis.issue import Issue, Severity
from services.scanning.engines.resident_engine import ResidentEngine

# Imports of what nobody should use any more; commands over SSH; models loaded as pickles, or without a fixed revision.
ALONE = frozenset(("B401", "B402", "B411", "B412", "B413", "B415", "B601", "B614", "B615"))
# A file without one of these words has nothing that those rules could find.
_WORDS = re.compile(
    rb"telnetlib|ftplib|xmlrpc|CGIHandler|twisted\.web\.twcgi|Crypto\b|pyghmi|paramiko|torch"
    rb"|transformers|datasets|huggingface_hub"
)
MEDIUM = frozenset({"B401", "B402", "B411", "B412", "B413", "B415"})
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

    content = Path(path).read_bytes()
    if not _WORDS.search(content):
        return []
    # To honour `# nosec`, bandit tokenises the file again: only if it contains one.
    run = manager.BanditManager(
        _configuration(), "file", quiet=True, profile={"include": ALONE}, ignore_nosec=b"nosec" not in content
    )
    run.discover_files([path])
    run.run_tests()
    return sorted(_issue(found) for found in run.get_issue_list())


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
        message=found.text,
        engine="bandit",
    )
