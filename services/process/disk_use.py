"""Disk use: the blocks and entries that some folders hold, and the deleted files that some processes still hold.

Blocks, not sizes: a sparse file counts what it takes, and a file with several names counts once. Looking ends where
the limit is passed, so ten million tiny files cost no more to find than the limit allows. A tree may be deeper than
the longest path: folders are opened relative to one above them.
"""

from __future__ import annotations

import contextlib
import os
import stat
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import NamedTuple

from services.process.tree import PROC, Process

_BLOCK_BYTES = 512  # the unit of st_blocks, whatever the file system's is (stat(2))
_PATH_BYTES = 2000  # well below PATH_MAX, 4096


class DiskUse(NamedTuple):
    """``files`` are entries of every kind: each file, folder and link takes an inode or a name."""

    bytes: int
    files: int


NO_LIMIT = DiskUse(2**63, 2**63)


def disk_use(
    paths: Iterable[Path],
    processes: Iterable[Process] = (),
    *,
    most: DiskUse = NO_LIMIT,
    is_wanted: Callable[[], bool] = lambda: True,
) -> DiskUse:
    """What the files and folders at these paths use with everything below them; a path may lead nowhere.

    Counting ends soon after ``most`` is passed, or when it is no longer wanted. What changes meanwhile is counted or
    not; what moves may count twice, unless it moves towards an earlier path.
    """
    count = _Count(most, is_wanted)
    for path in paths:
        count.add_path(path)
    for process in processes:
        count.add_deleted(process)
    return DiskUse(count.bytes, count.files)


class _Folder:
    """An open folder, closed when nothing that waits below it is left."""

    fd: int

    def __init__(self, path: str, above: _Folder | None) -> None:
        flags = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC
        self.fd = os.open(path, flags, dir_fd=None if above is None else above.fd)

    def __del__(self) -> None:
        if hasattr(self, "fd"):
            os.close(self.fd)


class _Count:
    def __init__(self, most: DiskUse, is_wanted: Callable[[], bool]) -> None:
        self.bytes = 0
        self.files = 0
        self._most = most
        self._is_wanted = is_wanted
        self._linked: set[tuple[int, int]] = set()
        """Files with several names, and deleted ones with several holders."""

    def add_path(self, path: Path) -> None:
        try:
            status = path.lstat()
        except OSError:
            return
        self._add(status)
        if stat.S_ISDIR(status.st_mode):
            self._add_below(str(path))

    def add_deleted(self, process: Process) -> None:
        """Files without a name that the process has open: neither a path nor its memory shows them."""
        folder = PROC / str(process.pid) / "fd"
        with contextlib.suppress(OSError), os.scandir(folder) as entries:
            for entry in entries:
                if self._is_over():
                    return
                with contextlib.suppress(OSError):
                    status = entry.stat()
                    if stat.S_ISREG(status.st_mode) and status.st_nlink == 0:
                        self._add(status, is_shared=True)

    def _add_below(self, path: str) -> None:
        waiting: list[tuple[_Folder | None, str]] = [(None, path)]
        while waiting and not self._is_over():
            above, path = waiting.pop()  # the newest first: few folders are open at a time, however deep the tree
            with contextlib.suppress(OSError):
                folder = _Folder(path, above)
                # Long paths begin anew at this folder; shorter ones let it be closed.
                base, prefix = (folder, "") if len(path) > _PATH_BYTES else (above, f"{path}/")
                with os.scandir(folder.fd) as entries:
                    for entry in entries:
                        if self._is_over():
                            return
                        with contextlib.suppress(OSError):
                            status = entry.stat(follow_symlinks=False)
                            self._add(status)
                            if stat.S_ISDIR(status.st_mode):
                                waiting.append((base, prefix + entry.name))

    def _add(self, status: os.stat_result, *, is_shared: bool = False) -> None:
        self.files += 1
        if is_shared or (status.st_nlink > 1 and not stat.S_ISDIR(status.st_mode)):
            name = (status.st_dev, status.st_ino)
            if name in self._linked:
                return
            self._linked.add(name)
        self.bytes += status.st_blocks * _BLOCK_BYTES

    def _is_over(self) -> bool:
        return self.bytes > self._most.bytes or self.files > self._most.files or not self._is_wanted()
