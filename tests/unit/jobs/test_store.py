"""The rows of jobs and their state machine, on SQLite and PostgreSQL."""

from __future__ import annotations

import multiprocessing
import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from sqlalchemy import text

from services.database.database import Database
from services.errors import Conflict, LimitReached, NotFound
from services.jobs.job import ENDED, NEXT, Job
from services.jobs.job_record import JobRecord
from services.jobs.store import KEPT_S, LOST_S, JobStore
from tests.unit.jobs.conftest import Clock


def add(store: JobStore, job_id: str, owner: str = "alice", **options: Any) -> Job:
    return store.add(
        job_id, "scan", owner, f"scan.{job_id}", {"n": 1}, options.get("has_secret", False), options.get("limit", 20)
    )


def test_a_job_goes_from_queued_over_running_to_its_end(store: JobStore, clock: Clock) -> None:
    job = add(store, "a")
    assert (job.state, job.params, job.created_at, job.started_at) == ("queued", {"n": 1}, clock.at, None)
    clock.at += 5
    claimed = store.claim("r1", slots=9)
    assert claimed is not None
    assert (claimed.id, claimed.state, claimed.attempt, claimed.started_at) == ("a", "running", 1, clock.at)
    store.note_progress("a", "r1", "cloning", 0.25, "a quarter")
    clock.at += 5
    assert store.finish("a", "r1", "succeeded", result={"issues": 3})
    ended = store.get("a")
    assert (ended.state, ended.result, ended.progress, ended.stage) == ("succeeded", {"issues": 3}, 1.0, "cloning")
    assert (ended.finished_at, ended.is_live) == (clock.at, False)


def test_an_end_is_final(store: JobStore) -> None:
    for job_id, state in zip("abc", ENDED, strict=True):
        add(store, job_id)
        assert store.claim("r1", slots=9) is not None
        assert store.finish(job_id, "r1", state, "so it is")
    for job_id, state in zip("abc", ENDED, strict=True):
        assert NEXT[state] == ()
        assert not store.finish(job_id, "r1", "succeeded")
        assert not store.requeue(job_id, "r1")
        assert store.request_cancel(job_id).state == state
        assert store.get(job_id).reason == "so it is"
    assert store.claim("r1", slots=9) is None


def test_only_the_runner_that_claimed_a_job_ends_it(store: JobStore) -> None:
    add(store, "a")
    store.claim("r1", slots=9)
    store.note_progress("a", "r2", "other", 0.9, "not mine")
    assert not store.finish("a", "r2", "failed", "not mine")
    assert not store.requeue("a", "r2")
    assert (store.get("a").state, store.get("a").stage) == ("running", "")


def test_cancelling_ends_a_queued_job_and_marks_a_running_one(store: JobStore) -> None:
    add(store, "queued")
    assert store.request_cancel("queued").state == "cancelled"
    add(store, "running")
    store.claim("r1", slots=9)
    job = store.request_cancel("running")
    assert (job.state, job.cancel_requested) == ("running", True)
    assert store.cancellations("r1") == {"running"}
    assert store.cancellations("r2") == set()
    with pytest.raises(NotFound):
        store.request_cancel("unknown")


def test_a_requeued_job_begins_again(store: JobStore) -> None:
    add(store, "a")
    store.claim("r1", slots=9)
    assert store.requeue("a", "r1")
    job = store.claim("r2", slots=9)
    assert job is not None and job.attempt == 2


def test_an_id_names_one_job(store: JobStore) -> None:
    add(store, "a")
    with pytest.raises(Conflict):
        add(store, "a")


def test_the_limit_counts_live_jobs_of_one_owner(store: JobStore) -> None:
    for job_id in "ab":
        add(store, job_id, limit=2)
    with pytest.raises(LimitReached):
        add(store, "c", limit=2)
    add(store, "d", owner="bob", limit=2)
    store.request_cancel("a")
    add(store, "c", limit=2)


