"""Reading a checkout: every regular file of it, whatever it is, in pieces of bounded size. No link is followed."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from pathlib import Path

PIECE_BYTES = 2**20


def paths_of(root: Path) -> Iterator[str]:
    """All files of the tree but git's own, relative to the root."""
    for folder, folders, names in os.walk(root):
        folders[:] = [name for name in folders if name != ".git"]
        base = os.path.relpath(folder, root)
        yield from names if base == "." else (f"{base}/{name}" for name in names)


def read_head(path: Path, max_bytes: int) -> bytes:
    """The beginning of a file; empty if it cannot be read."""
    try:
        with open(_opened(path), "rb") as file:
            return file.read(max_bytes)
    except OSError:
        return b""


def read_pieces(path: Path) -> Iterator[bytes]:
    """The file's pieces; each ends with a line if lines are shorter than a piece.

    Raises:
        OSError: it cannot be read.
    """
    rest = b""
    with open(_opened(path), "rb") as file:
        while read := file.read(PIECE_BYTES):
            piece = rest + read
            end = piece.rfind(b"\n") + 1 or len(piece)
            rest = piece[end:]
            yield piece[:end]
    if rest:
        yield rest


def _opened(path: Path) -> int:
    descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        raise OSError("not a regular file")
    return descriptor
