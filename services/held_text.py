"""Held text: a character that was cut between two pieces of an answer waits for its other half.

Models write tokens, and a token may be some bytes of a character; agents cut their text by UTF-16 units. Servers that
hand such pieces on send half a surrogate pair (``"\\ud83d"``), or bytes that are no UTF-8 alone, which arrive here as
``surrogateescape`` leaves them.
"""

from __future__ import annotations

import codecs

_HIGH, _LOW, _LAST = "\ud800", "\udc00", "\udfff"


class HeldText:
    def __init__(self) -> None:
        self._half = ""  # the high surrogate at the end
        self._bytes = codecs.getincrementaldecoder("utf-8")("replace")

    def take(self, text: str) -> str:
        """What can be shown now, in whole characters."""
        if not self._half and text.isascii() and not self._bytes.getstate()[0]:
            return text
        text = self._half + text
        self._half = text[-1:] if _HIGH <= text[-1:] < _LOW else ""
        return self._bytes.decode(_paired(text.removesuffix(self._half)))

    def end(self) -> str:
        """What is left, as it is: half a character becomes U+FFFD."""
        left = self._bytes.decode(b"\xff" if self._half else b"", final=True)
        self._half = ""
        return left


def _paired(text: str) -> bytes:
    """Halves that belong together as the character they are, escaped bytes as bytes, and U+FFFD for any other half."""
    if not any(_HIGH <= character <= _LAST for character in text):
        return text.encode()
    whole = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "surrogatepass")
    escaped = "".join("\ufffd" if _HIGH <= one <= _LAST and not "\udc80" <= one <= "\udcff" else one for one in whole)
    return escaped.encode("utf-8", "surrogateescape")
