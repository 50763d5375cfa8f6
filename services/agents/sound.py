"""Sound words: what an agent says as text that every reader, and both databases, can keep.

Halves of characters (lone surrogates) that belong together are put together, others are replaced, and so is NUL, which
no page shows and PostgreSQL does not take.
"""

from __future__ import annotations

from collections.abc import Sequence

from services.agent import Said, Text

_REPLACEMENT = "\ufffd"
_FIRST_HALVES = ("\ud800", "\udbff")


def sound(text: str) -> str:
    text = text.replace("\0", _REPLACEMENT)
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return text


def without_half(text: str) -> tuple[str, str]:
    """The text, and the first half of a character at its end, whose other half may be said next."""
    if text and _FIRST_HALVES[0] <= text[-1] <= _FIRST_HALVES[1]:
        return text[:-1], text[-1]
    return text, ""


def joined(heard: Sequence[Said]) -> list[Said]:
    """What was said in a moment, with its texts made one, where the first of them was."""
    text = "".join(said.text for said in heard if isinstance(said, Text))
    found: list[Said] = []
    for said in heard:
        if not isinstance(said, Text):
            found.append(said)
        elif text:
            found.append(Text(text))
            text = ""
    return found
