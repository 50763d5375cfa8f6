"""A cell: text as a spreadsheet may have it, so that nothing of it becomes a formula.

Spreadsheets take what begins with ``=``, ``+``, ``-`` or ``@`` for a formula, also after blanks, quotes and invisible
characters, and in full-width letters. One that splits a line at another character than ours (a semicolon, in much of
Europe) sees a beginning where we see the middle of a cell. An apostrophe before the character makes it text.
"""

from __future__ import annotations

import unicodedata

_FORMULA = frozenset("=+-@" + "\uff1d\uff0b\uff0d\uff20" + "\ufe66\ufe62\ufe63\ufe6b" + "\u2212")
"""In ASCII, full width and small, and the minus sign."""
_SEPARATORS = frozenset(";,|\"'`" + "\u201c\u201d\u2018\u2019")
"""Also quotes, straight and curly: they may be taken off."""
MAX_CHARACTERS = 32_000
"""Excel's cells end at 32,767."""


def cell(value: str | float | int | None) -> str | float | int:
    """Our own numbers stay numbers; text becomes one line that is no formula."""
    if value is None:
        return ""
    return value if isinstance(value, float | int) else _guarded(" ".join(value.split()))[:MAX_CHARACTERS]


def _guarded(text: str) -> str:
    made = []
    is_start = True
    for character in text:
        category = unicodedata.category(character)
        if category == "Cc":
            continue
        if is_start and character in _FORMULA:
            made.append("'")
        made.append(character)
        is_start = character in _SEPARATORS or (is_start and category in ("Zs", "Cf", "Mn"))
    return "".join(made)
