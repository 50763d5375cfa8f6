"""The text/event-stream format, read as it arrives (WHATWG HTML §9.2.6)."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from typing import NamedTuple

_LINE_END = re.compile("\r\n|\n|\r")


class Message(NamedTuple):
    """One dispatched event. ``id`` is None where there was no ``id`` line;
    ``name`` is ``message`` where it had no ``event``.
    """

    id: str | None
    name: str
    data: str


class Parser:
    """Feed it what came, however it was split. ``retry_ms`` is the last ``retry`` that was said."""

    def __init__(self) -> None:
        self.retry_ms: int | None = None
        self._decoder = codecs.getincrementaldecoder("utf-8")("replace")
        self._is_first = True
        self._is_after_return = False
        self._line: list[str] = []  # in pieces: joining a long line anew for each of them would take its length squared
        self._id: str | None = None
        self._name = ""
        self._data: list[str] = []

    def feed(self, part: bytes) -> Iterator[Message]:
        text = self._decoder.decode(part)
        if not text:
            return
        if self._is_first:
            text = text[1:] if text[0] == "\ufeff" else text
            self._is_first = False
        if self._is_after_return and text.startswith("\n"):
            text = text[1:]  # it belongs to the carriage return that ended the line already
        self._is_after_return = text.endswith("\r")
        *ends, rest = _LINE_END.split(text)
        for end in ends:
            message = self._take("".join((*self._line, end)))
            self._line.clear()
            if message is not None:
                yield message
        self._line.append(rest)

    def _take(self, line: str) -> Message | None:
        if not line:
            return self._dispatch()
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

    def _dispatch(self) -> Message | None:
        name, self._name = self._name, ""
        if not self._data:
            return None  # an id that came alone is the next message's
        message = Message(self._id, name or "message", "\n".join(self._data))
        self._id = None
        self._data.clear()
        return message
