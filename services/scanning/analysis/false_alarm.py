"""False alarms that show only where a file lies: engines see copies, without their folders."""

from __future__ import annotations

import re
from pathlib import Path

from services.scanning.analysis.go_version import GoVersions
from services.scanning.analysis.issue import Issue
from services.scanning.analysis.kind import HARD_CODED_KEY, kind_of
from services.scanning.files.source_file import SourceFile

_FOLDERS = re.compile(
    r"(?:^|/)(?:i18n|l10n|locales?|langs?|languages?|translations?|intl|_locales|lproj|messages|values-[a-z]{2})/",
    re.IGNORECASE,
)
# de.json, pt-BR.yml, messages_fr.properties, strings.de.ts
_NAME = re.compile(
    r"(?:(?:messages?|strings?|translations?|locale|lang|app|common|labels?)[-_.])?[a-z]{2}"
    r"(?:[-_][a-z]{2,4})?\.\w{2,10}",
    re.IGNORECASE,
)
_DATA = frozenset(("json", "yaml", "ini", "xml", "toml", "php", "javascript", "typescript"))
_GUESSES = frozenset(("Keyword", "BasicAuth", "S105", "S106", "S107", "B105", "B106", "B107"))

_SHARED_VARIABLE = "go-bug-loop-variable"
_OWN_VARIABLES = (1, 22)
"""Since this version of Go every round of a loop has its own (https://go.dev/blog/loopvar-preview)."""


class FalseAlarms:
    """Of one repository."""

    def __init__(self, root: Path) -> None:
        self._go = GoVersions(root)

    def has(self, issue: Issue, file: SourceFile) -> bool:
        """Whether a label such as ``"PASSWORD": "Passwort"`` was taken for a password, or a loop of Go has a variable
        for each round."""
        if issue.rule == _SHARED_VARIABLE:
            version = self._go.of(file.path)
            return version is not None and version >= _OWN_VARIABLES
        return issue.rule in _GUESSES and kind_of(issue.engine, issue.rule) == HARD_CODED_KEY and is_translation(file)


def is_translation(file: SourceFile) -> bool:
    name = file.path.rpartition("/")[2]
    if _FOLDERS.search(file.path):
        return file.language in _DATA or file.language == "python"
    return file.language in ("json", "yaml", "ini", "xml") and _NAME.fullmatch(name) is not None
