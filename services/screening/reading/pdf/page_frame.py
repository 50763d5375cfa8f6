"""A page's frame: from the coordinates of a PDF, which may be shifted and turned, to those of a page as it is shown."""

from __future__ import annotations

import ctypes
from dataclasses import dataclass
from typing import Any

import pypdfium2.raw as pdfium

from services.screening.reading.document import Box, PageSize


@dataclass(frozen=True, slots=True)
class PageFrame:
    """``quarter`` is how many quarter turns clockwise the page is shown at."""

    left: float
    bottom: float
    right: float
    top: float
    quarter: int

    @classmethod
    def of(cls, page: Any) -> PageFrame:
        rectangle = pdfium.FS_RECTF()
        pdfium.FPDF_GetPageBoundingBox(page, ctypes.byref(rectangle))
        quarter = pdfium.FPDFPage_GetRotation(page) % 4
        return cls(rectangle.left, rectangle.bottom, rectangle.right, rectangle.top, quarter)

    @property
    def size(self) -> PageSize:
        width, height = self.right - self.left, self.top - self.bottom
        return PageSize(*map(_rounded, (height, width) if self.quarter % 2 else (width, height)))

    def point(self, x: float, y: float) -> tuple[float, float]:
        match self.quarter:
            case 0:
                return x - self.left, self.top - y
            case 1:
                return y - self.bottom, x - self.left
            case 2:
                return self.right - x, y - self.bottom
            case _:
                return self.top - y, self.right - x

    def box(self, left: float, bottom: float, right: float, top: float) -> Box:
        corners = self.point(left, bottom), self.point(right, top)
        return Box(
            min(x for x, _ in corners),
            min(y for _, y in corners),
            max(x for x, _ in corners),
            max(y for _, y in corners),
        )


def upright(x: float, y: float, turns: int) -> tuple[float, float]:
    """A point of the shown page in the frame of text that is turned so many quarters clockwise."""
    match turns:
        case 0:
            return x, y
        case 1:
            return y, -x
        case 2:
            return -x, -y
        case _:
            return -y, x


def on_page(box: Box, turns: int) -> Box:
    """The opposite of `upright`, for a box."""
    corners = [upright(x, y, -turns % 4) for x, y in ((box.left, box.top), (box.right, box.bottom))]
    xs, ys = sorted(x for x, _ in corners), sorted(y for _, y in corners)
    return Box(xs[0], ys[0], xs[1], ys[1])


def _rounded(length: float) -> float:
    return round(length, 2)
