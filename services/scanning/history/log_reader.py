"""Reads ``git log --raw -z``, piece by piece and with bounds: strangers made the commits, and their number, names and
times say what strangers want.

A commit at the edge of a shallow repository seems to add every file of it. Its changes are left out.
"""

from __future__ import annotations

import hashlib
import os
from collections import Counter
from collections.abc import Collection
from typing import Literal

from services.scanning.history.history import FileHistory, History

FORMAT = "tformat:%H %ct %ae%x00%an"
"""A commit's first field; its second is the author's name. Entries of files follow, each with its path as a field."""
MAX_CHANGES = 2_000_000
"""Of files, over all commits; 500 commits to a large repository make some ten thousand."""
MAX_NAMES = 10
_MAX_NAME_CHARACTERS = 100
_MAX_FIELD_BYTES = 65_536
_LATEST = 2**40


class LogTooLong(Exception):
    """What was read until here is kept."""


class LogReader:
    """``edge`` holds the ids of commits whose parents are not there. ``paths`` are the files that count."""

    def __init__(self, paths: Collection[str], edge: Collection[str], *, with_names: bool) -> None:
        self._files = {path: _File() for path in paths}
        self._edge = edge
        self._with_names = with_names
        self._key = os.urandom(16)  # so that nothing that is kept tells whose address it was
        self._rest = b""
        self._expected: Literal["header", "name", "path"] = "header"
        self._author = b""
        self._name = ""
        self._at = 0
        self._is_edge = False
        self._changes = 0
        self._commits = 0
        self._authors: set[bytes] = set()
        self._times: list[int] = []

    def add(self, piece: bytes) -> None:
        """Take the next piece. Raises: LogTooLong."""
        *fields, self._rest = (self._rest + piece).split(b"\0")
        if len(self._rest) > _MAX_FIELD_BYTES:
            raise LogTooLong
        for field in fields:
            self._take(field)

    def history(self) -> History:
        """What was read."""
        files = {path: file.seen(self._with_names) for path, file in self._files.items() if file.commits}
        since, until = (min(self._times), max(self._times)) if self._times else (0, 0)
        return History(self._commits, len(self._authors), since, until, files=files)

    def _take(self, field: bytes) -> None:
        if self._expected == "path":
            self._expected = "header"
            self._change(field)
        elif self._expected == "name":
            self._expected = "header"
            self._name = field.decode("utf-8", "replace")[:_MAX_NAME_CHARACTERS]
        elif field.startswith((b":", b"\n:")):
            self._expected = "path"
        elif field.strip():
            self._expected = "name"
            self._begin_commit(field)

    def _begin_commit(self, field: bytes) -> None:
        commit, _, rest = field.strip().partition(b" ")
        at, _, address = rest.partition(b" ")
        self._is_edge = commit.decode("ascii", "replace") in self._edge
        self._at = min(int(at), _LATEST) if at.isdigit() else 0
        self._author = hashlib.blake2b(address.lower(), key=self._key, digest_size=8).digest()
        if not self._is_edge:
            self._commits += 1
            self._authors.add(self._author)
            self._times.append(self._at)

    def _change(self, path: bytes) -> None:
        self._changes += 1
        if self._changes > MAX_CHANGES:
            raise LogTooLong
        file = self._files.get(path.decode("utf-8", "surrogateescape"))
        if file is not None and not self._is_edge:
            file.add(self._author, self._name if self._with_names else "", self._at)


class _File:
    __slots__ = ("authors", "commits", "first", "last", "names")

    def __init__(self) -> None:
        self.commits = 0
        self.authors: set[bytes] = set()
        self.names: Counter[str] = Counter()
        self.first = _LATEST
        self.last = 0

    def add(self, author: bytes, name: str, at: int) -> None:
        self.commits += 1
        self.authors.add(author)
        self.first, self.last = min(self.first, at), max(self.last, at)
        if name:
            self.names[name] += 1

    def seen(self, with_names: bool) -> FileHistory:
        names = [name for name, _ in self.names.most_common(MAX_NAMES)] if with_names else []
        return FileHistory(self.commits, len(self.authors), self.first, self.last, names)
