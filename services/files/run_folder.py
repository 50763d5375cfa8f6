"""The folder of a run: what its job writes as it goes, and what the server shows of it.

One process writes while others read. Files are replaced whole, and read within a limit of bytes.
"""

from __future__ import annotations

import os
import shutil
from contextlib import suppress
from pathlib import Path

from services.errors import BadRequest, TooLarge


class RunFolder:
    def __init__(self, path: Path) -> None:
        self.path = path

    def create(self) -> None:
        self.path.mkdir(mode=0o700, parents=True, exist_ok=True)

    def write(self, name: str, content: bytes) -> None:
        """Create or replace a file; a reader sees the old content or the new, never half of either."""
        target = self.path / name
        draft = target.with_name(f".{target.name}.{os.getpid()}")
        draft.write_bytes(content)
        draft.replace(target)

    def read(self, name: str, max_bytes: int) -> bytes:
        """Raises: FileNotFoundError. TooLarge, if the file has more bytes."""
        return read_bounded(self.path / name, max_bytes)

    def remove(self) -> None:
        """Delete everything: out of sight at once, even if the files take longer to go."""
        doomed = self.path.with_name(f".{self.path.name}.deleted")
        with suppress(FileNotFoundError):
            self.path.rename(doomed)
        shutil.rmtree(doomed, ignore_errors=True)


def read_bounded(path: Path, max_bytes: int) -> bytes:
    """A whole file, whoever wrote it and whatever happens to it meanwhile.

    Raises: OSError. TooLarge, if it has more bytes; then no more are read.
    """
    with open(os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC), "rb") as file:  # noqa: PTH123
        content = file.read(max_bytes + 1)
    if len(content) > max_bytes:
        raise TooLarge(f"The file is larger than the {max_bytes // 1024:,} KiB that are shown.")
    return content


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
