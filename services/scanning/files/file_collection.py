"""File collection: which files of a repository are worth analysing, and why the others are not."""

from __future__ import annotations

import hashlib
import os
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import msgspec

from services.scanning.files import skip_reason as reasons
from services.scanning.files.language import detect_language
from services.scanning.files.skip_reason import is_skipped_folder, skip_reason
from services.scanning.files.source_file import SourceFile

MAX_PATH_BYTES = 1000
MAX_PATHS_BYTES = 8 * 2**20
"""Of all files. Reports and graphs name each file several times."""


@dataclass(frozen=True, slots=True)
class Collection:
    """``files`` by path; ``skipped`` counts by reason (a folder counts once); ``languages`` is ``{id: files}``."""

    files: list[SourceFile]
    skipped: dict[str, int] = field(default_factory=dict)
    languages: dict[str, int] = field(default_factory=dict)


def collect(root: Path, *, max_file_bytes: int, max_files: int) -> Collection:
    """Walk a checkout. Reads every candidate once and follows no symbolic link.

    A name that is not UTF-8 cannot be shown, stored as JSON or linked to: such a file counts as ``unreadable``.
    """
    files: list[SourceFile] = []
    skipped: Counter[str] = Counter()
    room = MAX_PATHS_BYTES
    for path, entry in _walk(root, skipped):
        found = _look_at(path, entry, max_file_bytes)
        if isinstance(found, str):
            skipped[found] += 1
        elif len(files) >= max_files or room < (size := len(msgspec.json.encode(path))) or size > MAX_PATH_BYTES:
            skipped[reasons.OVER_LIMIT] += 1
        else:
            room -= size
            files.append(found)
    files.sort(key=lambda file: file.path)
    return Collection(
        files, dict(sorted(skipped.items())), dict(Counter(file.language for file in files).most_common())
    )


def _walk(root: Path, skipped: Counter[str]) -> Iterator[tuple[str, os.DirEntry[str]]]:
    waiting = [("", os.fspath(root))]
    while waiting:
        prefix, folder = waiting.pop()
        try:
            with os.scandir(folder) as scan:
                entries = sorted(scan, key=lambda entry: entry.name)
        except OSError:
            skipped[reasons.UNREADABLE] += 1
            continue
        names = {entry.name for entry in entries}
        for entry in entries:
            path = prefix + entry.name
            if entry.is_symlink():
                skipped[reasons.SYMLINK] += 1
            elif entry.is_dir(follow_symlinks=False):
                if entry.name != ".git" and is_skipped_folder(entry.name, names):
                    skipped[reasons.VENDORED] += 1
                elif entry.name != ".git":
                    waiting.append((f"{path}/", entry.path))
            elif entry.is_file(follow_symlinks=False):
                yield path, entry
            else:
                skipped[reasons.UNREADABLE] += 1


def _look_at(path: str, entry: os.DirEntry[str], max_file_bytes: int) -> SourceFile | str:
    """The source file, or the reason to skip it."""
    if not _is_utf8(path):
        return reasons.UNREADABLE
    try:
        size = entry.stat(follow_symlinks=False).st_size
        if detect_language(entry.name, b"#!") is None and "." in entry.name.lstrip("."):
            return reasons.NOT_SOURCE  # its extension says so, no need to read it
        if size > max_file_bytes:
            return reasons.TOO_LARGE
        content = Path(entry.path).read_bytes()
    except OSError:
        return reasons.UNREADABLE
    language = detect_language(entry.name, content)
    if language is None:
        return reasons.NOT_SOURCE
    reason = skip_reason(entry.name, language, content)
    return reason or SourceFile(path, language, len(content), hashlib.sha256(content).hexdigest())


def _is_utf8(text: str) -> bool:
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True
