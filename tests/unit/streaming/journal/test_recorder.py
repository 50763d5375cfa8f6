"""What the journal knows of streams: how far their sockets took them, what they were told, how they ended."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from services.streaming.end_reason import EndReason
from services.streaming.event import new_event
from services.streaming.journal.entry import Entry, network_of, short_program
from services.streaming.journal.journal import Journal, Kept
from services.streaming.log.event_log import Append, EventLog
from services.streaming.log.memory_log import MemoryEventLog
from services.streaming.log.retention import Retention
from services.streaming.stream_limits import StreamLimits
from services.streaming.streams import Streams
from tests.support.stream_client import Client, Sink


@pytest.fixture
def clock() -> list[float]:
    return [1.8e9]


@pytest.fixture
def log(clock: list[float]) -> EventLog:
    return MemoryEventLog(now_s=lambda: clock[0])


@pytest.fixture
def streams(log: EventLog, tmp_path: Path) -> Iterator[Streams]:
    made = Streams(log, tmp_path / "workers", StreamLimits(), journal=Journal(tmp_path / "journal"))
    yield made
    made.recorder.leave()


def publish(log: EventLog, channel: str = "jobs.a", count: int = 1, pad: str = "") -> list[int]:
    (ids,) = log.append([Append(events=[new_event(channel, "step", {"pad": pad}) for _ in range(count)])])
    assert isinstance(ids, list), ids
    return ids


def pass_on(streams: Streams, *clients: Client) -> None:
    streams.pump.pass_on()
    for client in clients:
        client.settle()


def entry_of(streams: Streams, client: Client, tmp_path: Path) -> Entry:
    streams.recorder.beat()
    with Journal(tmp_path / "journal").reading() as journal:
        found = journal.entry(client.subscription.client_id)
    assert found is not None
    return found


def test_a_stream_that_takes_everything_has_what_was_fed(streams: Streams, log: EventLog, tmp_path: Path) -> None:
    client = Client(streams, sink=Sink())
    client.settle()
    opened = entry_of(streams, client, tmp_path)
    assert (opened.is_live, opened.position, opened.start) == (True, None, log.head())
    (id,) = publish(log)
    assert entry_of(streams, client, tmp_path).written < id, "the worker has not read it yet"
    pass_on(streams, client)
    assert entry_of(streams, client, tmp_path).written == id


@pytest.mark.parametrize("with_sink", [True, False])
def test_what_was_written_stays_known_after_the_end(
    streams: Streams, log: EventLog, tmp_path: Path, with_sink: bool
) -> None:
    kept = publish(log, count=3)
    client = Client(streams, sink=Sink() if with_sink else None, position=kept[0])
    (last,) = publish(log)
    pass_on(streams, client)
    client.subscription.end(EndReason.GONE)
    client.settle()
    found = entry_of(streams, client, tmp_path)
    assert (found.position, found.is_recovered, found.written) == (kept[0], True, last)
    assert (found.reason, found.is_live) == ("gone", False)


def test_what_a_full_socket_did_not_take_is_not_written(streams: Streams, log: EventLog, tmp_path: Path) -> None:
    class Stuck(Sink):
        def send_rest(self, body: bytes | memoryview) -> None:
            raise OSError("cut while it was full")

    client = Client(streams, sink=Stuck())
    (first,) = publish(log)
    pass_on(streams, client)
    client.sink.room = 40  # type: ignore[union-attr]
    (second,) = publish(log, pad="x" * 1000)
    with pytest.raises(OSError, match="cut"):
        pass_on(streams, client)
        client.greenlet.get()
    client.subscription.close()
    assert first <= entry_of(streams, client, tmp_path).written < second


def test_what_a_connection_that_broke_did_not_take_is_not_written(
    streams: Streams, log: EventLog, tmp_path: Path
) -> None:
    class Broken(Sink):
        is_broken = False

        def send_now(self, body: bytes) -> int:
            if self.is_broken:
                raise OSError("reset by peer")
            return super().send_now(body)

    sink = Broken()
    client = Client(streams, sink=sink)
    (first,) = publish(log)
    pass_on(streams, client)
    sink.is_broken = True
    (second,) = publish(log)
    pass_on(streams, client)
    found = entry_of(streams, client, tmp_path)
    assert (found.reason, first <= found.written < second) == ("gone", True)


def test_lag_is_how_long_the_oldest_waiting_event_has_waited(tmp_path: Path, log: EventLog) -> None:
    streams = Streams(log, tmp_path / "workers", StreamLimits(), journal=Journal(tmp_path / "journal"))
    now = [1_800_000_000_000]
    streams.recorder._now_ms = lambda: now[0]
    client = Client(streams, sink=Sink(), position=None)
    client.settle()
    assert entry_of(streams, client, tmp_path).lag_ms == 0
    client.subscription._rest = b"the socket is full"
    publish(log)
    streams.pump.pass_on()
    now[0] += 500
    entry_of(streams, client, tmp_path)
    now[0] += 2000
    found = entry_of(streams, client, tmp_path)
    assert (found.lag_ms, found.peak_ms, found.peak_at) == (2000, 2000, now[0])
    client.subscription._rest = b""
    now[0] += 500
    found = entry_of(streams, client, tmp_path)
    assert (found.lag_ms, found.peak_ms, found.written) == (0, 2000, log.head())


def test_gaps_are_noted_with_their_reason(streams: Streams, log: EventLog, tmp_path: Path, clock: list[float]) -> None:
    published = publish(log, count=5)
    clock[0] += 100
    log.trim(Retention(events=2, age_s=1e6, grace_s=1))
    trimmed = Client(streams, position=published[0])
    reset = Client(streams, position=7)
    live = Client(streams, sink=Sink())
    pass_on(streams, trimmed, reset, live)
    log.purge("jobs.a")
    pass_on(streams, trimmed, reset, live)
    streams.recorder.beat()
    with Journal(tmp_path / "journal").reading() as journal:
        told = {
            name: [
                (gap.channel, gap.from_id, gap.to, gap.reason) for gap in journal.told([client.subscription.client_id])
            ]
            for name, client in (("trimmed", trimmed), ("reset", reset), ("live", live))
        }
    origin = published[0] - 1
    assert told["trimmed"][0] == ("jobs.a", published[0], published[2], "trimmed")
    assert told["reset"][0] == (None, 7, origin, "reset")
    assert [gap[2:] for gap in told["live"]] == [(log.head(), "trimmed")], "once, though it was fed and not asked for"
    assert not entry_of(streams, trimmed, tmp_path).is_recovered


def test_streams_of_a_dead_worker_end_with_it(log: EventLog, tmp_path: Path) -> None:
    """The lock of a worker that was killed is free; the system sees to that."""
    dead = Streams(log, tmp_path / "workers", StreamLimits(), journal=Journal(tmp_path / "journal"))
    client = Client(dead, sink=Sink())
    client.settle()
    (id,) = publish(log)
    pass_on(dead, client)
    assert entry_of(dead, client, tmp_path).is_live
    own = dead.recorder._journal._own
    assert own is not None
    own[1].close()
    with Journal(tmp_path / "journal").reading() as journal:
        found = journal.entry(client.subscription.client_id)
        assert journal.live() == []
    assert found is not None
    assert (found.reason, found.written) == ("worker_died", id)


def test_a_copy_of_the_folder_holds_no_live_streams(streams: Streams, tmp_path: Path) -> None:
    client = Client(streams, sink=Sink())
    assert entry_of(streams, client, tmp_path).is_live
    shutil.copytree(tmp_path / "journal", tmp_path / "copy", ignore=shutil.ignore_patterns("*.lock"))
    with Journal(tmp_path / "copy").reading() as journal:
        assert journal.live() == []


def test_streams_that_are_open_when_their_worker_stops_end_then(log: EventLog, tmp_path: Path) -> None:
    streams = Streams(log, tmp_path / "workers", StreamLimits(), journal=Journal(tmp_path / "journal"))
    client = Client(streams, sink=Sink())
    streams.stop()
    with Journal(tmp_path / "journal").reading() as journal:
        found = journal.entry(client.subscription.client_id)
    assert found is not None and found.reason == "drain"


def test_a_journal_that_cannot_be_written_stops_no_stream_and_tells_of_the_lapse(
    streams: Streams, log: EventLog, tmp_path: Path
) -> None:
    (tmp_path / "journal").write_text("a file where the folder should be")
    client = Client(streams, sink=Sink())
    streams.recorder.beat()
    assert streams.recorder.failing is not None
    (id,) = publish(log)
    pass_on(streams, client)
    assert id in client.ids
    (tmp_path / "journal").unlink()
    assert entry_of(streams, client, tmp_path).written == id
    assert streams.recorder.failing is None
    with Journal(tmp_path / "journal").reading() as journal:
        (lapse,) = journal.lapses()
    assert (lapse.lost, lapse.since <= lapse.until) == (0, True)


def test_a_damaged_journal_is_set_aside(streams: Streams, tmp_path: Path) -> None:
    (tmp_path / "journal").mkdir()
    (tmp_path / "journal" / "streams.db").write_bytes(b"no database" * 1000)
    client = Client(streams, sink=Sink())
    assert entry_of(streams, client, tmp_path).is_live
    assert (tmp_path / "journal" / "streams.db.damaged").exists()


def test_the_journal_keeps_for_its_time_and_no_more_than_its_number(
    log: EventLog, tmp_path: Path, clock: list[float]
) -> None:
    kept = Kept(seconds=3600, streams=5)
    journal = Journal(tmp_path / "journal", kept, now_s=lambda: clock[0])
    streams = Streams(log, tmp_path / "workers", StreamLimits(), journal=journal)
    streams.recorder._now_ms = lambda: int(clock[0] * 1000)

    def open_and_end(count: int) -> list[str]:
        clients = [Client(streams, sink=Sink()) for _ in range(count)]
        for client in clients:
            client.subscription.end(EndReason.GONE)
            client.settle()
        streams.recorder.beat()
        return [client.subscription.client_id for client in clients]

    def all_kept() -> list[str]:
        while journal.trim():
            pass
        with journal.reading() as found:
            return [entry.client_id for entry in found.of_user("u", 100)]

    live = Client(streams, sink=Sink())
    old = open_and_end(2)
    clock[0] += 1800
    new = open_and_end(2)
    assert all_kept() == [live.subscription.client_id, *old, *new]
    clock[0] += 1801
    assert all_kept() == [live.subscription.client_id, *new], "an open stream is kept for as long as it is open"
    more = open_and_end(6)
    assert all_kept() == [live.subscription.client_id, *more[-4:]]


def test_live_streams_are_found_by_user_channel_and_kind(streams: Streams, tmp_path: Path) -> None:
    a = Client(streams, "jobs.a", sink=Sink())
    both = Client(streams, "jobs.a", "jobs.b", sink=Sink(), kind="other")
    streams.recorder.beat()
    with Journal(tmp_path / "journal").reading() as journal:
        ids = lambda entries: [entry.client_id for entry in entries]  # noqa: E731
        a_id, both_id = a.subscription.client_id, both.subscription.client_id
        newest_first = journal.live()
        assert ids(newest_first) == [both_id, a_id]
        assert ids(journal.live(before=newest_first[0].number)) == [a_id]
        assert ids(journal.live(channel="jobs.b")) == ids(journal.live(kind="other")) == [both_id]
        assert journal.live(user_id="somebody else") == []
        assert journal.subscribers(["jobs.a", "jobs.b", "jobs.c"]) == {"jobs.a": 2, "jobs.b": 1, "jobs.c": 0}


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("203.0.113.77", "203.0.113.0/24"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1::/48"),
        ("::ffff:203.0.113.77", "203.0.113.0/24"),
        ("", ""),
        ("not an address", ""),
    ],
)
def test_an_address_is_kept_as_its_network(address: str, network: str) -> None:
    assert network_of(address) == network


@pytest.mark.parametrize(
    ("user_agent", "short"),
    [
        (
            "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/128.0.0.0 Safari/537.36",
            "Chrome 128, Linux",
        ),
        (
            "Mozilla/5.0 (Macintosh; Intel Mac OS X 14_6) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.6"
            " Safari/605.1.15",
            "Safari 17, macOS",
        ),
        ("Mozilla/5.0 (Windows NT 10.0; rv:129.0) Gecko/20100101 Firefox/129.0", "Firefox 129, Windows"),
        ("python-requests/2.32.3", "python-requests/2.32.3"),
        ("curl/8.5.0 and more", "curl/8.5.0"),
        ("\x1b[31m" + "x" * 200, "[31m" + "x" * 56),
        ("Mozilla/5.0 Firefox/<script>", "Firefox"),
        ("", ""),
    ],
)
def test_a_program_is_kept_in_short(user_agent: str, short: str) -> None:
    assert short_program(user_agent) == short
