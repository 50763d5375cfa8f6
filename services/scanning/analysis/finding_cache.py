"""The finding cache: what an engine found in a file, by the file's content. No unchanged file is checked twice.

One small JSON file for each engine, version and configuration, and each name and content of a file. Entries do not say
where a file came from, so all scans share them. They are written whole or not at all; an unreadable one is a miss. When
the cache outgrows its limit, the least recently used entries go.
"""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple, TypeVar

import msgspec

from services.scanning.analysis.issue import Issue
from services.scanning.engines.engine import Engine
from services.scanning.files.source_file import SourceFile

MAX_BYTES = 256 * 2**20
MAX_CACHED_ISSUES = 5000
"""In one entry."""
_BLOCK_BYTES = 4096  # the smallest file takes this much on disk
_PRUNE_TO = 0.8  # of the limit, so that pruning is rare
_decoder = msgspec.json.Decoder(list[Issue])
_note_decoder = msgspec.json.Decoder(str)
T = TypeVar("T")


class _Entry(NamedTuple):
    used_at: float
    size: int
    path: Path


class FindingCache:
    """Safe to share between processes: entries are replaced atomically, and their key determines their content."""

    def __init__(self, folder: Path, *, max_bytes: int = MAX_BYTES) -> None:
        self.folder = folder
        self.max_bytes = max_bytes

    def get(self, engine: Engine, file: SourceFile) -> list[Issue] | None:
        """The cached issues of this file, or None."""
        return self._read(self._path(engine, file, "findings"), _decoder)

    def put(self, engine: Engine, file: SourceFile, issues: list[Issue]) -> None:
        """Keep an engine's findings. A full or read-only disk loses them for the next scan, not for this one."""
        self._write(self._path(engine, file, "findings"), msgspec.json.encode(issues))

    def get_note(self, engine: Engine, file: SourceFile) -> str | None:
        """What the engine noted about the file beside its findings, or None."""
        return self._read(self._path(engine, file, "note"), _note_decoder)

    def put_note(self, engine: Engine, file: SourceFile, note: str) -> None:
        self._write(self._path(engine, file, "note"), msgspec.json.encode(note))

    def prune(self) -> int:
        """Remove the least recently used entries until the cache is well below its limit. Returns how many."""
        entries = sorted(self._entries())
        total = sum(entry.size for entry in entries)
        if total <= self.max_bytes:
            return 0
        removed = 0
        for entry in entries:
            if total <= self.max_bytes * _PRUNE_TO:
                break
            entry.path.unlink(missing_ok=True)
            total -= entry.size
            removed += 1
        return removed

    @staticmethod
    def _read(path: Path, decoder: msgspec.json.Decoder[T]) -> T | None:
        try:
            with path.open("rb") as entry:
                value = decoder.decode(entry.read())
                os.utime(entry.fileno())  # time of last use, for pruning
        except (OSError, msgspec.MsgspecError, UnicodeDecodeError):
            return None
        return value

    @staticmethod
    def _write(path: Path, content: bytes) -> None:
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            descriptor, temporary = tempfile.mkstemp(dir=path.parent, prefix=".new-")
            with os.fdopen(descriptor, "wb") as entry:
                entry.write(content)
            Path(temporary).replace(path)
        except OSError:
            return

    def _entries(self) -> Iterator[_Entry]:
        for path in self.folder.glob("??/*"):
            try:
                status = path.stat()
            except FileNotFoundError:  # another process is pruning too
                continue
            yield _Entry(status.st_mtime, max(_BLOCK_BYTES, status.st_size), path)

    def _path(self, engine: Engine, file: SourceFile, what: str) -> Path:
        # The name matters: engines treat __init__.py, action.yml or test_x.py differently.
        name = file.path.rpartition("/")[2]
        parts = (what, engine.name, engine.version, engine.configuration, file.language, name, file.digest)
        key = hashlib.sha256("\0".join(parts).encode("utf-8", "surrogateescape")).hexdigest()
        return self.folder / key[:2] / f"{key}.json"
