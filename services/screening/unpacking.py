"""Unpacking: from what was uploaded to the files of the stack. Runs in the job's child.

A ``.zip`` is told by its content: DOCX and ODT files are archives, too. One that cannot be unpacked is a file that
could not be read; the others are screened all the same.
"""

from __future__ import annotations

import shutil
from pathlib import Path

from services.errors import BadRequest, TailraceError, TooLarge
from services.files.archive import UnpackLimits, check_zip_directory, unpack_archive
from services.files.sentence import readable_size
from services.screening.reading.file_type import file_type
from services.screening.reading.unreadable import UnreadableFile
from services.screening.screening_folder import Arrived, ScreeningFolder, UnreadFile
from services.screening.stack import NewFile, StackFile, is_ignored, joined

_ARCHIVE_TOLD = "An archive could not be unpacked; the screening itself says why."


class Unpacking:
    """Adds what has arrived to the stack. ``most_files`` and ``most_bytes`` bound all of it together."""

    def __init__(self, folder: ScreeningFolder, workdir: Path, *, most_files: int, most_bytes: int) -> None:
        self._folder = folder
        self._workdir = workdir
        self._most_files = most_files
        # Archives may hold as many files again that are ignored.
        self._limits = UnpackLimits(most_bytes, "TAILRACE_SCREENING_BYTES", 2 * most_files)
        self._left = self._limits
        self._refused: dict[Path, UnreadFile] = {}

    def run(self) -> list[StackFile]:
        """The whole stack, written down. Raises: BadRequest, it has no files or too many."""
        folder = self._folder
        stack = folder.stack()
        new = [file for arrived in folder.arrived() for file in self._files(arrived)]
        if len(stack) + len(new) > self._most_files:
            raise BadRequest(
                f"There are {len(stack) + len(new):,} files, and a screening takes {self._most_files:,}"
                " (TAILRACE_SCREENING_FILES); screen them in parts."
            )
        if not stack and not new:
            raise BadRequest("There are no files to read in what was uploaded.")
        for file, path in joined(stack, new):
            path.rename(folder.file(file.file_id))
            if path in self._refused and not file.is_duplicate:
                folder.write_outcome(file.candidate_id, self._refused[path])
            stack.append(file)
        folder.write_stack(stack)
        folder.drop_arrived()
        return stack

    def _files(self, arrived: Arrived) -> list[NewFile]:
        path = self._folder.arrived_folder / arrived.stored
        if is_ignored(arrived.name) or not path.exists():
            return []
        try:
            if not is_stack_archive(path, self._limits.files):
                return [NewFile(path, arrived.name)]
            destination = self._workdir / arrived.stored
            files = self._unpacked(path, destination)
        except TailraceError as refusal:
            self._refused[path] = UnreadFile("archive", str(refusal), _ARCHIVE_TOLD)
            return [NewFile(path, arrived.name)]
        named = [NewFile(found, str(found.relative_to(destination))) for found in files]
        return [file for file in named if not is_ignored(file.name)]

    def _unpacked(self, archive: Path, destination: Path) -> list[Path]:
        """Whatever becomes of an archive, what it unpacked to is not there for those after it."""
        left = self._left
        try:
            unpack_archive(archive, destination, left, _silent)
        except TailraceError as refusal:
            self._use_up(destination)
            shutil.rmtree(destination)
            if isinstance(refusal, TooLarge) and left != self._limits:
                raise TooLarge(
                    f"The archives together unpack to more than {readable_size(self._limits.bytes)}"
                    f" (TAILRACE_SCREENING_BYTES) or {self._limits.files:,} files; screen this one by itself."
                ) from None
            raise
        return self._use_up(destination)

    def _use_up(self, destination: Path) -> list[Path]:
        entries = sorted(destination.rglob("*"))
        files = [entry for entry in entries if entry.is_file()]
        left_bytes = self._left.bytes - sum(file.stat().st_size for file in files)
        left_files = self._left.files - max(len(files), len(entries) - len(files))
        self._left = UnpackLimits(max(0, left_bytes), self._left.setting, max(0, left_files))
        return files


def is_stack_archive(path: Path, most_files: int) -> bool:
    """Whether it is an archive of files, and not a document that is packed as one.

    Raises: TooLarge, it has more than so many files.
    """
    with path.open("rb") as file:
        if file.read(2) != b"PK":
            return False
        try:
            check_zip_directory(file, most_files)
            return file_type(path) == "zip"
        except (BadRequest, UnreadableFile):
            return False  # reading it will say why


def _silent(_progress: object) -> None:
    pass
