"""Reads the files that tests write."""

from __future__ import annotations

import shutil
from pathlib import Path

from services.screening.reading.document import Document
from services.screening.reading.limits import ReadingLimits
from services.screening.reading.reading import read_document
from services.screening.reading.unreadable import UnreadableFile

LIMITS = ReadingLimits(tesseract=shutil.which("tesseract"))


def read(path: Path, limits: ReadingLimits = LIMITS) -> Document:
    return read_document(path, limits)


def read_bytes(folder: Path, content: bytes, limits: ReadingLimits = LIMITS) -> Document:
    path = folder / "file"
    path.write_bytes(content)
    return read(path, limits)


def texts(document: Document) -> list[str]:
    return [line.text for line in document.lines]


def refusal(path: Path, limits: ReadingLimits = LIMITS) -> UnreadableFile:
    try:
        read(path, limits)
    except UnreadableFile as unreadable:
        return unreadable
    raise AssertionError(f"{path.name} was read")
