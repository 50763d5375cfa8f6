"""A page's picture: the page as PDFium draws it, to look at single pixels or to keep as an image."""

from __future__ import annotations

import ctypes
import struct
import zlib
from collections import Counter
from typing import Any

import pypdfium2.raw as pdfium

from services.screening.reading.colour import Colour
from services.screening.reading.document import PageSize

_MAX_PIXELS = 40_000_000
_PIXEL_BYTES = 3
_BACKGROUND = 0xFFFFFFFF
_PNG = b"\x89PNG\r\n\x1a\n"


class PagePicture:
    """``scale`` is in pixels per point."""

    def __init__(self, page: Any, size: PageSize, scale: float) -> None:
        scale = min(scale, (_MAX_PIXELS / max(1.0, size.width * size.height)) ** 0.5)
        self.scale = scale
        self.width, self.height = max(1, round(size.width * scale)), max(1, round(size.height * scale))
        bitmap = pdfium.FPDFBitmap_CreateEx(self.width, self.height, pdfium.FPDFBitmap_BGR, None, 0)
        if not bitmap:
            raise MemoryError("no room for the picture of a page")
        try:
            pdfium.FPDFBitmap_FillRect(bitmap, 0, 0, self.width, self.height, _BACKGROUND)
            flags = pdfium.FPDF_ANNOT | pdfium.FPDF_REVERSE_BYTE_ORDER
            pdfium.FPDF_RenderPageBitmap(bitmap, page, 0, 0, self.width, self.height, 0, flags)
            self._stride = pdfium.FPDFBitmap_GetStride(bitmap)
            self._pixels = ctypes.string_at(pdfium.FPDFBitmap_GetBuffer(bitmap), self._stride * self.height)
        finally:
            pdfium.FPDFBitmap_Destroy(bitmap)

    def row(self, y: int, left: int, right: int) -> bytes:
        """The pixels of a part of a row, three bytes each."""
        start = y * self._stride
        return self._pixels[start + _PIXEL_BYTES * left : start + _PIXEL_BYTES * right]

    def has_ink(self) -> bool:
        """Whether anything is drawn at all."""
        return any(len(set(self.row(y, 0, self.width))) > 8 for y in range(0, self.height, 4))

    def ppm(self) -> bytes:
        """As a Portable Pixmap: larger than a PNG, but made at once."""
        rows = (self.row(y, 0, self.width) for y in range(self.height))
        return b"P6 %d %d 255\n" % (self.width, self.height) + b"".join(rows)

    def png(self) -> bytes:
        rows = b"".join(b"\0" + self.row(y, 0, self.width) for y in range(self.height))
        header = struct.pack(">IIBBBBB", self.width, self.height, 8, 2, 0, 0, 0)
        dots = round(self.scale * 72 / 0.0254)
        physical = struct.pack(">IIB", dots, dots, 1)
        parts = ((b"IHDR", header), (b"pHYs", physical), (b"IDAT", zlib.compress(rows, 6)), (b"IEND", b""))
        return _PNG + b"".join(_chunk(kind, content) for kind, content in parts)


def pixel_colours(row: bytes) -> Counter[Colour]:
    """How often each colour is in a row of pixels."""
    found = Counter(zip(row[0::3], row[1::3], row[2::3], strict=True))
    return Counter({Colour(*pixel): count for pixel, count in found.items()})


def _chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))
