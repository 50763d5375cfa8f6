"""The version of Go that a file is written in, as the nearest ``go.mod`` above it says."""

from __future__ import annotations

import re
from pathlib import Path

from services.errors import TooLarge
from services.files.run_folder import read_bounded
from services.scanning.files.folder import upwards
from services.scanning.files.manifest import MANIFEST_BYTES

_GO = re.compile(rb"^[ \t]*go[ \t]+(\d{1,3})\.(\d{1,3})", re.MULTILINE)
Version = tuple[int, int]
_OLDEST = (1, 16)
"""What a ``go.mod`` means that names none (https://go.dev/ref/mod#go-mod-file-go)."""


class GoVersions:
    """Of one repository; looks once for each folder."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._known: dict[str, Version | None] = {}

    def of(self, path: str) -> Version | None:
        """None if nothing says it."""
        folder = path.rpartition("/")[0]
        if folder not in self._known:
            found = map(self._told, upwards(folder))
            self._known[folder] = next((version for version in found if version is not None), None)
        return self._known[folder]

    def _told(self, folder: str) -> Version | None:
        try:
            content = read_bounded(self._root / folder / "go.mod", MANIFEST_BYTES)
        except (OSError, TooLarge):
            return None
        found = _GO.search(content)
        return (int(found[1]), int(found[2])) if found else _OLDEST
