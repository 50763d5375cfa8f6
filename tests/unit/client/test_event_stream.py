"""The client's text/event-stream reader, however the bytes are split."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

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


STANDARD = json.loads(Path("tests/support/event_stream.json").read_text())
"""What browsers agree on, case by case. The browser client's parser must pass the same cases."""


@pytest.mark.parametrize("size", [1, 2, 10_000])
@pytest.mark.parametrize("case", STANDARD, ids=lambda case: case["name"])
def test_it_reads_what_browsers_read(case: dict[str, Any], size: int) -> None:
    body = bytes.fromhex(case["hex"]) if "hex" in case else case["text"].encode()
    parser, last_id, heard = Parser(), "", []
    for start in range(0, len(body), size):
        for message in parser.feed(body[start : start + size]):
            last_id = last_id if message.id is None else message.id
            heard.append({"last_id": last_id, "event": message.name, "data": message.data})
    assert heard == case["messages"]
    assert parser.retry_ms == case.get("retry_ms")


def test_an_event_is_there_with_the_return_that_ends_it() -> None:
    parser = Parser()
    assert list(parser.feed(b"data: a\r\r")) == [Message(None, "message", "a")]
    assert list(parser.feed(b"\ndata: b\r\n\r")) == [Message(None, "message", "b")]


def test_a_long_line_takes_its_length_however_small_the_pieces() -> None:
    parser = Parser()
    body = b"data: " + b"x" * 1_000_000 + b"\n\n"
    (message,) = [message for start in range(0, len(body), 10) for message in parser.feed(body[start : start + 10])]
    assert len(message.data) == 1_000_000
