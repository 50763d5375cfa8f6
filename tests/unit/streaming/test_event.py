"""Events: what is accepted, and the bytes it turns into."""

from __future__ import annotations

import json
import time

import pytest

from services.errors import BadRequest, TooLarge
from services.settings.streaming import StreamingSettings
from services.streaming.event import Event, new_event
from services.streaming.publishing.publication import read_publication
from services.streaming.wire import event_frame, named_frame


def stored(event: object) -> Event:
    channel, type, data, prefix = event  # type: ignore[misc]
    return Event(1, channel, type, 0, data, prefix)


@pytest.mark.parametrize(
    ("data", "encoded"),
    [
        ({}, b'{"type":"t","channel":"c"}'),
        ({"a": 1}, b'{"type":"t","channel":"c","a":1}'),
        ({"type": "t"}, b'{"channel":"c","type":"t"}'),
        ({"channel": "c", "a": 1}, b'{"type":"t","channel":"c","a":1}'),
        ({"type": "t", "channel": "c"}, b'{"type":"t","channel":"c"}'),
        ({"n": 2**70, "f": 0.1}, b'{"type":"t","channel":"c","n":1180591620717411303424,"f":0.1}'),
    ],
)
def test_type_and_channel_are_added_once_and_can_be_taken_off_again(data: dict[str, object], encoded: bytes) -> None:
    event = new_event("c", "t", data)
    assert event.data == encoded
    assert json.loads(stored(event).published) == data


@pytest.mark.parametrize("text", ["\r", "\n", "\0", "\r\n\r\ndata: x\n\n", "é\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029漢"])
def test_no_text_puts_a_line_end_or_a_nul_on_the_wire(text: str) -> None:
    data = new_event("c", "t", {text: [text, {text: text}]}).data
    assert not {b"\r", b"\n", b"\0"} & {bytes([byte]) for byte in data}
    assert data.decode().splitlines() == [data.decode()]  # no character in it ends a line for any client
    assert json.loads(data)[text] == [text, {text: text}]


@pytest.mark.parametrize(
    "type", ["", "1a", "a b", "a\n", "x" * 65, "heartbeat", "gap", "done", "error", "message", "open", "connected", "é"]
)
def test_types_that_cannot_be(type: str) -> None:
    with pytest.raises(BadRequest):
        new_event("c", type, {})


@pytest.mark.parametrize("channel", ["", "A", ".a", "a/b", "a\n", "a" * 129, "jobs.*", "~control", "a b"])
def test_channels_that_cannot_be(channel: str) -> None:
    with pytest.raises(BadRequest):
        new_event(channel, "t", {})


def test_data_may_not_say_another_type_or_channel() -> None:
    for key in ("type", "channel"):
        with pytest.raises(BadRequest, match=key):
            new_event("c", "t", {key: "other"})


@pytest.mark.parametrize("value", [object(), "\ud800", {1: object()}])
def test_what_json_cannot_say_is_refused(value: object) -> None:
    with pytest.raises(BadRequest):
        new_event("c", "t", {"value": value})


def test_the_size_limit_counts_what_is_sent() -> None:
    empty = len(new_event("c", "t", {"a": ""}).data)
    new_event("c", "t", {"a": "x" * (1000 - empty)}, max_bytes=1000)
    with pytest.raises(TooLarge, match="1001 bytes; the limit is 1000"):
        new_event("c", "t", {"a": "x" * (1001 - empty)}, max_bytes=1000)


def read(body: bytes, *, is_lines: bool = False, max_events: int = 10) -> list[tuple[str, str]]:
    events = read_publication(body, is_lines=is_lines, max_events=max_events, max_event_bytes=1000)
    return [(event.channel, event.type) for event in events]


GOOD = b'{"channel":"c","type":"t","data":{}}'


def test_a_publication_is_one_many_or_lines() -> None:
    assert read(GOOD) == read(b" " + GOOD) == read(b"[%s]" % GOOD) == [("c", "t")]
    assert read(b"\n%s\n\r\n%s\n" % (GOOD, GOOD), is_lines=True) == [("c", "t")] * 2


@pytest.mark.parametrize(
    "body",
    [
        b"", b"[]", b" ", b"null", b"1", b"{", b"[%s,]" % GOOD, b"\xff", b"[" * 5000,
        b'{"channel":"c","type":"t"}', b'{"channel":"c","type":"t","data":[]}', b'{"channel":1,"type":"t","data":{}}',
        b'{"channel":"c","type":"t","data":{"a":NaN}}', b'{"channel":"c","type":"t","data":{"a":Infinity}}',
        b'{"channel":"c","type":"t","data":{"a":"\xff"}}', b'{"channel":"c","type":"t","data":{"a":"\\ud800"}}',
        b'{"channel":"c","type":"t","data":' + b'{"a":' * 1900 + b"}",
        b"[%s,{}]" % GOOD,
    ],
)  # fmt: skip
def test_what_is_no_publication(body: bytes) -> None:
    with pytest.raises(BadRequest):
        read(body)
    with pytest.raises(BadRequest):
        read(body, is_lines=True)


def test_a_byte_order_mark_before_json_is_none_of_it() -> None:
    """Windows programs write one."""
    mark = b"\xef\xbb\xbf"
    assert read(mark + GOOD) == read(mark + b"[%s]" % GOOD) == read(mark + GOOD + b"\r\n", is_lines=True)


def test_events_are_counted_and_measured_before_they_are_decoded() -> None:
    for body, is_lines in (
        (b"\n" * 2**23, True),
        (b"\r" * 2**23, True),
        (b"[" + b",".join([GOOD] * 200_000) + b"]", False),
        (b"\n".join([GOOD] * 200_000), True),
        (GOOD.replace(b"{}}", b'{"a":[' + b"{}," * 2_700_000 + b"1]}}"), False),
        (GOOD.replace(b"{}}", b'{"a":[' + b"{}," * 2_700_000 + b"1]}}"), True),
    ):
        begun = time.monotonic()
        with pytest.raises(TooLarge):
            read(body, is_lines=is_lines)
        assert time.monotonic() - begun < 1  # normally 0.05 s; it took 0.5 and more


def test_a_batch_has_a_limit_and_names_the_event_that_is_wrong() -> None:
    with pytest.raises(TooLarge, match="at most 10"):
        read(b"[" + b",".join([GOOD] * 11) + b"]")
    with pytest.raises(BadRequest, match="Event 2: 'done'"):
        read(b'[%s,{"channel":"c","type":"done","data":{}}]' % GOOD)


@pytest.mark.parametrize("text", ["x", "\u2028", "漢"])
def test_no_line_of_the_largest_event_fills_the_buffer_of_gos_scanner(text: str) -> None:
    channel, type, limit = "c" * 128, "t" * 64, StreamingSettings().max_event_bytes
    count = limit // len(text.encode())
    event = None
    while event is None:
        try:
            event = new_event(channel, type, {"pad": text * count}, max_bytes=limit)
        except TooLarge:
            count -= 1 if text == "x" else 20
    assert limit - 400 < len(event.data) <= limit
    frame = named_frame(event_frame(2**53, event.data), type)
    assert max(len(line) for line in frame.split(b"\n")) < 65_536
