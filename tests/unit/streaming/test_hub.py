"""The hub, the window and subscriptions, on a real log without a server:
tests step the generators by hand or with greenlets.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import gevent
import pytest

from services.errors import LimitReached, Unavailable
from services.streaming.delivery.hub import JOIN_BYTES
from services.streaming.delivery.request import Request, Subscriber
from services.streaming.end_reason import EndReason
from services.streaming.event import new_event
from services.streaming.log.event_log import Append, EventLog
from services.streaming.log.memory_log import MemoryEventLog
from services.streaming.log.sqlite_log import SqliteEventLog
from services.streaming.meter import STREAMS_ENDED
from services.streaming.stream_limits import StreamLimits
from services.streaming.streams import Streams
from tests.support.sse import parse
from tests.support.stream_client import FAR, Client, Sink


@pytest.fixture(params=["memory", "sqlite"])
def log(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[EventLog]:
    made: EventLog = MemoryEventLog() if request.param == "memory" else SqliteEventLog(tmp_path / "log")
    yield made
    made.close()


def streams_on(
    log: EventLog, tmp_path: Path, limits: StreamLimits | None = None, *, clock: Callable[[], float] = time.monotonic
) -> Streams:
    return Streams(log, tmp_path / "workers", limits or StreamLimits(), clock=clock)


@pytest.fixture
def streams(log: EventLog, tmp_path: Path) -> Streams:
    return streams_on(log, tmp_path)


def publish(log: EventLog, channel: str = "jobs.a", count: int = 1, **data: object) -> list[int]:
    (ids,) = log.append([Append(events=[new_event(channel, "step", {"n": n, **data}) for n in range(count)])])
    assert isinstance(ids, list), ids
    return ids


@pytest.mark.parametrize("with_sink", [True, False])
def test_history_then_live_without_a_seam(log: EventLog, streams: Streams, with_sink: bool) -> None:
    before = publish(log, count=3)
    client = Client(streams, sink=Sink() if with_sink else None, position=0)
    between = publish(log, count=2)
    streams.pump.pass_on()
    client.settle()
    after = publish(log, count=2)
    streams.pump.pass_on()
    client.settle()
    assert client.ids == before + between + after
    client.subscription.end(EndReason.AGE)
    client.settle()
    assert parse(client.body)[-1].json["reason"] == "age"


def test_a_parked_client_is_fed_without_waking_its_generator(log: EventLog, streams: Streams) -> None:
    client = Client(streams, sink=Sink())
    yielded = client.yielded
    ids = publish(log, count=5)
    streams.pump.pass_on()
    client.settle()
    assert client.ids == ids
    assert client.yielded == yielded
    assert client.sink is not None
    assert client.sink.sends == 1, "one joined write"


@pytest.mark.parametrize("room", [0, 1, 17, 60])
def test_a_full_socket_gets_the_rest_first_and_everything_once(log: EventLog, streams: Streams, room: int) -> None:
    client = Client(streams, sink=Sink(room))
    ids = []
    for _ in range(5):
        ids += publish(log, count=2)
        streams.pump.pass_on()
        client.settle()
    assert client.ids == ids


def test_each_channel_set_gets_its_own_and_in_order(log: EventLog, streams: Streams) -> None:
    both, only_a, only_b = (
        Client(streams, "jobs.a", "jobs.b", sink=Sink()),
        Client(streams, sink=Sink()),
        Client(streams, "jobs.b"),
    )
    a1, b1, a2 = (publish(log, channel)[0] for channel in ("jobs.a", "jobs.b", "jobs.a"))
    publish(log, "jobs.c")
    streams.pump.pass_on()
    both.settle()
    assert (both.ids, only_a.ids, only_b.ids) == ([a1, b1, a2], [a1, a2], [b1])


def test_a_closing_that_the_log_told_of_waits_for_what_the_tail_has_not_seen(log: EventLog, streams: Streams) -> None:
    ids = publish(log, count=1200)  # more than a page; the hub has read none of it when the stream opens
    log.append([Append(closes="jobs.a")])
    client = Client(streams, sink=Sink(), position=0)
    client.settle()
    assert client.ids == ids
    assert parse(client.body)[-1].name == "done"


def test_starting_now_gives_nothing_that_was_published_before(log: EventLog, streams: Streams) -> None:
    publish(log, count=3)  # the hub has not read these yet
    client = Client(streams, sink=Sink())
    new = publish(log)
    streams.pump.pass_on()
    client.settle()
    assert client.ids == new


def test_a_reader_behind_the_window_reads_the_log(log: EventLog, tmp_path: Path) -> None:
    streams = streams_on(log, tmp_path, StreamLimits(window_bytes=65_536))
    client = Client(streams, sink=Sink(0), position=0)  # stuck at its first write until the end
    ids = []
    for _ in range(30):
        ids += publish(log, count=10, pad="x" * 1000)
        streams.pump.pass_on()
    client.settle()
    gevent.sleep(0.05)
    assert client.ids == ids


def test_no_write_is_much_larger_than_the_limit(log: EventLog, streams: Streams) -> None:
    publish(log, count=600, pad="x" * 1000)
    streams.pump.pass_on()
    sizes = []
    opened = streams.open(Request(("jobs.a",), Subscriber("u", "l", FAR), position=0))
    assert opened is not None
    body = iter(opened)
    for part in body:
        sizes.append(len(part))
        if opened.cursor == log.head():
            break
    assert len(sizes) > 3
    assert max(sizes) < JOIN_BYTES + 5000
    body.close()
    opened.close()


def test_done_comes_when_all_channels_are_closed(log: EventLog, streams: Streams) -> None:
    client = Client(streams, "jobs.a", "jobs.b", sink=Sink())
    log.append([Append(closes="jobs.a")])
    streams.pump.pass_on()
    client.settle()
    assert not client.greenlet.dead
    (id,) = publish(log, "jobs.b")
    log.append([Append(closes="jobs.b")])
    streams.pump.pass_on()
    client.settle()
    assert client.ids == [id]
    assert parse(client.body)[-1].name == "done"
    assert client.greenlet.dead


def test_a_channel_closed_before_the_hub_looked_is_known(log: EventLog, streams: Streams) -> None:
    ids = publish(log)
    log.append([Append(closes="jobs.a")])
    client = Client(streams, sink=Sink(), position=0)
    client.settle()
    assert client.ids == ids
    assert parse(client.body)[-1].name == "done"
    assert streams.open(Request(("jobs.a",), Subscriber("u", "l", FAR), position=ids[-1])) is None


def test_nothing_stays_of_a_stream_that_ended(log: EventLog, streams: Streams) -> None:
    gone = dict(STREAMS_ENDED.read())["stream", "gone"][0]
    clients = [Client(streams, "jobs.a", "jobs.b", sink=Sink()) for _ in range(3)]
    never_started = streams.open(Request(("jobs.a",), Subscriber("u", "l", FAR)), Sink())  # type: ignore[arg-type]
    assert never_started is not None
    never_started.close()
    never_started.close()
    for client in clients:
        client.subscription.end(EndReason.GONE)
        client.settle()
        assert client.sink is not None
        assert client.sink.is_closed
    hub = streams.hub
    assert (hub._groups, hub._keys_by_channel, hub._interest, streams.pump.subscriptions) == ({}, {}, {}, {})
    room = streams.room
    assert not room._by_user + room._by_kind + room._by_address
    assert (room._taken, dict(STREAMS_ENDED.read())["stream", "gone"][0]) == (0, gone + 4)


def test_a_long_fan_out_lets_others_run(log: EventLog, streams: Streams) -> None:
    class Slow(Sink):
        def send_now(self, body: bytes) -> int:
            for _ in range(3000):
                pass
            return super().send_now(body)

    clients = [Client(streams, sink=Slow()) for _ in range(100)]
    turns = []

    def other() -> None:
        while True:
            turns.append(sum(1 for client in clients if client.ids))
            gevent.sleep(0)

    watcher = gevent.spawn(other)
    publish(log)
    streams.pump.pass_on()
    watcher.kill()
    assert any(0 < turn < 100 for turn in turns), "nobody ran between the first and the last delivery"
    assert all(len(client.ids) == 1 for client in clients)


def test_limits(log: EventLog, tmp_path: Path) -> None:
    streams = streams_on(log, tmp_path, StreamLimits(max_streams=3, max_per_user=2))
    clients = [Client(streams, sink=Sink()) for _ in range(2)]
    with pytest.raises(LimitReached):
        Client(streams)
    streams.open(Request(("jobs.a",), Subscriber("other", "l", FAR)))
    with pytest.raises(Unavailable):
        streams.open(Request(("jobs.a",), Subscriber("third", "l", FAR)))
    assert clients


def test_time_ends_streams_and_feeds_heartbeats(log: EventLog, tmp_path: Path) -> None:
    now = [1000.0]
    streams = streams_on(log, tmp_path, StreamLimits(heartbeat_s=10.0, max_age_s=100.0), clock=lambda: now[0])
    client = Client(streams, sink=Sink(), silence_s=25.0, silence_fields={"type": "timeout", "message": "silent"})

    def pass_time(seconds: float) -> list[str]:
        now[0] += seconds
        streams.pump._deadlines.run(now[0])
        client.settle()
        return [
            event.name if event.name != "message" else json.loads(event.data)["type"] for event in parse(client.body)
        ]

    assert pass_time(9) == ["connected"]
    assert pass_time(1.1) == ["connected", "heartbeat"]
    publish(log)
    streams.pump.pass_on()
    assert pass_time(9) == ["connected", "heartbeat", "step"]
    assert pass_time(10) == ["connected", "heartbeat", "step", "heartbeat"]
    assert pass_time(7) == ["connected", "heartbeat", "step", "heartbeat", "timeout"]
    assert client.greenlet.dead


def test_a_stream_without_a_maximum_age_outlives_the_others(log: EventLog, tmp_path: Path) -> None:
    now = [1000.0]
    streams = streams_on(log, tmp_path, StreamLimits(heartbeat_s=10.0, max_age_s=100.0), clock=lambda: now[0])
    aged, ageless = Client(streams, sink=Sink()), Client(streams, sink=Sink(), is_ageless=True)
    for _ in range(30):
        now[0] += 10.0
        streams.pump._deadlines.run(now[0])
    assert aged.subscription.end_reason is EndReason.AGE
    assert ageless.subscription.end_reason is None


def test_renewing_a_thousand_times_leaves_nothing_behind(log: EventLog, tmp_path: Path) -> None:
    now = [1000.0]
    streams = streams_on(log, tmp_path, StreamLimits(heartbeat_s=10.0), clock=lambda: now[0])
    client = Client(streams, sink=Sink())
    for _ in range(1000):
        client.subscription.renew("l", FAR, ())
        now[0] += 0.3
        streams.pump._deadlines.run(now[0])
    assert len(streams.pump._deadlines._heap) < 50, "what was superseded is gone after a heartbeat"
    assert [event.name for event in parse(client.body)].count("heartbeat") == 29


def test_the_warning_before_the_end_waits_for_a_client_that_is_being_written_to(log: EventLog, tmp_path: Path) -> None:
    now = [1000.0]
    streams = streams_on(log, tmp_path, StreamLimits(heartbeat_s=10.0), clock=lambda: now[0])
    client = Client(streams, sink=Sink())
    subscription = client.subscription
    subscription.renew("l", time.time() + 50, ())
    subscription.is_parked = False  # as while its generator waits for a full socket
    streams.pump._deadlines.run(now[0])
    subscription.is_parked = True
    now[0] += 2
    streams.pump._deadlines.run(now[0])
    assert [event.name for event in parse(client.body)] == ["message", "token_expiring"]


def test_who_has_much_to_catch_up_on_leaves_others_their_turn(log: EventLog, tmp_path: Path) -> None:
    ids = publish(log, count=5000)
    streams = streams_on(log, tmp_path)  # its window starts after all of them
    client = Client(streams, sink=Sink(), position=0)  # a sink that takes everything at once never makes anybody wait
    seen = []
    while len(client.ids) < len(ids):
        seen.append(len(client.ids))
        gevent.sleep(0.0001)
    assert client.ids == ids
    assert len(seen) > 3, "the loop went round while the pages were sent"


@pytest.mark.parametrize("is_in_window", [True, False])
def test_those_who_return_together_read_the_log_once(log: EventLog, tmp_path: Path, is_in_window: bool) -> None:
    first = publish(log)[0]
    streams = streams_on(log, tmp_path) if is_in_window else None
    missed = publish(log, count=100)
    streams = streams or streams_on(log, tmp_path)
    reads: list[int] = []
    read_after = log.read_after
    log.read_after = lambda *args, **more: reads.append(1) or read_after(*args, **more)  # type: ignore
    streams.pump.pass_on()
    clients = [Client(streams, sink=Sink(), position=first) for _ in range(50)]
    assert len(reads) == 1
    new = publish(log)
    streams.pump.pass_on()
    for client in clients:
        client.settle()
        assert client.ids == missed + new
        assert parse(client.body)[0].json["recovered"] is True


def test_who_returns_to_a_channel_whose_end_is_known_before_its_last_events_gets_these(
    log: EventLog, streams: Streams
) -> None:
    first = publish(log)[0]
    streams.pump.pass_on()
    watching = Client(streams, sink=Sink(), position=first)
    rest = publish(log, count=3)
    log.append([Append(closes="jobs.a")])
    from_the_start = Client(streams, sink=Sink(), position=0)  # reads about the closing before the tail reaches it
    back = Client(streams, sink=Sink(), position=first)
    streams.pump.pass_on()
    for client in (watching, from_the_start, back):
        client.settle()
        assert client.ids[-3:] == rest
        assert parse(client.body)[-1].name == "done"


def test_a_page_from_before_a_closing_does_not_hide_what_came_before_it(log: EventLog, streams: Streams) -> None:
    (first,) = publish(log)
    streams.pump.pass_on()
    waiting = Client(streams, sink=Sink(), position=first)  # reads an empty page of the log, which is kept
    rest = publish(log, count=3)
    log.append([Append(closes="jobs.a")])
    from_the_start = streams.open(Request(("jobs.a",), Subscriber("u", "l", FAR), position=0))
    assert from_the_start is not None, "it has read of the closing, which the tail has not come to"
    waiting.subscription.wake()
    back = Client(streams, sink=Sink(), position=first)
    for client in (waiting, back):
        client.settle()
        assert client.ids == rest
        assert parse(client.body)[-1].name == "done"


@pytest.mark.parametrize("is_in_window", [True, False])
def test_what_was_purged_is_not_replayed_from_memory(log: EventLog, tmp_path: Path, is_in_window: bool) -> None:
    kept = publish(log, "jobs.b")
    streams = streams_on(log, tmp_path) if is_in_window else None
    publish(log, count=3, secret="of somebody who deleted it")
    streams = streams or streams_on(log, tmp_path)
    streams.pump.pass_on()
    watching = Client(streams, "jobs.a", "jobs.b", sink=Sink(), position=kept[0])
    watching.settle()
    log.purge("jobs.a")
    streams.pump.pass_on()
    (purged,) = [event for event in parse(watching.body) if event.name == "gap"]
    late = Client(streams, "jobs.a", "jobs.b", sink=Sink(), position=kept[0])
    late.settle()
    assert b"deleted it" in watching.body
    assert b"deleted it" not in late.body
    assert late.ids == [int(purged.last_id)]
    assert late.ids == [log.head()]
    new = publish(log)
    streams.pump.pass_on()
    for client in (watching, late):
        client.settle()
        assert client.ids[-1:] == new


def test_purged_events_leave_the_window_and_only_they(log: EventLog, tmp_path: Path) -> None:
    streams = streams_on(log, tmp_path, StreamLimits(window_bytes=20_000))
    window = streams.hub._window
    others = [publish(log, "jobs.b")[0]]
    publish(log, count=5)
    others += publish(log, "jobs.b")
    streams.pump.pass_on()
    log.purge("jobs.a")
    streams.pump.pass_on()
    assert [frame.id for frame in window.after(["jobs.b"], 0)] == others
    assert [frame.id for frame in window.after(["jobs.a"], 0)] == [log.head()]
    assert window._bytes == sum(frame.size for frame in window._all)
    assert window.holds(["jobs.b"], others[0])
    assert not window.holds(["jobs.a", "jobs.b"], others[0])
    mark = log.head()
    while window.floor < mark:
        publish(log, "jobs.c", count=10, pad="x" * 200)
        streams.pump.pass_on()
    assert not window._removed
