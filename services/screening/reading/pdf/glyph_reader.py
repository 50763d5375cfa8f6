"""Reads the glyphs of a PDF's page, through PDFium's calls for single characters.

Its text of a whole page reads across columns and holds what nobody can see.
"""

from __future__ import annotations

import ctypes
import math
from collections.abc import Iterator
from typing import Any

import pypdfium2.raw as pdfium

from services.screening.reading.colour import BLACK, WHITE, Colour
from services.screening.reading.draft import check_text_bytes
from services.screening.reading.limits import ReadingLimits
from services.screening.reading.pdf.glyph import INVISIBLE_MODES, Glyph, Style
from services.screening.reading.pdf.page_frame import PageFrame, upright

_BOLD_NAMES = ("bold", "black", "heavy", "semibd", "demi", "cmbx", "cmb1", "sfbx", "-bd", "lmroman10-b")
_FORCE_BOLD = 1 << 18  # ISO 32000-1, table 123
_DIVISION = 2
"""What PDFium gives for a hyphen at the end of a line."""
_NAME_BYTES = 128
_BLANKS = frozenset(" \u00a0\u2002\u2003\u2009\u202f\t\r\n")
_TWIN_SHARE = 0.12
"""Of the type size: a letter so near to the same letter is drawn twice, to look bold."""
_STROKE_ONLY, _FILL_AND_STROKE = 1, 2


