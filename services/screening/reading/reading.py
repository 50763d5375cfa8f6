"""From a file to what it says."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from services.screening.reading.document import Document, FileType
from services.screening.reading.file_type import file_type
from services.screening.reading.html import read_html
from services.screening.reading.limits import ReadingLimits
from services.screening.reading.markdown import read_markdown
from services.screening.reading.pdf.pdf import read_pdf
from services.screening.reading.plain_text import read_text
from services.screening.reading.unreadable import UnreadableFile

_READERS: dict[FileType, Callable[[bytes, ReadingLimits], Document]] = {
    "html": read_html,
    "md": read_markdown,
    "txt": read_text,
}


def read_document(path: Path, limits: ReadingLimits) -> Document:
    """Read a file of any type that is read.

    Only for a process that may be lost: a hostile file can crash, hang or bloat it.

    Raises: UnreadableFile.
    """
    size = path.stat().st_size
    if size > limits.file_bytes:
        raise UnreadableFile(
            "too_large", f"The file has {size / 2**20:,.1f} MiB; at most {limits.file_bytes / 2**20:,.0f} MiB are read."
        )
    kind = file_type(path)
    if kind == "zip":
        raise UnreadableFile("unsupported", "The file is an archive of other files. Unpack it and send the files.")
    if kind == "pdf":
        return read_pdf(path, limits)
    if kind not in _READERS:
        raise UnreadableFile("unsupported", f"Files of type {kind} are not read yet.")
    return _READERS[kind](path.read_bytes(), limits)
