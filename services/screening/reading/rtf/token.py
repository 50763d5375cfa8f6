"""The tokens of RTF (Microsoft, *Rich Text Format Specification* 1.9.1): groups, control words, bytes and text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal, NamedTuple

_TOKEN = re.compile(
    rb"\\([a-zA-Z]{1,32})(-?[0-9]{1,10})? ?|\\'([0-9a-fA-F]{2})|\\([^a-zA-Z])|([{}])|[\r\n]+|([^\\{}\r\n]+)", re.DOTALL
)


class Token(NamedTuple):
    """``word``: a control word or symbol in ``text``. ``bytes``: text in the code page at hand."""

    kind: Literal["open", "close", "word", "bytes"]
    text: str = ""
    number: int | None = None
    raw: bytes = b""


_OPEN, _CLOSE = Token("open"), Token("close")


def tokens(content: bytes) -> Iterator[Token]:
    place = 0
    while match := _TOKEN.match(content, place):
        place = match.end()
        word, number, code, symbol, brace, text = match.groups()
        if word is not None:
            value = None if number is None else int(number)
            if word == b"bin":
                place += max(0, min(value or 0, len(content)))
                continue
            yield Token("word", word.decode("ascii"), value)
        elif code is not None:
            yield Token("bytes", raw=bytes.fromhex(code.decode("ascii")))
        elif symbol is not None:
            yield Token("word", symbol.decode("latin-1"))
        elif brace is not None:
            yield _OPEN if brace == b"{" else _CLOSE
        elif text is not None:
            yield Token("bytes", raw=text)
