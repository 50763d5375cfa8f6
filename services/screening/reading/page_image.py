"""Page images: a page of a PDF as PNG, beside which its evidence is shown. Other formats have no pages of their own.

A page is drawn in a process of its own, like reading: the file is a stranger's.
"""

from __future__ import annotations

from pathlib import Path
from types import TracebackType
from typing import Self

import msgspec

from services.process.access import Access
from services.process.limits import Limits
from services.process.resident import RequestFailed, Resident, ResidentFailed
from services.screening.reading.file_type import file_type
from services.screening.reading.pdf.page_frame import PageFrame
from services.screening.reading.pdf.page_picture import PagePicture
from services.screening.reading.pdf.source import open_page, open_pdf
from services.screening.reading.unreadable import Code, UnreadableFile, corrupt

WIDTH_PX = 1240
"""150 pixels an inch on A4."""
_LIMITS = Limits(wall_s=20, cpu_s=20, output_bytes=64 * 2**20, memory_bytes=2**29, processes=4, file_bytes=2**20)


class Drawn(msgspec.Struct, frozen=True, tag="drawn"):
    png: bytes


class Undrawn(msgspec.Struct, frozen=True, tag="undrawn"):
    code: Code
    reason: str


def page_image(path: Path, page: int, width_px: int = WIDTH_PX) -> bytes:
    """The PNG of a page, which counts from 1. Only for a process that may be lost.

    Raises: UnreadableFile.
    """
    kind = file_type(path)
    if kind != "pdf":
        raise UnreadableFile("no_pages", f"A file of the type {kind.upper()} has no page images; only PDFs do.")
    with open_pdf(path) as document, open_page(document, page) as opened:
        if opened is None:
            raise corrupt(f"page {page} cannot be opened")
        size = PageFrame.of(opened).size
        return PagePicture(opened, size, width_px / max(1.0, size.width)).png()


def draw(path: str, page: int, width_px: int) -> Drawn | Undrawn:
    """Runs in the process."""
    try:
        return Drawn(page_image(Path(path), page, width_px))
    except UnreadableFile as unreadable:
        return Undrawn(unreadable.code, unreadable.reason)


class PageImages:
    """Draws pages of the files in a folder. Its process starts with the first and stays until `close`."""

    def __init__(self, folder: Path) -> None:
        self._resident = Resident[Drawn | Undrawn](f"{__name__}:draw", Drawn | Undrawn, _LIMITS, Access(read=(folder,)))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: type[BaseException] | BaseException | TracebackType | None) -> None:
        self.close()

    def png(self, path: Path, page: int, width_px: int = WIDTH_PX) -> bytes:
        """Raises: UnreadableFile."""
        try:
            drawn = self._resident.ask(str(path), page, width_px)
        except ResidentFailed as failed:
            code: Code = "timeout" if failed.cause in ("time", "cpu") else "crashed"
            raise UnreadableFile(code, f"Drawing the page {failed}.") from None
        except RequestFailed:
            raise corrupt("the page cannot be drawn") from None
        if isinstance(drawn, Undrawn):
            raise UnreadableFile(drawn.code, drawn.reason)
        return drawn.png

    def close(self) -> None:
        self._resident.stop()
