"""An intake: the files of one upload on their way to disk, counted as they arrive.

    with Intake(folder, limits) as intake:
        intake.open("notes.pdf")
        intake.write(…)
        intake.files[0].path.rename(…)

Whatever has not been moved away when the block ends is deleted, so a refused or broken upload leaves nothing behind. Only
a crash can: `remove_abandoned` deletes that later.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Self

from services.errors import BadRequest, TooLarge
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
    """Files arrive one after the other: `open` ends the one before."""

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
            raise TooLarge(f"{name} is larger than the {mebibytes(self.limits.file_bytes)} that this server accepts.")
        if self._room < 0:
            most = mebibytes(self.limits.total_bytes)
            raise TooLarge(f"Together these files are larger than the {most} that this server accepts at a time.")
        self._writer.write(piece)

    def close(self) -> None:
        """End the last file: it can be read from its path now."""
        if self._writer is not None:
            self._writer.close()
            self._writer = None


def remove_abandoned(folder: Path, is_claimed: Callable[[str], bool], now: Callable[[], float] = time.time) -> None:
    """Delete what crashes left in ``folder``: old files that ``is_claimed`` does not know by their name."""
    with suppress(FileNotFoundError):
        for path in folder.iterdir():
            with suppress(FileNotFoundError):
                is_old = now() - path.stat().st_mtime > ABANDONED_S
                if is_old and not is_claimed(path.name):
                    path.unlink()


def shown_name(name: str) -> str:
    """A hostile name for a sentence: printable and short."""
    return "".join(character if character.isprintable() else "?" for character in name[:80]) or "?"


def mebibytes(size: int) -> str:
    """A limit for a sentence, such as "200 MiB"; small ones keep their decimals."""
    return f"{size / 2**20:,.0f} MiB" if size >= 10 * 2**20 else f"{size / 2**20:,.3g} MiB"
