"""Typefaces of the PDF report, which come with this code: DejaVu, and Droid Sans Fallback for Chinese, Japanese and
Korean. Nothing is fetched, and nothing is left to the typefaces of the reader's machine.
"""

from __future__ import annotations

import unicodedata
from functools import cache
from html import escape
from itertools import groupby
from pathlib import Path

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont

REGULAR, BOLD = "DejaVu", "DejaVu-Bold"
_FALLBACK = "Droid-Fallback"
_FOLDER = Path(__file__).parent / "fonts"


@cache
def register() -> frozenset[int]:
    """Make DejaVu known to the library. Returns what it has letters for."""
    letters = _registered(REGULAR, "DejaVuSans.ttf")
    _registered(BOLD, "DejaVuSans-Bold.ttf")
    pdfmetrics.registerFontFamily(REGULAR, normal=REGULAR, bold=BOLD, italic=REGULAR, boldItalic=BOLD)
    return letters


@cache
def _registered(name: str, file: str) -> frozenset[int]:
    font = TTFont(name, str(_FOLDER / file))
    pdfmetrics.registerFont(font)
    return frozenset(font.face.charToGlyph)


def markup(text: str, most_characters: int) -> str:
    """Text from a stranger as the library's markup: one line, no tag of its own, each script in a typeface for it."""
    text = " ".join(text.split())
    if len(text) > most_characters:
        text = text[:most_characters].rstrip() + "…"
    made = []
    for font, run in groupby(text, _font):
        if font is not None:
            part = escape("".join(run))
            made.append(f'<font name="{font}">{part}</font>' if font else part)
    return "".join(made)


def is_joined(text: str) -> bool:
    """Whether it has letters that are written from right to left, and change with their neighbours."""
    return any(unicodedata.bidirectional(character) in ("R", "AL") for character in text)


def _font(character: str) -> str | None:
    """Empty: the paragraph's own. None: the character is left out."""
    if ord(character) in register():
        return ""
    if unicodedata.category(character).startswith("C"):
        return None
    return _FALLBACK if ord(character) in _registered(_FALLBACK, "DroidSansFallback.ttf") else ""
