"""Translations: files with the words of one language, by their folders and names."""

from __future__ import annotations

import re

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


def is_translation(file: SourceFile) -> bool:
    name = file.path.rpartition("/")[2]
    if _FOLDERS.search(file.path):
        return file.language in _DATA or file.language == "python"
    return file.language in ("json", "yaml", "ini", "xml") and _NAME.fullmatch(name) is not None


def is_locale(path: str) -> bool:
    """Whether it holds one language's words and rules, as locale/sl.js does: they are as long, and as alike, as
    languages are.
    """
    return _FOLDERS.search(path) is not None and _NAME.fullmatch(path.rpartition("/")[2]) is not None
