"""The stack: the files of a screening, each with an id, the candidate whose résumé it is, and a name for people.

Files with the same bytes belong to one candidate and are read once. The number by which a blind screening calls a
candidate says nothing of them: in the order of the upload it would often be the order of the names.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from pathlib import Path

import msgspec

from services.identifier import new_id

MAX_NAME_CHARACTERS = 200
_CHUNK_BYTES = 2**20
_IGNORED_NAMES = frozenset({".ds_store", "thumbs.db", "desktop.ini"})
_LOCK_PREFIX = "~$"
_RESOURCES = "__MACOSX"


class StackFile(msgspec.Struct, frozen=True):
    """``candidate_id`` is the ``file_id`` of the first file with these bytes; ``digest`` is their SHA-256."""

    file_id: str
    candidate_id: str
    number: int
    name: str
    bytes: int
    digest: str

    @property
    def is_duplicate(self) -> bool:
        return self.file_id != self.candidate_id


class NewFile(msgspec.Struct, frozen=True):
    """A file that is about to join a stack; ``path`` is where it lies."""

    path: Path
    name: str


def is_ignored(name: str) -> bool:
    """Whether a file is one that systems and office programs leave beside people's own."""
    parts = name.replace("\\", "/").split("/")
    last = parts[-1].lower()
    return _RESOURCES in parts or last in _IGNORED_NAMES or last.startswith((_LOCK_PREFIX, "._"))


def shown_file_name(name: str) -> str:
    """A client's or an archive's name for people to read: printable, and no longer than a line or two."""
    cleaned = "".join(c for c in name.replace("\\", "/") if c.isprintable()).strip("/ ")
    return cleaned[-MAX_NAME_CHARACTERS:] or "unnamed"


def joined(stack: Sequence[StackFile], new: Iterable[NewFile]) -> list[tuple[StackFile, Path]]:
    """What the new files become in the stack, each with where it lies now."""
    known = {file.digest: file.candidate_id for file in stack}
    numbers = {file.candidate_id: file.number for file in stack}
    made = []
    for item in new:
        file_id, digest = new_id(), digest_of(item.path)
        candidate_id = known.setdefault(digest, file_id)
        size = item.path.stat().st_size
        made.append((StackFile(file_id, candidate_id, 0, shown_file_name(item.name), size, digest), item.path))
    numbers |= _dealt({file.candidate_id for file, _ in made} - numbers.keys(), after=max(numbers.values(), default=0))
    return [(msgspec.structs.replace(file, number=numbers[file.candidate_id]), path) for file, path in made]


def _dealt(candidate_ids: set[str], after: int) -> dict[str, int]:
    """A number for each, in the order of their ids, which are random."""
    return {candidate_id: after + place for place, candidate_id in enumerate(sorted(candidate_ids), 1)}


def digest_of(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while piece := file.read(_CHUNK_BYTES):
            digest.update(piece)
    return digest.hexdigest()
