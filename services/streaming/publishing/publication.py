"""A publication: the body of a publish request, read into checked events (contract, section 3)."""

from __future__ import annotations

import msgspec

from services.errors import BadRequest, TooLarge
from services.streaming.channel import check_channel
from services.streaming.event import NewEvent, check_type, encode_event


class _Published(msgspec.Struct):
    channel: str
    type: str
    data: dict[str, object]


_one = msgspec.json.Decoder(_Published)
_many = msgspec.json.Decoder(list[_Published])


def read_publication(body: bytes, *, is_lines: bool, max_events: int, max_event_bytes: int) -> list[NewEvent]:
    """One event, an array of events, or one on each line (``is_lines``). Either all of them are good, or none is taken.

    Raises:
        BadRequest: not JSON, no event, or one that is not allowed; says which. TooLarge: too many, or one too large.
    """
    published = _decode(body, is_lines)
    if not published:
        raise BadRequest("The body contains no event.", code="no_events")
    if len(published) > max_events:
        raise TooLarge(
            f"A batch has at most {max_events} events; this one has {len(published)}.", code="batch_too_large"
        )
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


def _decode(body: bytes, is_lines: bool) -> list[_Published]:
    try:
        if is_lines:
            return [_one.decode(line) for line in body.splitlines() if line.strip()]
        if body.lstrip()[:1] == b"[":
            return _many.decode(body)
        return [_one.decode(body)]
    except msgspec.ValidationError as error:
        raise BadRequest(f'An event is {{"channel", "type", "data": object}}: {error}.', code="bad_event") from None
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise BadRequest(f"The body is not JSON: {error}.", code="bad_json") from None
