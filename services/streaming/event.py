"""An event: what a publisher hands in (`NewEvent`) and what the event log gives back (`Event`).

The data is encoded once, here. The same bytes go to the log, to every subscriber and to polling clients.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import NamedTuple

import msgspec

from services.errors import BadRequest, TooLarge
from services.streaming.channel import check_channel

_TYPE = re.compile(r"[A-Za-z][A-Za-z0-9._:-]{0,63}")
CONTROL_TYPES = frozenset(
    {
        "heartbeat",
        "gap",
        "token_expiring",
        "closing",
        "done",
        "timeout",
        "connected",
        "connection",
        "open",
        "message",
        "error",
    }
)
"""Events that only the server sends; a browser's EventSource uses some of the names itself."""

MAX_EVENT_BYTES = 65_000
"""Keeps a whole ``data:`` line below 64 KiB, where Go's ``bufio.Scanner`` gives up."""

_encode = msgspec.json.Encoder().encode

_LINE_ENDS = ((b"\xc2\x85", rb"\u0085"), (b"\xe2\x80\xa8", rb"\u2028"), (b"\xe2\x80\xa9", rb"\u2029"))
"""Line ends to Python's ``str.splitlines``, with which widespread clients split a stream, but not to the standard."""


class NewEvent(NamedTuple):
    """A checked, encoded event that has no id yet.

    ``data`` is one line of UTF-8 JSON: the published object with ``type`` and ``channel`` added in front.
    ``prefix`` is how many bytes were added: ``b"{" + data[prefix:]`` is the object as it was published.
    """

    channel: str
    type: str
    data: bytes
    prefix: int


class Event(NamedTuple):
    """A stored event. ``id`` is its position in the log, ``at`` its time in Unix milliseconds."""

    id: int
    channel: str
    type: str
    at: int
    data: bytes
    prefix: int

    @property
    def published(self) -> bytes:
        """The object as it was published, in JSON."""
        return b"{" + self.data[self.prefix :]


def one_line(body: bytes) -> bytes:
    """JSON in which every line end is escaped, whatever a client takes for one."""
    if not body.isascii():
        for character, escape in _LINE_ENDS:
            body = body.replace(character, escape)
    return body


def check_type(name: object) -> str:
    """``name``, if a publisher may use it as an event's type. Raises: BadRequest."""
    if not isinstance(name, str) or not _TYPE.fullmatch(name):
        raise BadRequest(
            "An event's type has 1 to 64 characters of A-Z, a-z, 0-9, '.', '_', ':' and '-', the first a letter.",
            code="bad_type",
        )
    if name in CONTROL_TYPES:
        raise BadRequest(f"'{name}' is the name of a control event; choose another type.", code="reserved_type")
    return name


def new_event(channel: str, type: str, data: Mapping[str, object], *, max_bytes: int = MAX_EVENT_BYTES) -> NewEvent:
    """Check and encode one event.

    Raises:
        BadRequest: a name that is not allowed, data that is not a JSON object, or that names another type or channel.
        TooLarge: the encoded data has more than ``max_bytes``.
    """
    check_channel(channel)
    check_type(type)
    return encode_event(channel, type, data, max_bytes)


def encode_event(channel: str, type: str, data: object, max_bytes: int) -> NewEvent:
    """`new_event` for names that have been checked, or are the server's own."""
    if not isinstance(data, dict):
        raise BadRequest("An event's data must be a JSON object.", code="bad_data")
    for key, value in (("type", type), ("channel", channel)):
        if key in data and data[key] != value:
            raise BadRequest(f"The data's own '{key}' differs from the event's; leave it out.", code="bad_data")
    try:
        body = _encode(data)
    except (TypeError, ValueError, OverflowError, RecursionError) as error:
        raise BadRequest(f"The data cannot be written as JSON: {error}.", code="bad_data") from None
    body = one_line(body)
    added = b""
    if "type" not in data:
        added = b'"type":"%s"' % type.encode()
    if "channel" not in data:
        added += b'%s"channel":"%s"' % (b"," if added else b"", channel.encode())
    if added and len(body) > 2:
        added += b","
    if len(body) + len(added) > max_bytes:
        raise TooLarge(
            f"The JSON has {len(body) + len(added)} bytes; the limit is {max_bytes} (TAILRACE_MAX_EVENT_BYTES).",
            code="event_too_large",
        )
    return NewEvent(channel, type, b"{" + added + body[1:], 1 + len(added))
