"""Judging: what is left of what engines say of a file, and how bad it is there."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from services.scanning.analysis.circumstance import Circumstances
from services.scanning.analysis.duplicate import without_duplicates
from services.scanning.analysis.false_alarm import FalseAlarms
from services.scanning.analysis.file_lines import FileLines
from services.scanning.analysis.go_version import GoVersions
from services.scanning.analysis.issue import Issue
from services.scanning.analysis.library import Libraries
from services.scanning.analysis.risk import rated
from services.scanning.files.source_file import SourceFile


class Judgement:
    """Of one checkout."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._go = GoVersions(root)
        self._libraries = Libraries(root)

    def of(self, issues: Sequence[Issue], file: SourceFile) -> list[Issue]:
        """Without false alarms, each fault once, with the severity that its risk has there."""
        text = FileLines(self._root, file)
        alarms, circumstances = FalseAlarms(text, self._go), Circumstances(text, self._libraries)
        true = (issue for issue in issues if issue not in alarms)
        return without_duplicates(circumstances.weighed(rated(issue, file.role)) for issue in true)