def test_an_owner_with_many_jobs_does_not_keep_others_waiting(store: JobStore, clock: Clock) -> None:
    for number in range(3):
        add(store, f"alice-{number}")
        clock.at += 1
    add(store, "bob-0", owner="bob")
    claimed = [store.claim("r1", slots=9), store.claim("r1", slots=9), store.claim("r1", slots=9)]
    assert [job.id for job in claimed if job] == ["alice-0", "bob-0", "alice-1"]


@pytest.mark.parametrize(("slots", "most"), [(1, 1), (2, 1), (3, 2), (9, 8)])
def test_an_owner_alone_leaves_one_slot_to_others(store: JobStore, slots: int, most: int) -> None:
    for number in range(10):
        add(store, f"alice-{number}")
    running = [job for job in (store.claim("r1", slots) for _ in range(slots)) if job is not None]
    assert len(running) == most
    add(store, "bob-0", owner="bob")
    claimed = store.claim("r1", slots)
    assert claimed is not None and claimed.id == "bob-0"
    assert store.finish(running[0].id, "r1", "succeeded")
    following = store.claim("r1", slots)
    assert following is not None and following.owner_id == "alice"


def test_what_an_owner_runs_elsewhere_does_not_count_here(database: Database, store: JobStore) -> None:
    elsewhere = JobStore(database, "elsewhere")
    add(elsewhere, "far")
    add(store, "near")
    assert elsewhere.claim("r9", slots=1) is not None
    assert store.claim("r1", slots=1) is not None


def test_who_finds_nothing_queued_waits_for_no_lock(database: Database, store: JobStore) -> None:
    """A runner looks every second, also while others write."""
    add(store, "running")
    assert store.claim("r1", slots=9) is not None
    with ThreadPoolExecutor(1) as another, database.session() as session:
        if database.is_sqlite:
            session.execute(text("UPDATE jobs SET progress = 0.5"))
        else:
            session.execute(text("SELECT pg_advisory_xact_lock(hashtext('claims.here'))"))
        assert another.submit(store.claim, "r1", 9).result(timeout=3) is None


def test_a_claim_is_quick_however_many_wait(database: Database, store: JobStore) -> None:
    """100,000 jobs of 50 owners; owner 7 is at their limit. A claim takes 0.15 s."""
    values = (
        "'job-' || i, 'scan', 'owner-' || (i % 50), 'c', '{}', 'queued', '', '', 0, '', 'here', '', 0, false, false,"
        " false, i"
    )
    columns = (
        "id, kind, owner_id, channel, params, state, reason, stage, progress, progress_message, place, runner,"
        " attempt, has_secret, cancel_requested, told, created_at"
    )
    numbers = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 100000)"
    with database.session() as session:
        session.execute(text(f"{numbers} INSERT INTO jobs ({columns}) SELECT {values} FROM n"))
    add(store, "first", owner="owner-7", limit=10_000)
    began = time.monotonic()
    claimed = [store.claim("r1", slots=2) for _ in range(3)]
    assert time.monotonic() - began < 6
    assert [job.id for job in claimed if job] == ["job-1", "job-2", "job-3"]


def test_a_claim_stays_in_its_place(database: Database, store: JobStore) -> None:
    add(store, "a")
    assert JobStore(database, "elsewhere").claim("r9", slots=9) is None
    assert store.claim("r1", slots=9) is not None


def test_a_new_runner_finds_what_the_one_before_left(database: Database, store: JobStore, clock: Clock) -> None:
    elsewhere = JobStore(database, "elsewhere", clock)
    for job_id in ("mine", "abandoned"):
        add(store, job_id)
        clock.at += 1
    add(elsewhere, "far")
    elsewhere.claim("r9", slots=9)
    store.claim("r1", slots=9)
    store.claim("r2", slots=9)
    assert [(job.id, runner, is_here) for job, runner, is_here in store.abandoned("r1")] == [("abandoned", "r2", True)]
    clock.at += LOST_S + 1
    store.beat("r1")
    assert {job.id: is_here for job, _, is_here in store.abandoned("r1")} == {"abandoned": True, "far": False}
    elsewhere.beat("r9")
    assert [job.id for job, _, _ in store.abandoned("r1")] == ["abandoned"]


