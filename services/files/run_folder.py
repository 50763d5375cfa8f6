"""The folder of a run: what its job writes as it goes, and what the server shows of it.

One process writes while others read. Files are replaced whole; the unfinished last line of a growing file is not read.
"""

from __future__ import annotations

import os
import shutil
from contextlib import suppress
from pathlib import Path

from services.errors import BadRequest


class RunFolder:
    def __init__(self, path: Path) -> None:
        self.path = path

    def create(self) -> None:
        self.path.mkdir(mode=0o700, parents=True, exist_ok=True)

    def write(self, name: str, content: bytes) -> None:
        """Create or replace a file; a reader sees the old content or the new, never half of either."""
        draft = self.path / f".{name}.{os.getpid()}"
        draft.write_bytes(content)
        draft.replace(self.path / name)

    def append_line(self, name: str, line: bytes) -> None:
        with (self.path / name).open("ab") as file:
            file.write(line + b"\n")

    def lines(self, name: str) -> list[bytes]:
        """The complete lines of a file that grows; none if it does not exist."""
        try:
            return (self.path / name).read_bytes().split(b"\n")[:-1]
        except FileNotFoundError:
            return []

    def remove(self) -> None:
        """Delete everything: out of sight at once, even if the files take longer to go."""
        doomed = self.path.with_name(f".{self.path.name}.deleted")
        with suppress(FileNotFoundError):
            self.path.rename(doomed)
        shutil.rmtree(doomed, ignore_errors=True)


def file_inside(folder: Path, path: str) -> Path | None:
    """The file at a path that a client gave; None if there is none, or if a link leads out of the folder.

    Raises:
        BadRequest: the path does not stay inside the folder.
    """
    if not path or "\0" in path or path.startswith("/") or ".." in path.split("/"):
        raise BadRequest("That path does not stay inside the folder.")
    try:
        root = folder.resolve(strict=True)
        found = (root / path).resolve(strict=True)
    except (OSError, ValueError, RuntimeError):
        return None
    return found if found.is_relative_to(root) and found.is_file() else None
