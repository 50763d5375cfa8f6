"""The encoding of a source file: a byte order mark, a declaration, UTF-8, or else Windows-1252.

Engines read UTF-8 alone. What they are given instead has the same lines.
"""

from __future__ import annotations

import codecs
import re

_MARKS = (  # the longer ones first: UTF-32's begins with UTF-16's
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# PEP 263, Emacs, Vim and Ruby; XML and HTML; CSS.
_DECLARATION = re.compile(
    rb"(?:\bcoding[:=][ \t]{0,9}|\bencoding=[\"']|<meta[ \t]{1,9}charset=[\"']?|@charset[ \t]{1,9}[\"'])"
    rb"([-\w.]{1,40})"
)
_HEAD_BYTES = 300
_SAMPLE_BYTES = 1000
_UTF16_SHARE = 0.3
_LEAST_BYTES = 16


def utf8(content: bytes) -> bytes | None:
    """The content in UTF-8, without a mark, line by line as it was; None for what is no text.

    A declaration of another encoding is replaced: a reader that believes it would decode twice.
    """
    for mark, encoding in _MARKS:
        if content.startswith(mark):
            return _decoded(content[len(mark) :], encoding)
    if b"\0" in content[:8192]:
        guess = _without_mark(content)
        return _decoded(content, guess) if guess else None
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        return _declared_or_western(content)
    return content


def _without_mark(content: bytes) -> str | None:
    """UTF-16 of a text in Latin letters has a zero in every other place, and only there."""
    sample = content[:_SAMPLE_BYTES]
    half = len(sample) // 2
    even, odd = sample[::2].count(0), sample[1::2].count(0)
    if len(content) % 2 or len(content) < _LEAST_BYTES or max(even, odd) < _UTF16_SHARE * half or min(even, odd):
        return None
    return "utf-16-be" if even else "utf-16-le"


def _decoded(content: bytes, encoding: str) -> bytes | None:
    try:
        text = content.decode(encoding)
    except (ValueError, LookupError):
        return None
    return None if "\0" in text else text.encode("utf-8", "replace")


def _declared_or_western(content: bytes) -> bytes:
    declared = _DECLARATION.search(content[:_HEAD_BYTES])
    if declared is None:
        return _western(content)
    name = declared[1].decode("ascii", "replace")
    text = _as_declared(content, name)
    head, rest = text[: 4 * _HEAD_BYTES], text[4 * _HEAD_BYTES :]
    return head.replace(declared[1], b"utf-8", 1) + rest


def _as_declared(content: bytes, name: str) -> bytes:
    """A declaration that cannot be true, or that would move lines (``unicode_escape``), counts for nothing."""
    text = _decoded(content, name)
    return text if text is not None and text.count(b"\n") == content.count(b"\n") else _western(content)


def _western(content: bytes) -> bytes:
    """Windows-1252, which is Latin-1 for all that both can say; never fails."""
    try:
        return content.decode("cp1252").encode("utf-8")
    except UnicodeDecodeError:
        return content.decode("latin-1").encode("utf-8")
