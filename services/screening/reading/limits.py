"""How much of a file is read, and with what."""

from __future__ import annotations

import msgspec


class ReadingLimits(msgspec.Struct, frozen=True):
    """``text_bytes`` is what all of a file's text may take in UTF-8, hidden text included. ``unpacked_bytes`` bounds
    what the parts of a DOCX or ODT take once they are unpacked. Pages after the first ``pages`` are left out, and of
    a scan those after the first ``ocr_pages``. ``tesseract`` is the program's path; None where it is not installed.
    """

    file_bytes: int = 20 * 2**20
    pages: int = 30
    text_bytes: int = 2**20
    unpacked_bytes: int = 64 * 2**20
    ocr_pages: int = 5
    ocr_languages: tuple[str, ...] = ("eng", "deu", "fra", "spa")
    """Those that tesseract has are used."""
    tesseract: str | None = None
