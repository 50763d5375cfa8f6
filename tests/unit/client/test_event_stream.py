"""The client's reader of text/event-stream, however the bytes were split."""

from __future__ import annotations

import pytest
from tailrace_client.event_stream import Message, Parser

STREAM = (
    b"\xef\xbb\xbfretry: 1500\n"
    b'data: {"type":"connected"}\n\n'
    b": a comment\n"
    b'id: 7\r\ndata: {"n":1}\r\n\r\n'
    b"id: 8\revent: named\rdata:two\rdata: lines\r\r"
    b"event: heartbeat\ndata: \xe2\x82\xac\n\n"
    b"event: nothing\n\n"
    b"id: 9\ndata: never ended"
)
MESSAGES = [
    Message(None, "message", '{"type":"connected"}'),
    Message("7", "message", '{"n":1}'),
    Message("8", "named", "two\nlines"),
    Message(None, "heartbeat", "€"),
]


@pytest.mark.parametrize("size", [1, 2, 3, 5, 7, 64, 10_000])
def test_the_pieces_make_no_difference(size: int) -> None:
    parser = Parser()
    messages = [
        message for start in range(0, len(STREAM), size) for message in parser.feed(STREAM[start : start + size])
    ]  # fmt: skip
    assert messages == MESSAGES
    assert parser.retry_ms == 1500


def test_a_bad_retry_and_an_id_with_nul_are_no_fields() -> None:
    parser = Parser()
    assert list(parser.feed(b"retry: soon\nid: a\0b\ndata: x\n\n")) == [Message(None, "message", "x")]
    assert parser.retry_ms is None
