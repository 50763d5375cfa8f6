"""How text from any format becomes the text of a line: blanks, ligatures, bullets."""

from __future__ import annotations

import unicodedata

from services.screening.reading.tracking import join_tracked, with_plain_capitals

_LIGATURES = str.maketrans({
    "ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "ft", "ﬆ": "st", "Ĳ": "IJ", "ĳ": "ij",
})  # fmt: skip
_BLANKS = "\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000"
_NOTHING = "\u00ad\u200b\u200c\u200d\u2060\ufeff\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
_CHARACTERS = {
    **{ord(character): " " for character in _BLANKS},
    **{ord(character): None for character in _NOTHING},
    **dict.fromkeys((*range(9), *range(14, 32), *range(0x7F, 0xA0), *range(0xD800, 0xE000), 0xFFFE, 0xFFFF)),
    **{ord(character): " " for character in "\n\r\x0b\x0c\x85\u2028\u2029"},
    **_LIGATURES,
}
_WIDE_BLANKS = 3
"""So many in a row stand for a gap: typists leave two after a full stop."""

_PRIVATE_BULLETS = "\uf0b7\uf0a7\uf0d8\uf0fc\uf076\uf06e\uf071\uf0a8\uf02d"  # of Word's Symbol and Wingdings
BULLETS = frozenset("•‣◦⁃∙●○◉◎■□▪▫▸▹►▻▶▷➢➤➔➜→⇒✓✔✦✧✱❖★☆◆◇⬧⬥⁌⁍⦁※·" + _PRIVATE_BULLETS)
_DASHES = frozenset("-–—*+~")


def as_line(text: str) -> str:
    """One line: one kind of blank, a tab for a gap, tracked letters joined, what nobody sees left out."""
    text = unicodedata.normalize("NFC", text.translate(_CHARACTERS))
    cells: list[str] = []
    for cell in text.split("\t"):
        joined = join_tracked(cell.strip())
        cells += [joined] if joined is not None else _split_at_gaps(cell)
    return "\t".join(with_plain_capitals(cell) for cell in map(_without_icons, cells) if cell)


def _without_icons(text: str) -> str:
    """Without what only an icon font can draw, and what stands for a character that nobody knows."""
    if not any("\ue000" <= character <= "\uf8ff" or character == "\ufffd" for character in text):
        return text
    kept = (
        character
        for place, character in enumerate(text)
        if not ("\ue000" <= character <= "\uf8ff" or character == "\ufffd") or (place == 0 and character in BULLETS)
    )
    return "".join(kept).strip()


def _split_at_gaps(text: str) -> list[str]:
    """Split at runs of at least three blanks; other runs become one blank."""
    cells: list[str] = [""]
    blanks = 0
    for character in text.strip():
        if character == " ":
            blanks += 1
            continue
        if blanks >= _WIDE_BLANKS:
            cells.append("")
        elif blanks:
            cells[-1] += " "
        blanks = 0
        cells[-1] += character
    return cells


def starts_with_bullet(text: str) -> bool:
    """A bullet, or before a gap a dash or an "o" that is typed for one. Several in a row are a rating of a skill."""
    if text[:1] in BULLETS:
        return text[1:2] not in BULLETS
    is_apart = text[1:2] in ("\t", " ")
    return is_apart and (text[:1] in _DASHES or (text[:1] == "o" and text[2:3].isupper()))


def without_bullet(text: str) -> str:
    return text[1:].lstrip() if starts_with_bullet(text) else text