def test_an_ended_job_is_untold_until_it_is_marked(store: JobStore, clock: Clock) -> None:
    for job_id in "ab":
        add(store, job_id)
        store.request_cancel(job_id)
        clock.at += 1
    assert [job.id for job in store.untold()] == ["a", "b"]
    store.mark_told("a")
    assert [job.id for job in store.untold()] == ["b"]


def test_the_end_of_a_job_from_elsewhere_is_told_here(database: Database, store: JobStore) -> None:
    add(JobStore(database, "elsewhere"), "far")
    JobStore(database, "elsewhere").claim("r9", slots=9)
    store.finish("far", "r9", "failed", "lost")
    assert [job.id for job in store.untold()] == ["far"]


def test_jobs_whose_secret_is_lost_fail(store: JobStore) -> None:
    add(store, "open")
    add(store, "secret", has_secret=True)
    assert store.fail_queued_with_secret("lost") == 1
    assert (store.get("open").state, store.get("secret").state) == ("queued", "failed")


def test_old_ended_jobs_are_forgotten_once_they_are_told(store: JobStore, clock: Clock) -> None:
    for job_id in ("told", "untold", "live"):
        add(store, job_id)
    for job_id in ("told", "untold"):
        store.request_cancel(job_id)
    store.mark_told("told")
    clock.at += KEPT_S + 1
    store.forget_old()
    assert {job.id for job in store.newest(None, tuple(NEXT), 10)} == {"untold", "live"}


def test_a_wrong_step_is_a_mistake_of_the_program(store: JobStore) -> None:
    with pytest.raises(ValueError, match="cannot go from queued to succeeded"):
        store._move("queued", "succeeded", JobRecord.id == "a")


def _claim_all(url: str, runner: str, start: Any, claimed: Any) -> None:
    database = Database(url)
    store = JobStore(database, "here")
    start.wait(30)
    while job := store.claim(runner, slots=9):
        claimed.put((job.id, runner, store.finish(job.id, runner, "succeeded")))
    database.dispose()


def _add_some(url: str, runner: str, start: Any, added: Any) -> None:
    database = Database(url)
    store = JobStore(database, "here")
    start.wait(30)
    for number in range(10):
        try:
            add(store, f"{runner}-{number}", limit=7)
            added.put(True)
        except LimitReached:
            added.put(False)
    database.dispose()


def _race(work: Callable[..., None], url: str, processes: int, answers: int) -> list[Any]:
    """Run ``work`` in several processes that start together, and return everything they put into their queue."""
    spawning = multiprocessing.get_context("spawn")
    start, queue = spawning.Event(), spawning.Queue()
    running = [spawning.Process(target=work, args=(url, f"r{number}", start, queue)) for number in range(processes)]
    for process in running:
        process.start()
    start.set()
    found = [queue.get(timeout=60) for _ in range(answers)]
    for process in running:
        process.join(30)
        assert process.exitcode == 0
    return found


def test_processes_that_race_never_claim_a_job_twice(store: JobStore, database_url: str) -> None:
    for number in range(60):
        add(store, f"job-{number}", limit=1000)
    claims = _race(_claim_all, database_url, 4, 60)
    assert Counter(job_id for job_id, _, _ in claims) == Counter({f"job-{number}": 1 for number in range(60)})
    assert all(was_ended for _, _, was_ended in claims)


def _claim_some(url: str, runner: str, start: Any, claimed: Any) -> None:
    database = Database(url)
    store = JobStore(database, "here")
    start.wait(30)
    for _ in range(5):
        claimed.put(getattr(store.claim(runner, slots=4), "owner_id", None))
    database.dispose()


def test_processes_that_race_never_run_too_many_of_one_owner(store: JobStore, database_url: str) -> None:
    for number in range(20):
        add(store, f"job-{number}")
    claims = _race(_claim_some, database_url, 3, 15)
    assert Counter(claims) == {"alice": 3, None: 12}


def test_processes_that_race_never_pass_the_limit(store: JobStore, database_url: str) -> None:
    assert sum(_race(_add_some, database_url, 3, 30)) == 7
    assert len(store.newest("alice", ("queued",), 100)) == 7
