"""Compressed streams: one gzip stream per connection, made of shared blocks
that are readable as soon as they arrive.
"""

from __future__ import annotations

import json
import random
import zlib
from pathlib import Path

import pytest

from services.streaming.delivery import compression
from services.streaming.delivery.hub import JOIN_BYTES
from services.streaming.delivery.request import Request, Subscriber
from services.streaming.delivery.window import Form, Frame
from services.streaming.end_reason import EndReason
from services.streaming.event import Event, new_event
from services.streaming.log.event_log import Append
from services.streaming.log.memory_log import MemoryEventLog
from services.streaming.stream_limits import StreamLimits
from services.streaming.streams import Streams
from tests.support import sse
from tests.support.sse import parse
from tests.support.stream_client import FAR, Client, Sink

COMPRESSED = Form(is_compressed=True)

FINDING = {"line": 12, "column": 1, "rule": "SC2086", "severity": "low", "message": "Double quote to prevent globbing."}


@pytest.fixture
def log() -> MemoryEventLog:
    return MemoryEventLog()


@pytest.fixture
def streams(log: MemoryEventLog, tmp_path: Path) -> Streams:
    return Streams(log, tmp_path / "workers", StreamLimits())


def publish(log: MemoryEventLog, *sizes: int) -> list[int]:
    """Return events with about this many bytes of data."""
    events = [new_event("jobs.a", "step", {"n": n, "issues": [FINDING] * (size // 98)}) for n, size in enumerate(sizes)]
    (ids,) = log.append([Append(events=events)])
    assert isinstance(ids, list), ids
    return ids


def inflated(body: bytes) -> bytes:
    """Return what a client can read when only ``body`` has arrived."""
    return zlib.decompressobj(wbits=31).decompress(body)


def events_of(client: Client) -> list[sse.Event]:
    return parse(client.text)


def ids_of(client: Client) -> list[int]:
    return [int(event.last_id) for event in events_of(client) if event.name == "message" and event.last_id]


@pytest.mark.parametrize("size", [0, 1, 1023, 1024, 65_535, 65_536, 300_000])
@pytest.mark.parametrize("kind", ["text", "noise"])
def test_blocks_in_any_order_are_one_gzip_stream_that_is_readable_at_each_of_them(size: int, kind: str) -> None:
    source = random.Random(size)
    body = source.randbytes(size) if kind == "noise" else (json.dumps(FINDING).encode() * 3000)[:size]
    parts = [body, b": small\n\n", body[: size // 2], body]
    reader = zlib.decompressobj(wbits=31)
    assert reader.decompress(compression.HEADER) == b""
    for part in parts:
        block = compression.block(part)
        assert reader.decompress(block) == part
        assert block.endswith(b"\0\0\xff\xff"), "the empty block of a flush, for readers that wait for one (Go's)"


def test_only_what_is_large_is_compressed() -> None:
    text = json.dumps([FINDING] * 400).encode()
    assert len(compression.block(text)) * 8 < len(text)
    small = text[: compression.MIN_BYTES - 1]
    assert compression.block(small)[5:-5] == small
    with pytest.raises(ValueError, match="65535 bytes, not 65536"):
        compression.stored(b"x" * 65_536)


@pytest.mark.parametrize("with_sink", [True, False])
@pytest.mark.parametrize("is_named", [True, False])
def test_history_live_heartbeat_and_ending(
    log: MemoryEventLog, streams: Streams, with_sink: bool, is_named: bool
) -> None:
    before = publish(log, 50, 40_000)
    client = Client(streams, sink=Sink() if with_sink else None, position=0, form=Form(is_named, is_compressed=True))
    assert [int(event.last_id) for event in events_of(client)[1:]] == before, "the first write is readable at once"
    after = publish(log, 40_000, 50)
    streams.pump.pass_on()
    client.settle()
    client.subscription.feed_control(b": alive\n\n")
    client.settle()
    assert client.text.endswith(b": alive\n\n")
    client.subscription.end(EndReason.AGE)
    client.settle()
    events = events_of(client)
    assert [int(event.last_id) for event in events[1:-1]] == before + after
    assert {event.name for event in events[1:-1]} == {"step" if is_named else "message"}
    assert events[-1].json["reason"] == "age"
    assert len(client.body) < 20_000


def test_compressed_and_plain_clients_see_the_same(log: MemoryEventLog, streams: Streams) -> None:
    compressed, plain = Client(streams, sink=Sink(), form=COMPRESSED), Client(streams, sink=Sink())
    for sizes in [(10,), (20_000,), (60_000, 10, 60_000), (10, 20)]:
        publish(log, *sizes)
        streams.pump.pass_on()
        compressed.settle()
    seen, expected = events_of(compressed), parse(plain.body)
    assert seen[1:] == expected[1:]
    assert len(expected) == 8


def test_an_event_is_compressed_once_for_all(log: MemoryEventLog) -> None:
    publish(log, 20_000)
    (event,) = log.tail(0).items
    assert isinstance(event, Event)
    frame = Frame(event)
    assert frame.bytes_for(COMPRESSED) is frame.bytes_for(COMPRESSED)
    named = frame.bytes_for(Form(is_named=True, is_compressed=True))
    assert b"event: step\n" in inflated(compression.HEADER + named)
    assert b"event: step\n" not in inflated(compression.HEADER + frame.bytes_for(COMPRESSED))


@pytest.mark.parametrize("room", [0, 1, 17, 400])
def test_a_full_socket_gets_the_rest_of_a_block_first(log: MemoryEventLog, streams: Streams, room: int) -> None:
    client = Client(streams, sink=Sink(room), form=COMPRESSED)
    ids = []
    for size in (5000, 10, 40_000, 10):
        ids += publish(log, size)
        streams.pump.pass_on()
        client.settle()
    assert ids_of(client) == ids


def test_a_backlog_comes_in_writes_that_are_bounded_before_compression(log: MemoryEventLog, streams: Streams) -> None:
    subscription = streams.open(Request(("jobs.a",), Subscriber("u", "l", FAR), form=COMPRESSED))
    assert subscription is not None
    steps, reader = iter(subscription), zlib.decompressobj(wbits=31)
    reader.decompress(next(steps))
    ids = publish(log, *[60_000] * 12)
    streams.pump.pass_on()
    writes: list[bytes] = []
    while f"id: {ids[-1]}\n".encode() not in b"".join(writes):
        writes.append(reader.decompress(next(steps)))
    assert [int(event.last_id) for event in parse(b"".join(writes))] == ids
    assert max(map(len, writes)) < JOIN_BYTES + 64_000
    subscription.close()
