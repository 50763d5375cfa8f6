"""From a file to what it says."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from services.screening.reading.document import Document, FileType
from services.screening.reading.file_type import file_type
from services.screening.reading.html import read_html
from services.screening.reading.limits import ReadingLimits
from services.screening.reading.markdown import read_markdown
from services.screening.reading.office.docx import read_docx
from services.screening.reading.office.odt import read_odt
from services.screening.reading.pdf.pdf import read_pdf
from services.screening.reading.plain_text import read_text
from services.screening.reading.rtf.rtf import read_rtf
from services.screening.reading.unreadable import UnreadableFile

_READERS: dict[FileType, Callable[[Path, ReadingLimits], Document]] = {
    "docx": read_docx,
    "html": lambda path, limits: read_html(path.read_bytes(), limits),
    "md": lambda path, limits: read_markdown(path.read_bytes(), limits),
    "odt": read_odt,
    "pdf": read_pdf,
    "rtf": lambda path, limits: read_rtf(path.read_bytes(), limits),
    "txt": lambda path, limits: read_text(path.read_bytes(), limits),
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
    return _READERS[kind](path, limits)
