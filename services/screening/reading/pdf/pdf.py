"""PDF: each page's lines in reading order with their places, by its text or, where there is none, by OCR."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pypdfium2.raw as pdfium

from services.screening.reading.document import Document, HiddenText, Line, PageSize
from services.screening.reading.draft import check_text_bytes, numbered
from services.screening.reading.layout.direction import in_spoken_order
from services.screening.reading.layout.furniture import without_furniture
from services.screening.reading.layout.line_end import join_divided
from services.screening.reading.limits import ReadingLimits
from services.screening.reading.ocr import Ocr
from services.screening.reading.pdf.drawing import drawings_of, has_photo, is_scan
from services.screening.reading.pdf.glyph_reader import GlyphReader
from services.screening.reading.pdf.link import links_of
from services.screening.reading.pdf.page_frame import PageFrame
from services.screening.reading.pdf.page_picture import PagePicture
from services.screening.reading.pdf.page_text import page_text
from services.screening.reading.pdf.source import open_page, open_pdf
from services.screening.reading.pdf.visibility import Visibility
from services.screening.reading.unreadable import UnreadableFile, corrupt, no_text

_LOOK_SCALE = 1.0
"""Pixels per point: enough to tell what can be seen."""


@dataclass
class _Found:
    pages: list[list[Line]] = field(default_factory=list)
    sizes: list[PageSize] = field(default_factory=list)
    hidden: list[HiddenText] = field(default_factory=list)
    links: dict[str, None] = field(default_factory=dict)
    unread: list[int] = field(default_factory=list)
    bytes: int = 0
    has_photo: bool = False
    is_by_ocr: bool = False


def read_pdf(path: Path, limits: ReadingLimits) -> Document:
    """Raises: UnreadableFile."""
    reader = _Reader(limits)
    with open_pdf(path) as document:
        count = pdfium.FPDF_GetPageCount(document)
        for number in range(1, min(count, limits.pages) + 1):
            reader.read(document, number)
    return reader.document(cut_after=limits.pages if count > limits.pages else None)


class _Reader:
    def __init__(self, limits: ReadingLimits) -> None:
        self._limits = limits
        self._glyphs = GlyphReader(limits)
        self._ocr = Ocr(limits)
        self._found = _Found()

    def read(self, document: Any, number: int) -> None:
        found = self._found
        with open_page(document, number) as page:
            if page is None:
                found.pages.append([])
                found.sizes.append(PageSize(0, 0))
                found.unread.append(number)
                return
            frame = PageFrame.of(page)
            found.sizes.append(frame.size)
            found.links.update(dict.fromkeys(links_of(document, page)))
            found.pages.append(self._lines(page, frame, number))

    def document(self, cut_after: int | None) -> Document:
        found = self._found
        pages = without_furniture(found.pages, found.sizes)
        lines = join_divided(numbered([line for page in pages for line in in_spoken_order(page)]))
        if not lines:
            raise self._why_empty()
        return Document(
            "pdf",
            lines,
            found.sizes,
            found.hidden,
            list(found.links),
            found.has_photo,
            found.is_by_ocr,
            cut_after,
            found.unread,
        )

    def _lines(self, page: Any, frame: PageFrame, number: int) -> list[Line]:
        found, size = self._found, frame.size
        drawn = drawings_of(page, frame)
        scanned = is_scan(drawn.images, size)
        picture = PagePicture(page, size, _LOOK_SCALE)
        glyphs = self._glyphs.read(page, frame)
        text = page_text(glyphs, Visibility(picture, size), number, is_scan=scanned)
        if not text.is_readable and picture.has_ink():
            return self._lines_by_ocr(page, size, number, text.lines(number) if text.is_known else [])
        found.has_photo = found.has_photo or (not scanned and has_photo(drawn.images))
        found.is_by_ocr = found.is_by_ocr or (scanned and text.is_by_ocr)
        found.hidden += text.hidden
        text.add_bullets(drawn.dots)
        lines = text.lines(number)
        self._count(lines, text.hidden)
        return lines

    def _lines_by_ocr(self, page: Any, size: PageSize, number: int, otherwise: list[Line]) -> list[Line]:
        lines = self._ocr.read(lambda scale: PagePicture(page, size, scale), number)
        if lines is None:
            self._found.unread.append(number)
            return otherwise
        self._found.is_by_ocr = True
        self._count(lines, [])
        return lines

    def _count(self, lines: list[Line], hidden: list[HiddenText]) -> None:
        self._found.bytes += sum(
            len(text.encode()) for text in [*(line.text for line in lines), *(text.text for text in hidden)]
        )
        check_text_bytes(self._found.bytes, self._limits)

    def _why_empty(self) -> UnreadableFile:
        found = self._found
        if not any(size.width for size in found.sizes):
            return corrupt("none of its pages can be opened")
        if found.is_by_ocr:
            return UnreadableFile("ocr_found_nothing", "The file was scanned, and OCR recognised no text in it.")
        if self._ocr.failure:
            return UnreadableFile("ocr_failed", f"The file was scanned, and OCR failed on {self._ocr.failure}.")
        if found.unread and self._limits.tesseract is None:
            return UnreadableFile(
                "ocr_missing",
                "The file was scanned and holds no text, and OCR is not installed here. Install tesseract, or ask for a"
                " file that holds text.",
            )
        return no_text()
