"""A reader on a bad mobile link, 64 kbit/s and 400 ms each way, gets everything and delays nobody else."""

from __future__ import annotations

import threading
import time

import pytest

from tests.support.network import Network
from tests.support.port import free_port
from tests.support.raw_stream import RawStream
from tests.support.server import StartServer
from tests.support.sse import parse

pytestmark = [pytest.mark.integration, pytest.mark.network]

CHANNEL = "jobs.slow-link"
EVENTS = 100
EVENT_BYTES = 1500  # 150 KB in all, which takes the link 19 s


def test_a_slow_link_delays_only_its_own_reader(start_server: StartServer, network: Network) -> None:
    port = free_port()
    server = start_server({"TAILRACE_WORKERS": "1", "TAILRACE_BIND": f"0.0.0.0:{port}"}, port=port)
    api = server.api()
    target = f"/api/v1/stream?channel={CHANNEL}&token={api.stream_token(CHANNEL)}"
    phone = network.machine()
    phone.link.bits_per_s, phone.link.delay_s = 64_000, 0.4
    slow = phone.run(lambda: RawStream.open(f"http://{phone.peer_address}:{port}{target}"))
    fast = [RawStream.open(f"{server.url}{target}") for _ in range(10)]
    for stream in (slow, *fast):
        stream.read_until(b"\n\n")
    reading = [threading.Thread(target=stream.read_to_end, kwargs={"within_s": 60}) for stream in (slow, *fast)]
    for thread in reading:
        thread.start()

    sent_at: dict[int, float] = {}
    for n in range(EVENTS):
        at = time.monotonic()
        sent_at[api.publish(CHANNEL, {"n": n, "pad": "x" * EVENT_BYTES})] = at
    api.close_channel(CHANNEL)
    closed_at = time.monotonic()
    for thread in reading:
        thread.join()

    for stream in (slow, *fast):
        with stream:
            events = parse(stream.body)
            assert [int(event.last_id) for event in events[1:-1]] == list(sent_at)
            assert events[-1].name == "done"
    latencies_s = sorted(stream.time_of(b"id: %d\n" % id) - at for stream in fast for id, at in sent_at.items())
    assert latencies_s[len(latencies_s) * 95 // 100] < 0.25
    assert slow.arrivals[-1].at - closed_at > 5, "the link was slower than the publisher"
