"""When a stream's heartbeats are due."""

from __future__ import annotations

from pathlib import Path

from services.streaming.log.memory_log import MemoryEventLog
from services.streaming.stream_limits import StreamLimits
from services.streaming.streams import Streams
from tests.support.sse import parse
from tests.support.stream_client import Client, Sink


def test_a_stream_may_want_heartbeats_more_often_than_the_others(tmp_path: Path) -> None:
    now = [1000.0]
    limits = StreamLimits(heartbeat_s=3600.0, max_age_s=9999.0)
    streams = Streams(MemoryEventLog(), tmp_path / "workers", limits, clock=lambda: now[0])
    client, other = Client(streams, sink=Sink(), heartbeat_s=14.0), Client(streams, sink=Sink())
    for _ in range(180):
        now[0] += 0.25
        streams.pump._deadlines.run(now[0])
    assert [event.name for event in parse(client.body)].count("heartbeat") == 3
    assert [event.name for event in parse(other.body)] == ["message"]
