"""The bytes of text/event-stream (WHATWG HTML §9.2), as section 1 of the contract lays them down.

Only this module writes field names. Data reaches it as one line of JSON, in which CR, LF and NUL are always escaped,
and the grammars of types and channels exclude them. So nothing that a publisher sends can forge a field or an event.
"""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from services.streaming.end_reason import EndReason

_encode = msgspec.json.Encoder().encode

RETRY_MS = 2000
"""How long a client waits before it reconnects, unless it is told otherwise."""

MEDIA_TYPE = "text/event-stream"
HEADERS = {
    "Content-Type": f"{MEDIA_TYPE}; charset=utf-8",
    "Cache-Control": "no-cache, no-transform",
    "X-Accel-Buffering": "no",
}


def event_frame(id: int, data: bytes) -> bytes:
    """A stored event. Without ``event:`` a browser's ``onmessage`` sees it."""
    return b"id: %d\ndata: %s\n\n" % (id, data)


def named_frame(frame: bytes, type: str) -> bytes:
    """An `event_frame` with its type as its name, for clients that ask with ``?named=1``."""
    id_line, rest = frame.split(b"\n", 1)
    return b"%s\nevent: %s\n%s" % (id_line, type.encode(), rest)


def timed_frame(frame: bytes, at_ms: int) -> bytes:
    """A frame with the time of its event in a comment, which no other client hands on. For those that report how long
    events took to arrive.
    """
    return b": at %d\n%s" % (at_ms, frame)


def opening_frame(retry_ms: int, fields: Mapping[str, object]) -> bytes:
    """The first bytes of a stream: the reconnect delay, and the opening event, which has neither a name nor an id."""
    return b"retry: %d\ndata: %s\n\n" % (retry_ms, _encode(fields))


def unnamed_frame(fields: Mapping[str, object]) -> bytes:
    """An event that is neither stored nor named, such as ``timeout``."""
    return b"data: %s\n\n" % _encode(fields)


def data_frame(line: bytes) -> bytes:
    """One line of JSON, for streams whose events are other people's."""
    return b"data: %s\n\n" % line


def comment_frame(text: bytes) -> bytes:
    """What no client hands on, to show that the stream is alive."""
    return b": %s\n\n" % text


def heartbeat_frame(at_ms: int) -> bytes:
    return b'event: heartbeat\ndata: {"at":%d}\n\n' % at_ms


def gap_fields(channel: str | None, from_id: int, to: int, reason: str) -> dict[str, object]:
    return {"channel": channel, "from": from_id, "to": to, "reason": reason}


def gap_frame(channel: str | None, from_id: int, to: int, reason: str) -> bytes:
    """A hole in the history. The id moves the client's position past it."""
    return b"id: %d\nevent: gap\ndata: %s\n\n" % (to, _encode(gap_fields(channel, from_id, to, reason)))


def token_expiring_frame(expires_in_s: int) -> bytes:
    return b'event: token_expiring\ndata: {"expires_in":%d}\n\n' % expires_in_s


def closing_frame(reason: EndReason, retry_ms: int) -> bytes:
    """The last event of an unfinished stream. Its ``retry:`` is jittered, so that clients do not return together."""
    return b'retry: %d\nevent: closing\ndata: {"reason":"%s","retry":%d}\n\n' % (
        retry_ms,
        reason.value.encode(),
        retry_ms,
    )


def done_frame() -> bytes:
    return b"event: done\ndata: {}\n\n"


def http_chunk(body: bytes) -> bytes:
    """``body`` as one chunk of a chunked response (RFC 9112 §7.1)."""
    return b"%x\r\n%s\r\n" % (len(body), body)
