"""The data folder: made for its owner alone, and found to be usable before anything is kept in it."""

from __future__ import annotations

import os
from pathlib import Path

from services.errors import SettingsError

LOCK = "prepare.lock"


def open_lock(folder: Path) -> int:
    """Make the folder if need be and open its lock's file; the descriptor.

    Raises: SettingsError, if the folder cannot be used.
    """
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        folder.chmod(0o700)
        return os.open(folder / LOCK, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except OSError as error:
        raise SettingsError(
            f"TAILRACE_DATA: the data folder {folder} cannot be used: {error.strerror}."
            " Give a folder that this user can write."
        ) from error
