"""What reading a file yields, whatever its format: lines of text in reading order, each with its place on the page."""

from __future__ import annotations

from typing import Literal

import msgspec

FileType = Literal["pdf", "docx", "odt", "rtf", "txt", "md", "html"]
HiddenReason = Literal["background colour", "tiny", "invisible", "off the page", "marked as hidden"]


class Box(msgspec.Struct, frozen=True):
    """A rectangle on a page, in points from its top left corner."""

    left: float
    top: float
    right: float
    bottom: float


class Place(msgspec.Struct, frozen=True):
    """Where a text stands. ``page`` counts from 1; formats without pages have neither page nor box."""

    page: int | None = None
    box: Box | None = None


class Line(msgspec.Struct, frozen=True):
    """One line as a person would read it: ligatures expanded, tracked letters joined, hidden text left out.

    A tab in ``text`` stands for a gap as wide as a new cell: between the cells of a table's row, or before a date at
    the right margin, whether a table, a tab stop or a row of blanks made it. ``block`` counts paragraphs, cells and
    columns: lines of one block belong together. ``size`` is the type size in points, where the format says it.
    """

    text: str
    place: Place = Place()
    block: int = 0
    size: float | None = None
    bold: bool = False
    """Of a row, whether the first cell is that holds more than a date."""
    heading: bool = False
    """The format itself marks it as a heading (a style, a tag, ``#``)."""
    bullet: bool = False


class HiddenText(msgspec.Struct, frozen=True):
    """Text that a reader cannot see. It counts for nothing and is shown to the recruiter as a warning."""

    text: str
    reason: HiddenReason
    place: Place = Place()


class PageSize(msgspec.Struct, frozen=True):
    """In points."""

    width: float
    height: float


class Document(msgspec.Struct, frozen=True):
    """A whole file. Its title and author are not among the facts: templates and other people leave them behind."""

    file_type: FileType
    lines: list[Line]
    pages: list[PageSize] = []
    hidden: list[HiddenText] = []
    links: list[str] = []
    """Targets of hyperlinks, in order; the visible text is among the lines."""
    has_photo: bool = False
    read_by_ocr: bool = False
    cut_after_page: int | None = None
    """The file had more pages than may be read."""
    unread_pages: list[int] = []
    """Pages that are pictures of text, or damaged, and could not be read. Without OCR, say so."""
