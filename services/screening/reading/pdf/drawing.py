"""What is drawn on a PDF's page beside its text: images, which tell a scan and a photo, and dots, which are bullets."""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pypdfium2.raw as pdfium

from services.screening.reading.document import Box, PageSize
from services.screening.reading.pdf.page_frame import PageFrame
from services.screening.reading.photo import is_portrait

_MOST_OBJECTS = 5000
_MOST_DEPTH = 4
_SCAN_SHARE = 0.5
_LEAST_DOT_PT, _MOST_DOT_PT = 1.2, 6.5
_MOST_DOTS = 500

Matrix = tuple[float, float, float, float, float, float]
_IDENTITY: Matrix = (1, 0, 0, 1, 0, 0)


@dataclass
class Drawings:
    images: list[Box] = field(default_factory=list)
    dots: list[Box] = field(default_factory=list)
    """Small filled shapes, as wide as they are high: browsers draw bullets so."""


def drawings_of(page: Any, frame: PageFrame) -> Drawings:
    found = Drawings()
    count = min(pdfium.FPDFPage_CountObjects(page), _MOST_OBJECTS)
    for index in range(count):
        for kind, corners in _shapes(pdfium.FPDFPage_GetObject(page, index), _IDENTITY, 0):
            box = frame.box(*corners)
            if kind == pdfium.FPDF_PAGEOBJ_IMAGE:
                found.images.append(box)
            elif _is_dot(box) and len(found.dots) < _MOST_DOTS:
                found.dots.append(box)
    return found


def is_scan(images: list[Box], size: PageSize) -> bool:
    """Whether images cover most of the page, as one image or in strips."""
    area = 0.0
    for image in images:
        width = min(image.right, size.width) - max(image.left, 0)
        height = min(image.bottom, size.height) - max(image.top, 0)
        area += max(width, 0) * max(height, 0)
    return area > _SCAN_SHARE * size.width * size.height


def has_photo(images: list[Box]) -> bool:
    return any(is_portrait(image.right - image.left, image.bottom - image.top) for image in images)


def _is_dot(box: Box) -> bool:
    width, height = box.right - box.left, box.bottom - box.top
    return _LEAST_DOT_PT < width < _MOST_DOT_PT and 0.8 < width / max(height, 0.01) < 1.25


def _shapes(thing: Any, matrix: Matrix, depth: int) -> Iterator[tuple[int, tuple[float, float, float, float]]]:
    """Images and paths with their corners, also those inside forms."""
    kind = pdfium.FPDFPageObj_GetType(thing)
    if kind in (pdfium.FPDF_PAGEOBJ_IMAGE, pdfium.FPDF_PAGEOBJ_PATH):
        sides = [ctypes.c_float() for _ in range(4)]
        if pdfium.FPDFPageObj_GetBounds(thing, *map(ctypes.byref, sides)):
            left, bottom, right, top = (side.value for side in sides)
            corners = [_moved(matrix, x, y) for x, y in ((left, bottom), (right, top))]
            xs, ys = sorted(x for x, _ in corners), sorted(y for _, y in corners)
            yield kind, (xs[0], ys[0], xs[1], ys[1])
    elif kind == pdfium.FPDF_PAGEOBJ_FORM and depth < _MOST_DEPTH:
        inner = pdfium.FS_MATRIX()
        pdfium.FPDFPageObj_GetMatrix(thing, ctypes.byref(inner))
        both = _product((inner.a, inner.b, inner.c, inner.d, inner.e, inner.f), matrix)
        for index in range(min(pdfium.FPDFFormObj_CountObjects(thing), _MOST_OBJECTS)):
            yield from _shapes(pdfium.FPDFFormObj_GetObject(thing, index), both, depth + 1)


def _moved(matrix: Matrix, x: float, y: float) -> tuple[float, float]:
    a, b, c, d, e, f = matrix
    return a * x + c * y + e, b * x + d * y + f


def _product(first: Matrix, second: Matrix) -> Matrix:
    """The matrix that moves by the first, then by the second."""
    a, b, c, d, e, f = first
    return (
        a * second[0] + b * second[2],
        a * second[1] + b * second[3],
        c * second[0] + d * second[2],
        c * second[1] + d * second[3],
        *_moved(second, e, f),
    )
