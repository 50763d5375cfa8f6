"""An intake: takes the files of one upload to disk and counts them as they arrive.

    with Intake(folder, limits) as intake:
        intake.open("notes.pdf")
        intake.write(…)
        intake.files[0].path.rename(…)

Files that nobody moved away are deleted when the block ends, so a refused or broken upload leaves nothing behind. What
a crash leaves is deleted later by `remove_abandoned`.
"""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Self

from services.errors import BadRequest, TooLarge
from services.files.sentence import readable_size, shown_name
from services.identifier import new_id

ABANDONED_S = 3600.0
"""An upload that nobody claimed is abandoned this long after its last byte."""


@dataclass(frozen=True, slots=True)
class IntakeLimits:
    files: int
    file_bytes: int
    total_bytes: int


@dataclass(slots=True)
class ReceivedFile:
    """``name`` is the client's and may be hostile; ``path`` is ours."""

    path: Path
    name: str
    bytes: int = 0


class Intake:
    """Files arrive one after the other; `open` ends the previous one."""

    def __init__(self, folder: Path, limits: IntakeLimits) -> None:
        self.limits = limits
        self.files: list[ReceivedFile] = []
        self._folder = folder
        self._room = limits.total_bytes
        self._writer: IO[bytes] | None = None

    def __enter__(self) -> Self:
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        return self

    def __exit__(self, *_: object) -> None:
        self.close()
        for file in self.files:
            file.path.unlink(missing_ok=True)

    def open(self, name: str) -> None:
        """Begin the next file. Raises: BadRequest, there are too many."""
        self.close()
        if len(self.files) == self.limits.files:
            at_most = "one file" if self.limits.files == 1 else f"at most {self.limits.files:,} files"
            raise BadRequest(f"Send {at_most} at a time.")
        file = ReceivedFile(self._folder / new_id(), name)
        self._writer = file.path.open("xb")
        self.files.append(file)

    def write(self, piece: bytes) -> None:
        """Add to the file that was opened last. Raises: TooLarge."""
        assert self._writer is not None
        file = self.files[-1]
        file.bytes += len(piece)
        self._room -= len(piece)
        if file.bytes > self.limits.file_bytes:
            name = shown_name(file.name)
            raise TooLarge(
                f"{name} is larger than {readable_size(self.limits.file_bytes)}, the most this server accepts."
            )
        if self._room < 0:
            most = readable_size(self.limits.total_bytes)
            raise TooLarge(f"These files together are larger than {most}, the most this server accepts at a time.")
        self._writer.write(piece)

    def close(self) -> None:
        """End the last file. From now on it can be read from its path."""
        if self._writer is not None:
            self._writer.close()
            self._writer = None


def remove_abandoned(folder: Path, is_claimed: Callable[[str], bool], now: Callable[[], float] = time.time) -> None:
    """Delete what crashes left in ``folder``: old files and folders that ``is_claimed`` does not know by their name."""
    with suppress(FileNotFoundError):
        for path in folder.iterdir():
            with suppress(FileNotFoundError):
                is_old = now() - path.stat().st_mtime > ABANDONED_S
                if is_old and not is_claimed(path.name):
                    _delete(path)


def _delete(path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path, ignore_errors=True)
    else:
        path.unlink()
