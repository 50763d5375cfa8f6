"""Text of a language like C or JSON in pieces: code, strings, comments. Each character is looked at once."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal

Piece = tuple[Literal["code", "string", "comment"], str]

_OPENER = re.compile(r'"|//|/\*')
_IN_STRING = re.compile(r'["\\\n]')


def pieces(text: str) -> Iterator[Piece]:
    """In their order; joined they are the text. A string ends with its line at the latest."""
    at = 0
    while opener := _OPENER.search(text, at):
        start = opener.start()
        yield "code", text[at:start]
        at = _string_end(text, start + 1) if opener[0] == '"' else _comment_end(text, start, opener[0])
        yield "string" if opener[0] == '"' else "comment", text[start:at]
    yield "code", text[at:]


def _string_end(text: str, at: int) -> int:
    while found := _IN_STRING.search(text, at):
        if found[0] == '"':
            return found.end()
        if found[0] == "\n":
            return found.start()
        at = found.end()
        at += text[at : at + 1] != "\n"  # what a backslash escapes; the end of a line ends the string all the same
    return len(text)


def _comment_end(text: str, start: int, mark: str) -> int:
    closing = "\n" if mark == "//" else "*/"
    found = text.find(closing, start + len(mark))
    if found < 0:
        return len(text)
    return found if mark == "//" else found + len(closing)
