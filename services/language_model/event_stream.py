"""The frames of an answer: OpenAI's event stream, or one JSON value from a server that does not stream.

Servers differ in how they end lines, in whether a blank line follows each event, and in what they send in between, so
an event counts as soon as its data is whole (WHATWG HTML §9.2.6 would wait for the blank line). Text is decoded with
``surrogateescape``: a byte that is no UTF-8 may be half of a character that the model itself cut.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from services.http_exchange.event_line import FrameTooLarge, check_size, read_lines
from services.language_model.failure import AttemptFailed

MAX_FRAME_BYTES = 4 * 2**20
_BOM_OR_BLANK = b"\xef\xbb\xbf \t\r\n"
"""Some servers send blank lines while a model thinks, before JSON too."""


class Frame(NamedTuple):
    """``is_whole``: it is the whole answer. ``is_done`` stands for ``[DONE]``."""

    value: Any
    event: str = ""
    is_whole: bool = False
    is_done: bool = False


def read_frames(parts: Iterable[bytes]) -> Iterator[Frame]:
    """The frames in a body that arrives in parts, each as soon as it is there.

    Raises:
        AttemptFailed: something is neither JSON nor of an event stream, or is too large.
    """
    parts = iter(parts)
    head = next((left for part in parts if (left := part.lstrip(_BOM_OR_BLANK))), b"")
    body = _chain(head, parts)
    try:
        if head[:1] in (b"{", b"["):
            yield Frame(_parsed(_joined(body)), is_whole=True)
        else:
            yield from _events(read_lines(body, MAX_FRAME_BYTES))
    except FrameTooLarge:
        raise AttemptFailed("did not stop answering", is_final=True) from None


def _chain(head: bytes, parts: Iterator[bytes]) -> Iterator[bytes]:
    yield head
    yield from parts


def _joined(parts: Iterable[bytes]) -> bytes:
    body = bytearray()
    for part in parts:
        body += part
        check_size(body, MAX_FRAME_BYTES)
    return bytes(body)


def _events(lines: Iterable[bytes]) -> Iterator[Frame]:
    event, waiting = "", bytearray()
    for line in lines:
        name, _, value = line.partition(b":")
        value = value.removeprefix(b" ")
        if not line:
            if waiting:
                yield Frame(_parsed(bytes(waiting)), event)
            event, waiting = "", bytearray()
        elif name == b"event":
            event = value.decode(errors="replace").strip()
        elif name == b"error":
            yield Frame({"error": value.decode(errors="replace")}, "error")
        elif name == b"data" and waiting:
            waiting += b"\n" + value
            check_size(waiting, MAX_FRAME_BYTES)
        elif name == b"data" and (value := value.strip()):
            if value == b"[DONE]":
                yield Frame(None, is_done=True)
            elif (frame := _parsed_or_none(value)) is not None:
                yield Frame(frame, event)
            else:
                waiting += value
    if waiting:
        yield Frame(_parsed(bytes(waiting)), event)


def _parsed(raw: bytes) -> Any:
    value = _parsed_or_none(raw)
    if value is None:
        raise AttemptFailed("sent an answer that is not JSON")
    return value


def _parsed_or_none(raw: bytes) -> Any:
    """Not by msgspec: it refuses halves of characters, which models do send."""
    try:
        return json.loads(raw.decode(errors="surrogateescape"))
    except (ValueError, RecursionError):
        return None
