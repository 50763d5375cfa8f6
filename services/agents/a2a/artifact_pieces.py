"""The pieces of artifacts that are no prose: files, data, addresses. Each is given once, however often it is told.

A part is a piece of its own, named after its artifact: ``picture``, ``picture#2``. Only a file may come in several
parts, which then have the same name, or are appended without one. It is complete with the artifact's last chunk, with
the next piece, or with the task.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from hashlib import sha256
from typing import Any

import msgspec

from services.agent import Artifact
from services.agents.a2a.task import Part

_LARGEST_DATA_BYTES = 262_144
"""JSON above this is a file."""
_PROSE = ("", "text/plain", "text/markdown", "text/x-markdown", "text")


def is_prose(part: Part) -> bool:
    """Text that belongs to the answer. Text with a file name or another type is a file."""
    return part.text is not None and not part.filename and part.media_type.partition(";")[0].lower() in _PROSE


@dataclass(slots=True)
class _Given:
    """What was given of an artifact. ``open_file`` is the piece that more bytes may follow."""

    marks: list[bytes] = field(default_factory=list)
    pieces: int = 0
    open_file: Artifact | None = None


class ArtifactPieces:
    def __init__(self) -> None:
        self._given: dict[str, _Given] = {}

    def of(
        self, artifact_id: str, name: str, parts: tuple[Part, ...], *, append: bool, last_chunk: bool
    ) -> Iterator[Artifact]:
        """The pieces that are new. An artifact that is told anew, and otherwise, replaces what was given of it."""
        told = [(_mark(part), part) for part in parts if not is_prose(part)]
        if not told:
            return
        given = self._given.setdefault(artifact_id, _Given())
        if not append:
            if [mark for mark, _ in told[: len(given.marks)]] == given.marks:
                told = told[len(given.marks) :]
            else:
                given = self._given[artifact_id] = _Given()
        for mark, part in told:
            given.marks.append(mark)
            yield from _next(given, _artifact(artifact_id, name, part), is_appended=append)
        if last_chunk:
            yield from _close(given)

    def close(self) -> Iterator[Artifact]:
        """Whatever is still open is complete: the task has ended."""
        for given in self._given.values():
            yield from _close(given)


def _next(given: _Given, piece: Artifact, *, is_appended: bool) -> Iterator[Artifact]:
    is_file = piece.data is None and not piece.text
    before = given.open_file
    is_more = piece.filename == before.filename != "" if before is not None else False
    if is_file and before is not None and (is_more or (is_appended and not piece.filename)):
        given.open_file = replace(before, content=piece.content, append=True)
        yield given.open_file
        return
    yield from _close(given)
    given.pieces += 1
    if given.pieces > 1:
        piece = replace(piece, artifact_id=f"{piece.artifact_id}#{given.pieces}")
    if is_file:
        piece = given.open_file = replace(piece, last_chunk=False)
    yield piece


def _close(given: _Given) -> Iterator[Artifact]:
    if given.open_file is not None:
        yield replace(given.open_file, content=b"", append=True, last_chunk=True)
        given.open_file = None


def _mark(part: Part) -> bytes:
    content = part.raw if part.raw is not None else bytes(part.data or b"")
    words = "\0".join((part.text or "", part.url or "", part.filename, part.media_type))
    return sha256(words.encode() + b"\0" + content).digest()


def _artifact(artifact_id: str, name: str, part: Part) -> Artifact:
    if part.url is not None:
        return Artifact(artifact_id, name or part.filename, text=part.url or "-", media_type="text/uri-list")
    if part.data is None:
        content = part.raw if part.raw is not None else (part.text or "").encode()
        media_type = part.media_type or ("application/octet-stream" if part.text is None else "text/plain")
        return Artifact(artifact_id, name, content=content, filename=part.filename, media_type=media_type)
    text = bytes(part.data)
    value = _value(text)
    if value is None:
        filename = part.filename or "data.json"
        return Artifact(artifact_id, name, content=text, filename=filename, media_type="application/json")
    return Artifact(artifact_id, name, data=value, media_type="application/json")


def _value(text: bytes) -> Any:
    if len(text) > _LARGEST_DATA_BYTES:
        return None
    try:
        return msgspec.json.decode(text)
    except (ValueError, RecursionError):
        return None
