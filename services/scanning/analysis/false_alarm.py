"""False alarms that show only where a file lies: engines see copies, without their folders."""

from __future__ import annotations

import re

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


def is_false_alarm(issue: Issue, file: SourceFile) -> bool:
    """Whether a label such as ``"PASSWORD": "Passwort"`` was taken for a password."""
    return issue.rule in _GUESSES and kind_of(issue.engine, issue.rule) == HARD_CODED_KEY and is_translation(file)


def is_translation(file: SourceFile) -> bool:
    name = file.path.rpartition("/")[2]
    if _FOLDERS.search(file.path):
        return file.language in _DATA or file.language == "python"
    return file.language in ("json", "yaml", "ini", "xml") and _NAME.fullmatch(name) is not None
