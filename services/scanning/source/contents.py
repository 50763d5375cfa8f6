"""Contents: what a checkout of a commit would write, counted from git's listing of it before anything is written."""

from __future__ import annotations

import stat

from services.errors import BadRequest, TooLarge
from services.files.archive import MAX_DEPTH
from services.files.sentence import readable_size

_SUBMODULE = b"160000"


class Contents:
    """Adds up ``git ls-tree -r -l -z`` and stops early: a few kilobytes of trees can name billions of files."""

    def __init__(self, *, max_files: int, max_bytes: int) -> None:
        self._max_files = max_files
        self._max_bytes = max_bytes
        self._rest = b""
        self._files = 0
        self._folders = 0
        self._bytes = 0
        self._folder: list[bytes] = []
        self.links: list[str] = []
        """Paths of symbolic links."""
        self.submodules = 0
        """Other repositories, which are not fetched."""

    def add(self, piece: bytes) -> None:
        """Take the next piece of the listing. Raises: BadRequest, it nests too deep. TooLarge."""
        *entries, self._rest = (self._rest + piece).split(b"\0")
        for entry in entries:
            facts, _, path = entry.partition(b"\t")
            mode, _, _, size = facts.split()
            self._files += 1
            self._bytes += int(size) if size.isdigit() else 0
            self._count_folders(path)
            self.submodules += mode == _SUBMODULE
            if stat.S_ISLNK(int(mode, 8)):
                self.links.append(path.decode("utf-8", "surrogateescape"))
        self._check_size()

    def _count_folders(self, path: bytes) -> None:
        """Count those that the entry before, in the order of the tree, was not in."""
        folder = path.split(b"/")[:-1]
        if len(folder) >= MAX_DEPTH:
            raise BadRequest(
                f"The repository nests folders more than {MAX_DEPTH} levels deep; nothing was checked out."
            )
        if folder != self._folder:
            shared = 0
            while shared < min(len(folder), len(self._folder)) and folder[shared] == self._folder[shared]:
                shared += 1
            self._folders += len(folder) - shared
            self._folder = folder

    def _check_size(self) -> None:
        for count, what in ((self._files, "files"), (self._folders, "folders")):
            if count > self._max_files:
                raise TooLarge(
                    f"The repository has more than {self._max_files:,} {what}, the most this server accepts"
                    " (its operator can raise TAILRACE_REPOSITORY_FILES)."
                )
        if self._bytes > self._max_bytes:
            raise TooLarge(
                f"The repository's files are larger than {readable_size(self._max_bytes)},"
                " the most this server accepts (its operator can raise TAILRACE_REPOSITORY_BYTES)."
            )
