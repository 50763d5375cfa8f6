"""The text/event-stream format, read as it arrives (WHATWG HTML §9.2.6)."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from typing import NamedTuple

_LINE_END = re.compile("\r\n|\n|\r")


class Message(NamedTuple):
    """One dispatched event. ``id`` is None where there was no ``id`` line; ``name`` is ``message`` where it had no ``event``."""

    id: str | None
    name: str
    data: str


class Parser:
    """Feed it what came, however it was split. ``retry_ms`` is the last ``retry`` that was said."""

    def __init__(self) -> None:
        self.retry_ms: int | None = None
        self._decoder = codecs.getincrementaldecoder("utf-8")("replace")
        self._rest = ""
        self._is_first = True
        self._forget()

    def _forget(self) -> None:
        self._id: str | None = None
        self._name = ""
        self._data: list[str] = []

    def feed(self, part: bytes) -> Iterator[Message]:
        text = self._rest + self._decoder.decode(part)
        if self._is_first and text:
            text = text[1:] if text[0] == "\ufeff" else text
            self._is_first = False
        start = 0
        for end in _LINE_END.finditer(text):
            if end.group() == "\r" and end.end() == len(text):
                break  # its line feed may be on its way
            message = self._take(text[start : end.start()])
            start = end.end()
            if message is not None:
                yield message
        self._rest = text[start:]

    def _take(self, line: str) -> Message | None:
        if not line:
            message = Message(self._id, self._name or "message", "\n".join(self._data)) if self._data else None
            self._forget()
            return message
        field, _, value = line.partition(":")
        value = value[1:] if value.startswith(" ") else value
        if field == "data":
            self._data.append(value)
        elif field == "event":
            self._name = value
        elif field == "id" and "\0" not in value:
            self._id = value
        elif field == "retry" and value.isascii() and value.isdigit():
            self.retry_ms = int(value)
        return None
