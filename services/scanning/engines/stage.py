"""A stage: copies of a batch's files under names that no tool can misread, without the rest of the repository.

Each file gets a folder to itself. ``3/setup.py`` can be passed to any program, whatever the file was called, and tools
find no configuration file of the repository where they look. A copy is UTF-8, which is all that tools read, with the
lines of the original.
"""

from __future__ import annotations

import os
import re
import shutil
import stat
import tempfile
from collections.abc import Sequence
from pathlib import Path

import msgspec

from services.scanning.files.encoding import utf8
from services.scanning.files.source_file import SourceFile

_COPY = re.compile(r"\b[0-9]{1,9}/[A-Za-z0-9._/-]+")
_ODD = re.compile(r"[^A-Za-z0-9._-]")
# For scripts without an extension, which tools go by.
_SUFFIXES = {
    "python": ".py",
    "javascript": ".js",
    "ruby": ".rb",
    "php": ".php",
    "perl": ".pl",
    "lua": ".lua",
    "bash": ".sh",
}
_WORKFLOWS = ".github/workflows/"


class Stage:
    """``files`` are the copies, ``unreadable`` the paths that could not be copied. Call :meth:`close` when done."""

    def __init__(self, root: Path, files: Sequence[SourceFile]) -> None:
        # Resolved: tools report absolute paths as the kernel sees them.
        self.root = Path(tempfile.mkdtemp(prefix="batch-")).resolve()
        self.files: dict[str, SourceFile] = {}  # original path -> copy
        self.original: dict[str, str] = {}  # path of the copy -> original path
        self.unreadable: list[str] = []
        for number, file in enumerate(files):
            copy = msgspec.structs.replace(file, path=_safe_path(number, file))
            try:
                _copy(root / file.path, self.root / copy.path)
            except OSError:
                self.unreadable.append(file.path)
                continue
            self.files[file.path] = copy
            self.original[copy.path] = file.path

    def with_original_paths(self, sentence: str) -> str:
        """A sentence of an engine, with the paths of files in place of those of their copies."""
        return _COPY.sub(lambda copy: self.original.get(copy[0], copy[0]), sentence)

    def close(self) -> None:
        shutil.rmtree(self.root, ignore_errors=True)


def _safe_path(number: int, file: SourceFile) -> str:
    folder = f"{number}/.github/workflows" if file.path.startswith(_WORKFLOWS) else str(number)
    name = _ODD.sub("_", file.path.rpartition("/")[2])
    if "." not in name:
        name += _SUFFIXES.get(file.language, "")
    # A leading dot marks configuration (.oxlintrc.json) or hides the file from a tool.
    return f"{folder}/{'_' + name if name.startswith('.') else name}"


def _copy(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True)
    # O_NOFOLLOW and the type check: do not read a link or pipe that was put there since the files were collected.
    descriptor = os.open(source, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    with open(descriptor, "rb") as opened:  # noqa: PTH123 - a descriptor
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            raise OSError("not a regular file")
        content = opened.read()
        with target.open("xb") as copy:
            copy.write(utf8(content) or content)