class GlyphReader:
    """Reads the pages of one document; fonts are looked at once."""

    def __init__(self, limits: ReadingLimits) -> None:
        self._limits = limits
        self._fonts: dict[int, tuple[bool, bool]] = {}

    def read(self, page: Any, frame: PageFrame) -> list[Glyph]:
        """In the order in which they are drawn. Raises: UnreadableFile."""
        text = pdfium.FPDFText_LoadPage(page)
        if not text:
            return []
        try:
            return list(self._without_twins(self._glyphs(text, frame)))
        finally:
            pdfium.FPDFText_ClosePage(text)

    def _glyphs(self, text: Any, frame: PageFrame) -> Iterator[Glyph]:
        rectangle = pdfium.FS_RECTF()
        x, y = ctypes.c_double(), ctypes.c_double()
        box, x_at, y_at = ctypes.byref(rectangle), ctypes.byref(x), ctypes.byref(y)
        address, style, blanks = None, None, 0
        pending: Glyph | None = None
        origin = (0.0, 0.0)
        count = pdfium.FPDFText_CountChars(text)
        check_text_bytes(count, self._limits)
        for index in range(count):
            thing = pdfium.FPDFText_GetTextObject(text, index)
            if not thing:  # PDFium made it up: a blank or the end of a line
                continue
            code = pdfium.FPDFText_GetUnicode(text, index)
            if code == _DIVISION:
                code = ord("-")
            if 0xD800 <= code < 0xE000 or code in (0, 0xFFFE, 0xFFFF) or code > 0x10FFFF:
                code = 0xFFFD
            character = chr(code)
            if character in _BLANKS:
                # PDFium also makes up a blank where the file leaves room for a letter from another font.
                blanks += pdfium.FPDFText_IsGenerated(text, index) != 1
                continue
            here = ctypes.cast(thing, ctypes.c_void_p).value
            is_same = here == address
            if style is None or not is_same:
                address, style = here, self._style(text, index, thing, frame)
            pdfium.FPDFText_GetCharOrigin(text, index, x_at, y_at)
            if pending is not None and is_same and (x.value, y.value) == origin:
                pdfium.FPDFText_GetLooseCharBox(text, index, box)  # a ligature, which PDFium has expanded and cut up
                part = _placed(character, rectangle, origin, style, frame, 0)
                pending = pending._replace(text=pending.text + character, right=max(pending.right, part.right))
                continue
            if pending is not None:
                yield pending
            origin = (x.value, y.value)
            pdfium.FPDFText_GetLooseCharBox(text, index, box)
            pending = _placed(character, rectangle, origin, style, frame, blanks)
            blanks = 0
        if pending is not None:
            yield pending

    def _style(self, text: Any, index: int, thing: Any, frame: PageFrame) -> Style:
        matrix = pdfium.FS_MATRIX()
        pdfium.FPDFText_GetMatrix(text, index, ctypes.byref(matrix))
        scale = math.hypot(matrix.c, matrix.d)
        turns = round(-math.atan2(matrix.b, matrix.a) / (math.pi / 2)) + frame.quarter
        bold, has_program = self._font(pdfium.FPDFTextObj_GetFont(thing))
        mode = pdfium.FPDFTextObj_GetTextRenderMode(thing)
        colour, alpha = _colour(text, index, mode == _STROKE_ONLY)
        return Style(
            size=round(pdfium.FPDFText_GetFontSize(text, index) * scale, 2),
            bold=bold or mode == _FILL_AND_STROKE,
            colour=colour,
            is_filled_only=mode == 0,
            is_invisible=mode in INVISIBLE_MODES or alpha < 0.05,
            has_program=has_program,
            turns=turns % 4,
        )

    def _font(self, font: Any) -> tuple[bool, bool]:
        address = ctypes.cast(font, ctypes.c_void_p).value or 0
        if address not in self._fonts:
            name = ctypes.create_string_buffer(_NAME_BYTES)
            pdfium.FPDFFont_GetBaseFontName(font, name, _NAME_BYTES)
            said = name.value.decode("latin-1").lower()
            bold = any(part in said for part in _BOLD_NAMES) or bool(pdfium.FPDFFont_GetFlags(font) & _FORCE_BOLD)
            self._fonts[address] = bold, pdfium.FPDFFont_GetIsEmbedded(font) == 1
        return self._fonts[address]

    def _without_twins(self, glyphs: Iterator[Glyph]) -> Iterator[Glyph]:
        seen: dict[tuple[str, int, int, int], list[Glyph]] = {}
        for glyph in glyphs:
            near = _TWIN_SHARE * glyph.style.size
            column, row = int(glyph.left // 4), int(glyph.baseline // 4)
            columns = {int((glyph.left + way) // 4) for way in (-near, near)} | {column}
            rows = {int((glyph.baseline + way) // 4) for way in (-near, near)} | {row}
            twins = (
                twin
                for at_column in columns
                for at_row in rows
                for twin in seen.get((glyph.text, glyph.style.turns, at_column, at_row), ())
            )
            if any(_is_twin(glyph, twin, near) for twin in twins):
                continue
            seen.setdefault((glyph.text, glyph.style.turns, column, row), []).append(glyph)
            yield glyph


def _is_twin(glyph: Glyph, other: Glyph, near: float) -> bool:
    """Hidden text is nobody's twin: it must not take a visible letter away."""
    return (
        abs(glyph.left - other.left) < near
        and abs(glyph.baseline - other.baseline) < near
        and glyph.style.is_invisible == other.style.is_invisible
        and abs(glyph.style.size - other.style.size) < near
    )


def _placed(
    character: str, rectangle: Any, origin: tuple[float, float], style: Style, frame: PageFrame, blanks: int
) -> Glyph:
    corners = [
        upright(*frame.point(x, y), style.turns)
        for x, y in ((rectangle.left, rectangle.bottom), (rectangle.right, rectangle.top))
    ]
    _, baseline = upright(*frame.point(*origin), style.turns)
    left, right = sorted(u for u, _ in corners)
    return Glyph(character, left, right, baseline, style, blanks)


def _colour(text: Any, index: int, of_stroke: bool) -> tuple[Colour, float]:
    channels = [ctypes.c_uint() for _ in range(4)]
    get = pdfium.FPDFText_GetStrokeColor if of_stroke else pdfium.FPDFText_GetFillColor
    if not get(text, index, *map(ctypes.byref, channels)):
        return BLACK, 1.0
    red, green, blue, alpha = (channel.value for channel in channels)
    share = alpha / 255
    mixed = (round(value * share + white * (1 - share)) for value, white in zip((red, green, blue), WHITE, strict=True))
    return Colour(*mixed), share
