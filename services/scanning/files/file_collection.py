"""File collection: which files of a repository are worth analysing, and why the others are not."""

from __future__ import annotations

import hashlib
import os
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import msgspec

from services.scanning.files import skip_reason as reasons
from services.scanning.files.language import detect_language
from services.scanning.files.manifest import MANIFEST_BYTES, MANIFESTS, Manifests
from services.scanning.files.role import Role
from services.scanning.files.role_content import HEAD_BYTES, content_role
from services.scanning.files.role_judgement import role_of
from services.scanning.files.skip_reason import is_skipped_folder, skip_reason
from services.scanning.files.source_file import SourceFile

MAX_PATH_BYTES = 1000
MAX_PATHS_BYTES = 8 * 2**20
"""Of all files. Reports and graphs name each file several times."""


@dataclass(frozen=True, slots=True)
class Collection:
    """``files`` by path; ``skipped`` counts by reason (a folder counts once); ``languages`` is ``{id: files}``,
    ``roles`` is ``{role: files}``.
    """

    files: list[SourceFile]
    skipped: dict[str, int] = field(default_factory=dict)
    languages: dict[str, int] = field(default_factory=dict)
    roles: dict[str, int] = field(default_factory=dict)


def collect(
    root: Path, *, max_file_bytes: int, max_files: int, left_out: Mapping[str, int] | None = None
) -> Collection:
    """Walk a checkout. Reads every candidate once and follows no symbolic link. ``left_out`` counts what is not there,
    by reason.

    A name that is not UTF-8 cannot be shown, stored as JSON or linked to: such a file counts as ``unreadable``.
    """
    files: list[SourceFile] = []
    skipped: Counter[str] = Counter(left_out or {})
    clues = _Clues()
    room = MAX_PATHS_BYTES
    for path, entry in _walk(root, skipped):
        found = _look_at(path, entry, max_file_bytes, clues)
        if isinstance(found, str):
            skipped[found] += 1
        elif len(files) >= max_files or room < (size := len(msgspec.json.encode(path))) or size > MAX_PATH_BYTES:
            skipped[reasons.OVER_LIMIT] += 1
        else:
            room -= size
            files.append(found)
    files = clues.with_roles(sorted(files, key=lambda file: file.path))
    return Collection(
        files,
        dict(sorted(skipped.items())),
        dict(Counter(file.language for file in files).most_common()),
        dict(Counter(file.role for file in files).most_common()),
    )


class _Clues:
    """What the contents say of roles, kept until all files are known."""

    def __init__(self) -> None:
        self._contents: dict[str, Role] = {}
        self._manifests: dict[str, bytes] = {}

    def note(self, path: str, language: str, content: bytes) -> None:
        role = content_role(language, content[:HEAD_BYTES])
        if role is not None:
            self._contents[path] = role
        if path.rpartition("/")[2] in MANIFESTS and len(content) <= MANIFEST_BYTES:
            self._manifests[path] = content

    def with_roles(self, files: list[SourceFile]) -> list[SourceFile]:
        manifests = Manifests(self._manifests, (file.path for file in files))
        return [msgspec.structs.replace(file, role=self._role(file, manifests)) for file in files]

    def _role(self, file: SourceFile, manifests: Manifests) -> Role:
        return role_of(file.path, file.language, self._contents.get(file.path), manifests)


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


def _look_at(path: str, entry: os.DirEntry[str], max_file_bytes: int, clues: _Clues) -> SourceFile | str:
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
    if reason:
        return reason
    clues.note(path, language, content)
    return SourceFile(path, language, len(content), hashlib.sha256(content).hexdigest())


def _is_utf8(text: str) -> bool:
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True
