"""What is counted of jobs: each change once, in the process that made it."""

from __future__ import annotations

from services.jobs import meter
from services.jobs.store import JobStore
from tests.support.counted import CountedSince
from tests.unit.jobs.conftest import Clock


def test_a_job_is_counted_when_it_starts_and_when_it_ends(store: JobStore, clock: Clock) -> None:
    counted = CountedSince("tailrace_job")
    seconds = dict(meter.WAIT_S.read())["other",][-1], dict(meter.DURATION_S.read())["other",][-1]
    for job_id in "ab":
        store.add(job_id, "a kind that nobody declared", "alice", f"scan.{job_id}", {}, False, 20)
    clock.at += 3
    assert store.claim("r1", slots=9)
    clock.at += 20
    assert store.finish("a", "r1", "failed", "so it is")
    assert not store.finish("a", "r1", "failed", "once more")
    store.request_cancel("b")
    assert counted.added() == {
        "tailrace_jobs_ended_total other failed": 1,
        "tailrace_jobs_ended_total other cancelled": 1,
        "tailrace_job_wait_seconds other": 1,
        "tailrace_job_duration_seconds other": 1,
    }
    assert dict(meter.WAIT_S.read())["other",][-1] == seconds[0] + 3
    assert dict(meter.DURATION_S.read())["other",][-1] == seconds[1] + 20
