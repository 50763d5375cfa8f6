"""Group commit: what publishers are told when the log is slow or fails."""

from __future__ import annotations

import threading
from collections.abc import Sequence

import gevent
import pytest

from services.errors import Conflict, Unavailable
from services.streaming.event import new_event
from services.streaming.log.event_log import Append, Outcome
from services.streaming.log.memory_log import MemoryEventLog
from services.streaming.publishing.publisher import GroupPublisher
from tests.support.counted import CountedSince

EVENT = new_event("jobs.a", "step", {})


class Log(MemoryEventLog):
    """A log whose next appends can be delayed or made to fail."""

    def __init__(self) -> None:
        super().__init__()
        self.may_go = threading.Event()
        self.may_go.set()
        self.failure: Exception | None = None
        self.groups: list[int] = []

    def append(self, batch: Sequence[Append]) -> list[Outcome]:
        self.may_go.wait()
        self.groups.append(len(batch))
        if self.failure is not None:
            failure, self.failure = self.failure, None
            raise failure
        return super().append(batch)


@pytest.fixture
def log() -> Log:
    return Log()


def publisher_on(log: Log, **settings: float) -> GroupPublisher:
    publisher = GroupPublisher(log, on_commit=lambda upto: None, **settings)  # type: ignore[arg-type]
    publisher.start()
    gevent.sleep(0)
    return publisher


def test_what_waits_together_is_committed_together(log: Log) -> None:
    publisher = publisher_on(log)
    log.may_go.clear()
    waiting = [gevent.spawn(publisher.publish, [EVENT]) for _ in range(50)]
    gevent.sleep(0.05)
    log.may_go.set()
    gevent.joinall(waiting, timeout=5)
    ids = sorted(greenlet.value[0] for greenlet in waiting)
    assert ids == list(range(ids[0], ids[0] + 50))
    assert len(log.groups) <= 3


def test_one_that_is_refused_costs_the_others_nothing(log: Log) -> None:
    publisher = publisher_on(log)
    publisher.close_channel("jobs.closed")
    good = gevent.spawn(publisher.publish, [EVENT])
    with pytest.raises(Conflict):
        publisher.publish([new_event("jobs.closed", "step", {})])
    assert len(good.get(timeout=5)) == 1


@pytest.mark.parametrize("failure", [Unavailable("full"), RuntimeError("a bug"), MemoryError()])
def test_a_failing_log_answers_everybody_and_the_next_goes_through(log: Log, failure: Exception) -> None:
    publisher = publisher_on(log)
    log.failure = failure
    with pytest.raises(Unavailable):
        publisher.publish([EVENT])
    assert len(publisher.publish([EVENT])) == 1


def test_a_withdrawn_publish_never_appears(log: Log) -> None:
    publisher = publisher_on(log, deadline_s=0.05)
    log.may_go.clear()
    begun = gevent.spawn(publisher.publish, [EVENT])
    gevent.sleep(0.01)
    with pytest.raises(Unavailable, match="nothing was stored"):
        publisher.publish([EVENT, EVENT])
    log.may_go.set()
    assert len(begun.get(timeout=5)) == 1, "one that was begun is waited for, past its deadline"
    assert len(log.read_after(["jobs.a"], 0).items) == 1


def test_pending_bytes_are_bounded(log: Log) -> None:
    publisher = publisher_on(log, pending_bytes=1000)
    log.may_go.clear()
    waiting = [gevent.spawn(publisher.publish, [EVENT]) for _ in range(4)]
    gevent.sleep(0.01)
    with pytest.raises(Unavailable, match="Too many"):
        publisher.publish([EVENT] * 30)
    log.may_go.set()
    gevent.joinall(waiting, timeout=5)


def test_what_is_stored_is_counted_and_so_is_what_failed(log: Log) -> None:
    publisher = publisher_on(log)
    counted = CountedSince("tailrace_event", "tailrace_publish", "tailrace_commit")
    publisher.publish([EVENT, EVENT])
    publisher.close_channel("jobs.b")
    with pytest.raises(Conflict):
        publisher.publish([new_event("jobs.b", "step", {})])
    log.failure = Unavailable("The disk is full.", code="event_log_full")
    with pytest.raises(Unavailable):
        publisher.publish([EVENT])
    assert counted.added() == {
        "tailrace_events_published_total": 2,
        "tailrace_event_bytes_published_total": 2 * len(EVENT.data),
        "tailrace_publish_failures_total": 1,
        "tailrace_publish_latency_ms": 2,
        "tailrace_commit_ms": 3,
    }
