"""The delivery invariant in random interleavings: publishers, trims, and subscribers that come, go, lag and resume on
two workers.

Each subscription's ids strictly increase. Delivered events plus gaps are exactly the committed events after the cursor.
A gap appears only where something was trimmed.
"""

from __future__ import annotations

import shutil
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

import gevent
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule

from services.streaming.delivery.window import Form
from services.streaming.end_reason import EndReason
from services.streaming.event import new_event
from services.streaming.log.event_log import Append, EventLog
from services.streaming.log.memory_log import MemoryEventLog
from services.streaming.log.retention import Retention
from services.streaming.log.sqlite_log import SqliteEventLog
from services.streaming.stream_limits import StreamLimits
from services.streaming.streams import Streams
from tests.support.sse import parse
from tests.support.stream_client import Client, Sink

CHANNELS = ["jobs.a", "jobs.b", "jobs.c"]
some_channels = st.lists(st.sampled_from(CHANNELS), min_size=1, max_size=3, unique=True).map(
    lambda names: tuple(sorted(names))
)


@dataclass
class Watch:
    """One client and what it must receive: everything on its channels after ``start``,
    except what is ``gone``.
    """

    client: Client
    channels: tuple[str, ...]
    start: int
    gone: set[int] = field(default_factory=set)
    is_over: bool = False
    seen: list[tuple[str, int]] = field(default_factory=list)


