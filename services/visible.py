"""Visible text: names and messages come from strangers, and some characters misrepresent what is on the page.

Control characters move a terminal's cursor, line breaks break a table, and bidirectional overrides show ``exe.txt`` for
``txt.exe``.
"""

from __future__ import annotations

import re

_UNSEEN = re.compile(
    "[\x00-\x1f\x7f-\x9f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb"
    "\ud800-\udfff\U000e0000-\U000e007f]"
)
_HALF = re.compile("[\ud800-\udfff]")
_NO_LINE = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")


def visible(text: str) -> str:
    """The text with every invisible character replaced by its code, such as ``\\u202e``."""
    return _UNSEEN.sub(lambda match: _code(ord(match[0])), text)


def is_whole(text: str) -> bool:
    """Whether all its characters are whole: JSON may hold half of one (``"\\ud83d"``), which no database takes."""
    return _HALF.search(text) is None


def is_line(text: str) -> bool:
    """Whether the text is one line that a database takes. It may hide what it says: show it by `visible`."""
    return _NO_LINE.search(text) is None


def _code(number: int) -> str:
    if number < 0x100:
        return f"\\x{number:02x}"
    return f"\\u{number:04x}" if number < 0x10000 else f"\\U{number:08x}"
