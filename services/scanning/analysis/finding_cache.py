"""The finding cache: what engines found in a file, by the file's content. No unchanged file is checked twice.

Each user has one of their own: what is in it tells what somebody has analysed, and a process that a hostile file took
over could write anything there. One small JSON file for each name and content of a file, with the issues by engine,
version and configuration; and one for each question that a language model was asked, by all that it was shown. They are
written whole or not at all; an unreadable one is a miss. When the cache outgrows its limit, the least recently used
entries go, and one that nobody used for a month goes altogether.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple, TypeVar

import msgspec

from services.scanning.analysis.issue import Issue
from services.scanning.engines.engine import Engine
from services.scanning.files.source_file import SourceFile

MAX_BYTES = 64 * 2**20
_MAX_ENTRY_BYTES = 8 * 2**20
_IDLE_S = 30 * 86_400.0
MAX_CACHED_ISSUES = 5000
"""Of one engine in one file."""
_BLOCK_BYTES = 4096  # the smallest file takes this much on disk
_PRUNE_TO = 0.8  # of the limit, so that pruning is rare
_decoder = msgspec.json.Decoder(dict[str, list[Issue]])
_answer_decoder = msgspec.json.Decoder(str)
T = TypeVar("T")


class _Entry(NamedTuple):
    used_at: float
    size: int
    path: Path


class FindingCache:
    """Of one analysis. Its folder is safe to share between processes: entries are replaced atomically, and each says
    which edition of which engine found what.
    """

    def __init__(self, folder: Path, *, max_bytes: int = MAX_BYTES) -> None:
        self.folder = folder
        self.max_bytes = max_bytes
        self._editions: dict[Engine, str] = {}

    def get(self, engines: Iterable[Engine], file: SourceFile) -> dict[Engine, list[Issue]]:
        """The issues of this file that are known, by engine."""
        found = self._read(self._path(file), _decoder) or {}
        editions = {engine: self._edition(engine) for engine in engines} if found else {}
        return {engine: found[edition] for engine, edition in editions.items() if edition in found}

    def put(self, file: SourceFile, found: Mapping[Engine, list[Issue]]) -> None:
        """Keep what engines found, in place of all that is known of the file. A full or read-only disk loses it for the
        next analysis, not for this one.
        """
        kept = {self._edition(engine): issues for engine, issues in found.items() if len(issues) <= MAX_CACHED_ISSUES}
        if kept:
            self._write(self._path(file), msgspec.json.encode(kept))

    def get_answer(self, question: bytes) -> str | None:
        """What a language model answered to exactly this question, or None."""
        return self._read(self._entry("answer", question), _answer_decoder)

    def put_answer(self, question: bytes, text: str) -> None:
        self._write(self._entry("answer", question), msgspec.json.encode(text))

    def prune(self) -> int:
        """Remove the least recently used entries until the cache is well below its limit. Returns how many."""
        with suppress(OSError):
            folder = os.open(self.folder, os.O_RDONLY | os.O_DIRECTORY)
            try:
                os.utime(folder)  # time of last use, for `remove_idle`
            finally:
                os.close(folder)
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
                content = entry.read(_MAX_ENTRY_BYTES + 1)
                os.utime(entry.fileno())  # time of last use, for pruning
            if len(content) > _MAX_ENTRY_BYTES:
                return None
            value = decoder.decode(content)
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

    def _edition(self, engine: Engine) -> str:
        """Found out once: it comes from files, and there may be 100,000 questions."""
        if engine not in self._editions:
            self._editions[engine] = f"{engine.name} {engine.version} {engine.configuration}"
        return self._editions[engine]

    def _path(self, file: SourceFile) -> Path:
        # The name matters: engines treat __init__.py, action.yml or test_x.py differently.
        parts = (file.language, file.path.rpartition("/")[2], file.digest)
        return self._entry("findings", "\0".join(parts).encode("utf-8", "surrogateescape"))

    def _entry(self, what: str, key: bytes) -> Path:
        digest = hashlib.sha256(what.encode() + b"\0" + key).hexdigest()
        return self.folder / digest[:2] / f"{digest}.json"


def cache_of(caches: Path, user_id: str) -> Path:
    """The folder of a user's cache below that of all caches. The id may be anything that an issuer of tokens wrote."""
    return caches / hashlib.sha256(user_id.encode("utf-8", "replace")).hexdigest()[:32]


def remove_idle(caches: Path, now: float) -> None:
    """Delete the caches that nobody has added to for a month."""
    with suppress(FileNotFoundError):
        for folder in list(caches.iterdir()):
            if folder.is_dir() and folder.stat().st_mtime < now - _IDLE_S:
                shutil.rmtree(folder, ignore_errors=True)
