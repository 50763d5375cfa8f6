"""A PDF's file, opened for reading, and its pages."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pypdfium2.raw as pdfium

from services.screening.reading.unreadable import UnreadableFile, corrupt, encrypted

_DRAWN_ANNOTATIONS = (pdfium.FPDF_ANNOT_FREETEXT, pdfium.FPDF_ANNOT_WIDGET, pdfium.FPDF_ANNOT_STAMP)
_MOST_ANNOTATIONS = 500


@contextmanager
def open_pdf(path: Path) -> Iterator[Any]:
    """Raises: UnreadableFile."""
    document = pdfium.FPDF_LoadDocument(str(path).encode(), None)
    if not document:
        raise _why_not()
    try:
        if pdfium.FPDF_GetPageCount(document) < 1:
            raise corrupt("it has no pages")
        yield document
    finally:
        pdfium.FPDF_CloseDocument(document)


@contextmanager
def open_page(document: Any, number: int) -> Iterator[Any]:
    """The page of this number, counted from 1, with what people have typed into its form; None if it is damaged."""
    page = pdfium.FPDF_LoadPage(document, number - 1)
    if not page:
        yield None
        return
    if not _has_typed_text(page):
        try:
            yield page
        finally:
            pdfium.FPDF_ClosePage(page)
        return
    pdfium.FPDFPage_Flatten(page, pdfium.FLAT_NORMALDISPLAY)
    pdfium.FPDF_ClosePage(page)
    page = pdfium.FPDF_LoadPage(document, number - 1)  # only now is what was typed part of the page
    try:
        yield page or None
    finally:
        if page:
            pdfium.FPDF_ClosePage(page)


def _has_typed_text(page: Any) -> bool:
    for index in range(min(pdfium.FPDFPage_GetAnnotCount(page), _MOST_ANNOTATIONS)):
        annotation = pdfium.FPDFPage_GetAnnot(page, index)
        kind = pdfium.FPDFAnnot_GetSubtype(annotation)
        pdfium.FPDFPage_CloseAnnot(annotation)
        if kind in _DRAWN_ANNOTATIONS:
            return True
    return False


def _why_not() -> UnreadableFile:
    match pdfium.FPDF_GetLastError():
        case pdfium.FPDF_ERR_PASSWORD:
            return encrypted()
        case pdfium.FPDF_ERR_SECURITY:
            return UnreadableFile("encrypted", "The file is protected in a way that is not known here.")
        case _:
            return corrupt("it is no PDF that can be opened; it may have been cut off on the way")
