"""Streams whose clients report: each event has its time in a comment, and such streams are counted."""

from __future__ import annotations

from pathlib import Path

import pytest

from services.streaming.delivery.window import Form, Frame
from services.streaming.event import Event, new_event
from services.streaming.log.event_log import Append, Gap
from services.streaming.log.memory_log import MemoryEventLog
from services.streaming.meter import REPORTING_STREAMS
from services.streaming.stream_limits import StreamLimits
from services.streaming.streams import Streams
from tests.support.sse import parse
from tests.support.stream_client import Client

TIMED = Form(is_timed=True)
EVENT = Event(7, "jobs.a", "note", 1_764_144_000_123, b'{"type":"note","channel":"jobs.a","n":1}', 32)


@pytest.fixture
def log() -> MemoryEventLog:
    return MemoryEventLog()


@pytest.fixture
def streams(log: MemoryEventLog, tmp_path: Path) -> Streams:
    return Streams(log, tmp_path / "workers", StreamLimits())


def open_streams() -> float:
    return next(numbers[0] for _, numbers in REPORTING_STREAMS.read())


def test_the_time_stands_in_a_comment_before_the_same_bytes() -> None:
    frame = Frame(EVENT)
    for form in (Form(), Form(is_named=True)):
        timed = form._replace(is_timed=True)
        assert frame.bytes_for(timed) == b": at 1764144000123\n" + frame.bytes_for(form)
        assert frame.bytes_for(timed) is frame.bytes_for(timed), "made once"
    assert b": at" not in frame.bytes_for(Form())


def test_a_gap_has_no_time() -> None:
    gap = Frame(Gap("jobs.a", 1, 5, "trimmed"))
    assert gap.bytes_for(TIMED) == gap.bytes_for(Form())


@pytest.mark.parametrize("is_named", [False, True])
def test_compressed_streams_with_and_without_times_do_not_share_their_bytes(is_named: bool) -> None:
    frame = Frame(EVENT._replace(data=b'{"type":"note","channel":"jobs.a","n":"' + b"x" * 4000 + b'"}'))
    plain = Form(is_named, is_compressed=True)
    assert frame.bytes_for(plain) != frame.bytes_for(plain._replace(is_timed=True))


def test_whoever_reads_the_stream_sees_the_same_events(log: MemoryEventLog, streams: Streams) -> None:
    log.append([Append(events=[new_event("jobs.a", "note", {"n": n}) for n in range(3)])])
    timed, plain = (Client(streams, position=0, form=form) for form in (TIMED, Form()))
    assert timed.text.count(b": at ") == 3
    told = [[(event.last_id, event.data) for event in parse(client.text)[1:]] for client in (timed, plain)]
    assert told[0] == told[1]


def test_streams_whose_clients_report_are_counted_while_they_are_open(streams: Streams) -> None:
    before = open_streams()
    clients = [Client(streams, form=TIMED), Client(streams, form=Form())]
    assert open_streams() == before + 1
    for client in clients:
        client.subscription.close()
    assert open_streams() == before
