"""Typefaces of the PDF report, which come with this code: DejaVu, Noto Sans for the scripts of South and South-East
Asia and Ethiopia, and Droid Sans Fallback for Chinese, Japanese and Korean. Nothing is fetched, and nothing is left to
the typefaces of the reader's machine. What none of them has is shown as `MISSING`, never as an empty box.
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
MISSING = "[?]"
_BY_SCRIPT = (
    (0x0900, 0x097F, "Devanagari"), (0x0980, 0x09FF, "Bengali"), (0x0A00, 0x0A7F, "Gurmukhi"),
    (0x0A80, 0x0AFF, "Gujarati"), (0x0B00, 0x0B7F, "Oriya"), (0x0B80, 0x0BFF, "Tamil"), (0x0C00, 0x0C7F, "Telugu"),
    (0x0C80, 0x0CFF, "Kannada"), (0x0D00, 0x0D7F, "Malayalam"), (0x0D80, 0x0DFF, "Sinhala"), (0x0E00, 0x0E7F, "Thai"),
    (0x1000, 0x109F, "Myanmar"), (0x1200, 0x137F, "Ethiopic"), (0x1780, 0x17FF, "Khmer"),
)  # fmt: skip
"""From which letter to which one a script has which typeface."""
_LOST = "lost"


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
        if font == _LOST:
            made.append(MISSING)
        elif font is not None:
            part = escape("".join(run))
            made.append(f'<font name="{font}">{part}</font>' if font else part)
    return "".join(made)


def is_shaped(text: str) -> bool:
    """Whether it has letters that are written from right to left, or change with their neighbours."""
    return any(unicodedata.bidirectional(one) in ("R", "AL") or _of_script(ord(one)) for one in text if one > "\u0590")


def lacks_letters(text: str) -> bool:
    """Whether it has letters that are shown as `MISSING`."""
    return any(_font(character) == _LOST for character in set(text))


def _font(character: str) -> str | None:
    """Empty: the paragraph's own. None: the character is left out. `_LOST`: it cannot be drawn."""
    code = ord(character)
    if code in register():
        return ""
    if unicodedata.category(character).startswith("C"):
        return None
    if (script := _of_script(code)) and code in _registered(script, f"NotoSans{script}.ttf"):
        return script
    return _FALLBACK if code in _registered(_FALLBACK, "DroidSansFallback.ttf") else _LOST


def _of_script(code: int) -> str:
    """The typeface of a letter's script; empty where it is one of the others."""
    return next((script for first, last, script in _BY_SCRIPT if first <= code <= last), "")
