"""Halves of characters: an agent that cuts its text by UTF-16 units sends ``"\\ud83d"``, and the rest one event later.

JSON with such a half is no Unicode text, and strict readers refuse it. Each half gets a stand-in from a private plane,
and becomes itself again where the pieces of a text are joined (:class:`services.held_text.HeldText`).
"""

from __future__ import annotations

import json
import re

_HALVES = range(0xD800, 0xE000)
_OFFSET = 0x10F000
_STAND_INS = {half: half + _OFFSET - 0xD800 for half in _HALVES}
_ORIGINALS = {stand_in: half for half, stand_in in _STAND_INS.items()}
_STAND_IN = re.compile(f"[{chr(_OFFSET)}-{chr(_OFFSET + len(_HALVES) - 1)}]")
MOST_BYTES = 65_536


def with_stand_ins(frame: bytes) -> bytes | None:
    """The JSON text with stand-ins for halves; None if halves are not what is wrong with it."""
    if len(frame) > MOST_BYTES or b"\\u" not in frame:
        return None
    try:
        value = json.loads(frame)
        return json.dumps(value, ensure_ascii=False).translate(_STAND_INS).encode()
    except (ValueError, RecursionError):
        return None


def without_halves(text: str) -> str:
    """Of a text that is told whole, so that no other half follows."""
    return _STAND_IN.sub("\ufffd", text)


def with_halves(text: str) -> str:
    """Of a piece of a text, whose other halves stand in its neighbours."""
    return text.translate(_ORIGINALS) if _STAND_IN.search(text) else text
