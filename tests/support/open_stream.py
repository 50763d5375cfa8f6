"""Streams that a test opens and follows to their end, on any worker.
They are closed after the test, even if it fails.
"""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest

from tests.support.api import Api
from tests.support.condition import wait_until
from tests.support.raw_stream import RawStream
from tests.support.server import Server
from tests.support.sse import Event, parse

_opened: list[RawStream] = []


@pytest.fixture
def close_streams() -> Iterator[None]:
    """Close the streams that the test opened with `open_stream`."""
    yield
    while _opened:
        _opened.pop().close()


def open_stream(
    server: Server, api: Api, *channels: str, more: str = "", receive_buffer_bytes: int | None = None
) -> RawStream:
    query = "&".join(f"channel={channel}" for channel in channels)
    url = f"{server.url}/api/v1/stream?{query}&token={api.stream_token(*channels)}{more}"
    stream = RawStream.open(url, receive_buffer_bytes=receive_buffer_bytes)
    _opened.append(stream)
    assert stream.status == 200, stream.head
    stream.read_until(b"\n\n")
    return stream


def closing_of(stream: RawStream, within_s: float = 10.0) -> tuple[Event, bytes]:
    body = stream.read_to_end(within_s=within_s)
    last = parse(body)[-1]
    assert last.name == "closing"
    assert b"retry: %d\nevent: closing\n" % last.json["retry"] in body
    return last, body


def open_on_every_worker(server: Server, api: Api, channel: str) -> list[RawStream]:
    """Open at least a dozen streams, until each worker holds some: the kernel distributes connections as it likes."""
    streams: list[RawStream] = []

    def every_worker_has_some() -> bool:
        if len(streams) < 60:
            streams.append(open_stream(server, api, channel))
        beats = [json.loads(path.read_text()) for path in (server.data / "workers").glob("*.json")]
        return len(streams) >= 12 and all(beat["by_kind"] for beat in beats) and sum(map(held, beats)) >= len(streams)

    wait_until(every_worker_has_some, "every worker holds a stream")
    return streams


def held(beat: dict[str, dict[str, int]]) -> int:
    return sum(beat["by_kind"].values())
