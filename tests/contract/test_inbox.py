"""One suite for every event log: an internal channel that one reader empties, and that retention leaves alone."""

from __future__ import annotations

from services.streaming.event import encode_event
from services.streaming.log.event_log import EventLog
from services.streaming.log.retention import Kept, Retention, Rule
from tests.contract.test_event_log import Clock, clock, event, ids, log, publish

__all__ = ["clock", "log"]


def test_what_a_reader_has_read_is_discarded(log: EventLog) -> None:
    read, unread = publish(log, event("jobs.a"), event("jobs.a"))
    (other,) = publish(log, event("jobs.b"))
    head = log.head()
    log.discard("jobs.a", read)
    log.discard("jobs.a", read)
    log.discard("jobs.never", head)
    assert ids(log.read_after(["jobs.a", "jobs.b"], 0)) == [unread, other]
    assert log.read_after(["jobs.a"], read).has_gap is False
    assert log.head() == head


def test_retention_may_spare_an_internal_channel(log: EventLog, clock: Clock) -> None:
    inbox = Rule("~inbox.a", Kept(events=10**15, age_s=1e10, grace_s=0.0))
    kept = publish(log, *(encode_event("~inbox.a", "step", {}, 1000) for _ in range(5)))
    publish(log, *(event("jobs.a") for _ in range(5)))
    clock.s += 10_000
    retention = Retention(2, 100.0, 1.0, (inbox,))
    while log.trim(retention):
        pass
    assert ids(log.read_after(["~inbox.a", "jobs.a"], 0)) == kept
