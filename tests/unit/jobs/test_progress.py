"""Progress that a job's owner follows: on two channels, both or neither, once, and never the end of the job."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import msgspec
import pytest

from services.errors import Unavailable
from services.jobs.job import Job
from services.jobs.kind import JobKind, catalogue
from services.jobs.progress import job_events, owner_channel, queued_append
from services.jobs.runner.teller import Teller
from services.jobs.store import JobStore
from services.streaming.event import Event
from services.streaming.log.event_log import Append, Outcome
from services.streaming.log.memory_log import MemoryEventLog
from services.streaming.publishing.publisher import DirectPublisher
from tests.counting import count

KIND = JobKind("count", "", "tests.counting.count:ending_events", owner_progress=count.progress)
PARAMS = {"count_id": "a", "to": 3}
JOB = Job("a", "count", "alice", "count.a", PARAMS, "queued", "", "", 0, "", None, 0, False, False, 0, None, None)
ALICE = owner_channel("alice")


class LosingLog(MemoryEventLog):
    """Stores the first append and then says that it does not know: a runner killed before it could note the answer."""

    has_lost = False

    def append(self, batch: Sequence[Append]) -> list[Outcome]:
        outcomes = super().append(batch)
        if not self.has_lost:
            self.has_lost = True
            raise Unavailable("The event log's answer was lost.")
        return outcomes


def told(log: MemoryEventLog, channel: str) -> list[tuple[str, dict[str, Any]]]:
    items = log.read_after([channel], 0).items
    return [(item.type, msgspec.json.decode(item.published)) for item in items if isinstance(item, Event)]


def end(store: JobStore, **facts: Any) -> None:
    store.add("a", "count", "alice", "count.a", PARAMS, False, 9)
    store.claim("runner", 1)
    store.finish("a", "runner", "failed", "It broke.", **facts)


def test_only_progress_goes_to_the_owner_and_only_of_a_kind_that_declares_it() -> None:
    def channels(kind: JobKind, type: str) -> list[str]:
        return [event.channel for event in job_events(JOB, kind, type, {})]

    assert channels(KIND, "progress") == ["count.a", ALICE]
    assert channels(KIND, "counted") == ["count.a"]
    assert channels(JobKind("other", "", ""), "progress") == ["count.a"]


@pytest.mark.parametrize("who_is_first", [0, 1])
def test_that_a_job_waits_is_said_once_whoever_says_it_first(who_is_first: int) -> None:
    log = MemoryEventLog()
    jobs = [JOB, replace(JOB, state="running", attempt=1)]  # as who queues it has it, and the runner
    for job in (jobs[who_is_first], jobs[1 - who_is_first], replace(JOB, state="running", attempt=2)):
        assert isinstance(log.append([queued_append(job, KIND)])[0], list)
    queued = {"count_id": "a", "completed": 0, "total": 3, "status": "queued", "message": ""}
    assert told(log, ALICE) == told(log, "count.a") == [("progress", queued)]
    assert not queued_append(JOB, JobKind("other", "", "")).events


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_the_last_progress_is_told_once_though_telling_begins_again(store: JobStore) -> None:
    log = LosingLog()
    teller = Teller(store, DirectPublisher(log), catalogue(KIND), 65_000)
    end(store, result={"counted": 2})
    with pytest.raises(Unavailable):
        teller.tell_all()
    for _ in range(2):
        teller.tell_all()
    (last,) = told(log, ALICE)
    assert last[1]["status"] == "failed" and last[1]["completed"] == 2 and last[1]["message"] == "It broke."
    assert [type for type, _ in told(log, "count.a")] == ["progress", "count_ended"]
    assert log.standing(["count.a", ALICE])[0] == {"count.a"}, "the owner's channel stays open"


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_job_ends_although_somebody_closed_its_owners_channel(store: JobStore) -> None:
    log = MemoryEventLog()
    log.append([Append(closes=ALICE)])
    end(store)
    Teller(store, DirectPublisher(log), catalogue(KIND), 65_000).tell_all()
    assert [type for type, _ in told(log, "count.a")] == ["progress", "count_ended"]
    assert store.is_told("a")