class Delivery(RuleBasedStateMachine):
    """``committed`` and ``trimmed_to`` are the model:
    what was acknowledged, and how far each channel's history was trimmed.
    """

    is_sqlite = True

    @initialize()
    def start(self) -> None:
        self.folder = Path(tempfile.mkdtemp())
        self.clock = [1.8e9]
        now = lambda: self.clock[0]  # noqa: E731
        log = (
            SqliteEventLog(self.folder / "log", now_s=now, monotonic_s=now)
            if self.is_sqlite
            else MemoryEventLog(now_s=now)
        )
        self.log: EventLog = log
        self.workers = [
            Streams(log, self.folder / f"workers{n}", StreamLimits(window_bytes=4000, max_per_user=10_000))
            for n in range(2)
        ]
        self.origin = log.head()
        self.committed: list[tuple[int, str]] = []
        self.trimmed_to = dict.fromkeys(CHANNELS, 0)
        self.purged: list[tuple[int, set[int]]] = []
        self.watches: list[Watch] = []

    @rule(channels=st.lists(st.sampled_from(CHANNELS), min_size=1, max_size=8), size=st.sampled_from([200, 2000]))
    def publish(self, channels: list[str], size: int) -> None:
        (ids,) = self.log.append(
            [Append(events=[new_event(channel, "step", {"pad": "x" * size}) for channel in channels])]
        )
        assert isinstance(ids, list)
        self.committed += zip(ids, channels, strict=True)

    @rule(worker=st.integers(0, 1))
    def pass_on(self, worker: int) -> None:
        self.workers[worker].pump.pass_on()
        gevent.sleep(0)

    @rule(keep=st.integers(1, 10), rows=st.integers(1, 12))
    def trim(self, keep: int, rows: int) -> None:
        self.clock[0] += 100
        self.log.trim(Retention(events=keep, age_s=1e9, grace_s=1), max_rows=rows)
        kept = {
            item.id
            for item in self.log.read_after(CHANNELS, 0, limit=10_000, max_bytes=10**9).items
            if hasattr(item, "id")
        }
        for id, channel in self.committed:
            if id not in kept:
                self.trimmed_to[channel] = max(self.trimmed_to[channel], id)

    @rule(channel=st.sampled_from(CHANNELS))
    def purge(self, channel: str) -> None:
        self.log.purge(channel)
        if any(name == channel for _, name in self.committed):
            self.trimmed_to[channel] = self.log.head()
            self.purged.append((self.log.head(), {id for id, name in self.committed if name == channel}))

    @rule(
        worker=st.integers(0, 1),
        channels=some_channels,
        room=st.sampled_from([None, 0, 50, 700, 10**9]),
        where=st.one_of(st.none(), st.just(0), st.integers(1, 50)),
        form=st.sampled_from([Form(), Form(is_compressed=True)]),
    )
    def connect(self, worker: int, channels: tuple[str, ...], room: int | None, where: int | None, form: Form) -> None:
        """``where`` is a position, an event's place in history, or a position that was never assigned."""
        position = where if where is None or where > 45 else [0, *(id for id, _ in self.committed)][-where:][0]
        self._open(worker, channels, room, position, form)

    def _open(self, worker: int, channels: tuple[str, ...], room: int | None, position: int | None, form: Form) -> None:
        start = self.log.head() if position is None else position
        gone = {id for mark, ids in self.purged if mark <= self.workers[worker].hub.last for id in ids}
        sink = None if room is None else Sink(room)
        client = Client(self.workers[worker], *channels, sink=sink, position=position, form=form)
        self.watches.append(Watch(client, channels, start, gone))

    @precondition(lambda self: any(not watch.is_over for watch in self.watches))
    @rule(data=st.data(), worker=st.integers(0, 1), resumes=st.booleans())
    def leave(self, data: st.DataObject, worker: int, resumes: bool) -> None:
        watch = data.draw(st.sampled_from([watch for watch in self.watches if not watch.is_over]))
        watch.client.subscription.end(EndReason.GONE)
        watch.client.settle()
        watch.is_over = True
        self._check(watch)
        if resumes and watch.seen:
            self._open(worker, watch.channels, 10**9, watch.seen[-1][1], watch.client.subscription.form)

    @precondition(lambda self: any(watch.client.sink and not watch.is_over for watch in self.watches))
    @rule(data=st.data(), room=st.sampled_from([0, 33, 10**9]))
    def change_pace(self, data: st.DataObject, room: int) -> None:
        watch = data.draw(st.sampled_from([watch for watch in self.watches if watch.client.sink and not watch.is_over]))
        watch.client.sink.room = room  # type: ignore[union-attr]

    def _check(self, watch: Watch, *, must_be_complete: bool = False) -> None:
        watch.seen = []
        position = watch.start
        delivered: set[int] = set()
        missing: list[tuple[str, int, int]] = []
        for event in parse(watch.client.text):
            if not event.last_id or event.name not in ("message", "gap"):
                continue
            id = int(event.last_id)
            if event.name == "gap" and event.json["reason"] == "reset":
                assert not watch.seen, "a reset comes first"
                assert not self._is_known(watch.start)
                position = watch.start = id
                continue
            assert id > position, f"{id} after {position}"
            position = id
            watch.seen.append((event.name, id))
            if event.name == "gap":
                assert event.json["to"] == id
                assert id <= self.trimmed_to[event.json["channel"]], "a gap where nothing was trimmed"
                missing.append((event.json["channel"], event.json["from"], id))
            else:
                assert (id, event.json["channel"]) in self.committed
                assert event.json["channel"] in watch.channels
                assert id not in watch.gone, "it was purged, and this worker knew"
                delivered.add(id)
        upto = self.log.head() if must_be_complete else position
        for id, channel in self.committed:
            if channel in watch.channels and watch.start < id <= upto and id not in delivered:
                assert any(name == channel and start < id <= to for name, start, to in missing), (
                    f"{id} of {channel} is lost"
                )

    def _is_known(self, position: int) -> bool:
        return position == 0 or self.origin <= position <= self.log.head()

    def teardown(self) -> None:
        for worker in self.workers:
            worker.pump.pass_on()
        for watch in self.watches:
            watch.client.settle()
            if not watch.is_over:
                self._check(watch, must_be_complete=True)
                watch.client.subscription.end(EndReason.GONE)
                watch.client.settle()
        for worker in self.workers:
            assert not worker.hub._groups
            assert not worker.hub._interest
        self.log.close()
        shutil.rmtree(self.folder)


class MemoryDelivery(Delivery):
    is_sqlite = False


_SETTINGS = settings(
    max_examples=40,
    stateful_step_count=40,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)
TestDeliveryOnSqlite = Delivery.TestCase
TestDeliveryOnSqlite.settings = _SETTINGS
TestDeliveryInMemory = MemoryDelivery.TestCase
TestDeliveryInMemory.settings = _SETTINGS
