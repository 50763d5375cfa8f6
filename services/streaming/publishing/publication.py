"""A publication: the body of a publish request, read into checked events (contract, section 3).

Events are counted and measured before they are decoded: a body of the largest size can hold millions of small objects.
"""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from services.errors import BadRequest, TooLarge
from services.streaming.channel import check_channel
from services.streaming.event import NewEvent, check_type, encode_event


class _Published(msgspec.Struct):
    channel: str
    type: str
    data: dict[str, object]


_one = msgspec.json.Decoder(_Published)
_many = msgspec.json.Decoder(list[msgspec.Raw])
_BOM = b"\xef\xbb\xbf"
_LINE_ENDS_PER_EVENT = 4
"""That are put up with: CRLF and an empty line between two events."""
_LONGEST_WRITING = 6
"""How many bytes JSON may take for one: an escape."""
_ROOM_BYTES = 4096
"""For the names beside an event's data, and for spaces."""


def read_publication(body: bytes, *, is_lines: bool, max_events: int, max_event_bytes: int) -> list[NewEvent]:
    """One event, an array of events, or one on each line (``is_lines``). Either all of them are good, or none is taken.

    Raises:
        BadRequest: not JSON, no event, or one that is not allowed; says which. TooLarge: too many, or one too large.
    """
    published = _decode(body.removeprefix(_BOM), is_lines, max_events, max_event_bytes)
    checked: set[tuple[str, str]] = set()
    events = []
    for number, item in enumerate(published, 1):
        try:
            if (item.channel, item.type) not in checked:
                check_channel(item.channel)
                check_type(item.type)
                checked.add((item.channel, item.type))
            events.append(encode_event(item.channel, item.type, item.data, max_event_bytes))
        except (BadRequest, TooLarge) as error:
            if len(published) == 1:
                raise
            raise type(error)(f"Event {number}: {error}", code=error.code) from None
    return events


def _decode(body: bytes, is_lines: bool, max_events: int, max_event_bytes: int) -> list[_Published]:
    try:
        written = _written(body, is_lines, max_events)
        if not written:
            raise BadRequest("The body contains no event.", code="no_events")
        if len(written) > max_events:
            raise _too_many(f"{len(written)}", max_events)
        for number, event in enumerate(written, 1):
            if len(memoryview(event)) > _LONGEST_WRITING * max_event_bytes + _ROOM_BYTES:
                which = f"Event {number}" if len(written) > 1 else "The event"
                raise TooLarge(
                    f"{which} is larger than {max_event_bytes} bytes (TAILRACE_MAX_EVENT_BYTES).",
                    code="event_too_large",
                )
        return [_one.decode(event) for event in written]
    except msgspec.ValidationError as error:
        raise BadRequest(f'An event is {{"channel", "type", "data": object}}: {error}.', code="bad_event") from None
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise BadRequest(f"The body is not JSON: {error}.", code="bad_json") from None


def _written(body: bytes, is_lines: bool, max_events: int) -> Sequence[bytes | msgspec.Raw]:
    """The JSON of each event."""
    if is_lines:
        line_ends = body.count(b"\n") + body.count(b"\r")
        if line_ends > _LINE_ENDS_PER_EVENT * (max_events + 1):
            raise _too_many(f"{line_ends} line ends", max_events)
        return [line for line in body.splitlines() if line.strip()]
    return _many.decode(body) if body.lstrip()[:1] == b"[" else [body]


def _too_many(found: str, max_events: int) -> TooLarge:
    return TooLarge(f"A batch has at most {max_events} events; this one has {found}.", code="batch_too_large")
