"""The targets of a page's links."""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from typing import Any

import pypdfium2.raw as pdfium

_MOST_LINKS = 200
_MOST_BYTES = 500


def links_of(document: Any, page: Any) -> Iterator[str]:
    position = ctypes.c_int(0)
    link = pdfium.FPDF_LINK()
    for _ in range(_MOST_LINKS):
        if not pdfium.FPDFLink_Enumerate(page, ctypes.byref(position), ctypes.byref(link)):
            return
        action = pdfium.FPDFLink_GetAction(link)
        if not action or pdfium.FPDFAction_GetType(action) != pdfium.PDFACTION_URI:
            continue
        target = ctypes.create_string_buffer(_MOST_BYTES + 1)
        is_whole = pdfium.FPDFAction_GetURIPath(document, action, target, _MOST_BYTES + 1) <= _MOST_BYTES
        said = target.value.decode("utf-8", "replace").strip()
        if is_whole and said:
            yield said
