"""The place of a job: the data folder that holds its files, and whose runner alone may run it.

Several servers may share one PostgreSQL, but each data folder has its own runner, and an uploaded archive or a stored
report is in one folder only. The place is a random id kept in the folder, so it survives a new host name, a moved
folder and a restored backup.
"""

from __future__ import annotations

import os
from pathlib import Path

from services.identifier import new_id


def place_of(data: Path) -> str:
    """The folder's id, created on first use. Safe when several processes ask for it first at the same time."""
    path = data / "place"
    try:
        return path.read_text(encoding="ascii")
    except FileNotFoundError:
        data.mkdir(mode=0o700, parents=True, exist_ok=True)
        draft = data / f"place.{os.getpid()}.{new_id()}"
        draft.write_text(new_id(), encoding="ascii")
        try:
            os.link(draft, path)  # unlike a rename, it never replaces: the first one wins
        except FileExistsError:
            pass
        finally:
            draft.unlink()
        return path.read_text(encoding="ascii")
