"""Runs of any kind: the row that follows the job, lists and filters, retry, quota, deletion."""

from __future__ import annotations

import pytest
from sqlalchemy import delete, update
from sqlalchemy.exc import IntegrityError

from services.database.database import Database
from services.errors import BadRequest, Conflict, LimitReached, NotFound
from services.jobs.job_record import JobRecord
from services.runs.record import RunRecord
from tests.unit.jobs.conftest import Clock
from tests.unit.runs.conftest import ADMIN, ALICE, BOB, RUNNER, Counts


def test_a_run_follows_its_job_from_the_start_to_the_end(counts: Counts, clock: Clock) -> None:
    run = counts.start("a")
    assert (run.state, run.stage, run.progress, run.facts, run.channel) == ("queued", "warm_up", 0.0, {}, "count.a")
    clock.at += 1
    counts.store.claim(RUNNER, slots=9)
    assert counts.get(ALICE, "a").state == "running"
    counts.store.note_progress("a", RUNNER, "counting", 0.5, "At five", {"counted": 5})
    half = counts.get(ALICE, "a")
    assert (half.stage, half.progress, half.message, half.facts) == ("counting", 0.5, "At five", {"counted": 5})
    counts.store.finish("a", RUNNER, "succeeded", result={"counted": 10})
    done = counts.get(ALICE, "a")
    assert (done.state, done.stage, done.progress, done.facts) == ("succeeded", "counted", 1.0, {"counted": 10})
    assert done.error is None and done.started_at is not None and done.finished_at is not None
    assert done.as_dict()["count_id"] == "a" and "owner_id" not in done.as_dict()


def test_a_run_that_is_cut_short_keeps_what_it_found_and_says_why(counts: Counts) -> None:
    counts.start("a")
    counts.store.claim(RUNNER, slots=9)
    counts.store.note_progress("a", RUNNER, "counting", 0.5, "At five", {"counted": 5})
    counts.store.finish("a", RUNNER, "failed", "The process was killed.", stage="counting", progress=0.6)
    cut = counts.get(ALICE, "a")
    assert (cut.state, cut.error, cut.stage, cut.progress) == ("failed", "The process was killed.", "counting", 0.6)
    assert cut.facts == {"counted": 5}


def test_a_run_that_is_put_back_begins_again(counts: Counts) -> None:
    counts.start("a")
    counts.store.claim(RUNNER, slots=9)
    counts.store.note_progress("a", RUNNER, "counting", 0.5, "At five", {"counted": 5})
    counts.store.requeue("a", RUNNER)
    again = counts.get(ALICE, "a")
    assert (again.state, again.stage, again.progress, again.message, again.facts) == ("queued", "warm_up", 0.0, "", {})
    assert again.started_at is None


def test_beyond_the_limit_there_is_neither_row_nor_job(counts: Counts) -> None:
    for run_id in "abcde":
        counts.start(run_id)
    with pytest.raises(LimitReached):
        counts.start("f")
    assert counts.count(ALICE) == 5
    with pytest.raises(NotFound):
        counts.store.get("f")


def test_a_row_that_cannot_be_added_leaves_no_job(counts: Counts, database: Database) -> None:
    counts.start("a")
    with database.session() as session:
        session.execute(delete(JobRecord))
    with pytest.raises(IntegrityError):
        counts.start("a")
    with pytest.raises(NotFound):
        counts.store.get("a")


def test_who_may_see_a_run(counts: Counts) -> None:
    counts.start("a")
    assert counts.get(ADMIN, "a").id == counts.get(ALICE, "a").id == "a"
    for act in (counts.get, counts.cancel, counts.delete, counts.retry):
        with pytest.raises(NotFound, match="There is no such count"):
            act(BOB, "a")
    assert counts.owner_of("a") == "alice"
    assert counts.list(BOB) == [] and counts.count(BOB) == 0


def test_lists_are_searched_filtered_and_paged(counts: Counts, clock: Clock) -> None:
    for run_id, title in (("a", "To ten"), ("b", "To 50%_off"), ("c", "To ten again")):
        counts.start(run_id, title=title)
        clock.at += 1
    counts.cancel(ALICE, "b")
    assert [run.id for run in counts.list(ALICE)] == ["c", "b", "a"]
    assert [run.id for run in counts.list(ALICE, query="TO 50%_")] == ["b"]
    assert counts.list(ALICE, query="5%o") == []
    assert [run.id for run in counts.list(ALICE, status="queued", limit=1, page=2)] == ["a"]
    assert counts.count(ALICE, status="cancelled") == counts.count(ALICE, query="off") == 1


def test_the_previous_run_is_the_newest_of_its_series_that_succeeded(counts: Counts, clock: Clock) -> None:
    for run_id, series, ending in (
        ("a", "x", "succeeded"), ("b", "x", "succeeded"), ("c", "x", "failed"),
        ("d", "y", "succeeded"), ("e", "x", "failed"),
    ):  # fmt: skip
        counts.start(run_id, series=series)
        counts.store.claim(RUNNER, slots=9)
        counts.store.finish(run_id, RUNNER, ending)  # type: ignore[arg-type]
        clock.at += 1
    assert {run.id: run.previous_id for run in counts.list(ALICE)} == {
        "a": None,
        "b": "a",
        "c": "b",
        "d": None,
        "e": "b",
    }


def test_a_retry_asks_for_the_same_and_belongs_to_the_same(counts: Counts) -> None:
    first = counts.start("a", title="To ten", series="x", words="ten TEN")
    with pytest.raises(Conflict, match="cancel it first"):
        counts.retry(ALICE, "a")
    counts.cancel(ALICE, "a")
    again = counts.retry(ADMIN, "a")
    assert again.id != "a" and again.owner_id == "alice" and again.state == "queued"
    assert again.request == first.request | {"count_id": again.id}
    assert (again.title, again.subject, again.series, again.words) == ("To ten", "ten", "x", "ten ten")
    assert counts.store.get(again.id).params == again.request


def test_a_retry_needs_the_secret_again(counts: Counts, database: Database) -> None:
    counts.start("a")
    counts.cancel(ALICE, "a")
    with database.session() as session:
        session.execute(update(RunRecord).values(has_secret=True))
    with pytest.raises(BadRequest, match="never stored"):
        counts.retry(ALICE, "a")


def test_only_so_many_ended_runs_are_kept(counts: Counts, clock: Clock) -> None:
    for run_id in "abcd":
        counts.start(run_id)
        if run_id != "d":
            counts.cancel(ALICE, run_id)
        clock.at += 1
    counts.tidy("alice")
    assert [run.id for run in counts.list(ALICE)] == ["d", "c", "b"]
    assert counts.removed == ["a"]


def test_a_run_is_deleted_once_it_has_ended_and_was_told(counts: Counts) -> None:
    counts.start("a")
    with pytest.raises(Conflict, match="cancel it first"):
        counts.delete(ALICE, "a")
    counts.cancel(ALICE, "a")
    with pytest.raises(Conflict, match="just ending"):
        counts.delete(ALICE, "a")
    counts.tell()
    counts.delete(ALICE, "a")
    assert counts.removed == ["a"] and counts.list(ALICE) == []


def test_a_user_is_deleted_with_all_runs_or_none(counts: Counts) -> None:
    for run_id, owner in (("a", "alice"), ("b", "alice"), ("c", "bob")):
        counts.start(run_id, owner)
    counts.cancel(ALICE, "a")
    counts.tell()
    with pytest.raises(Conflict):
        counts.delete_all("alice")
    assert counts.count(ALICE) == 2
    counts.cancel(ALICE, "b")
    counts.tell()
    assert counts.delete_all("alice") == 2
    assert [run.id for run in counts.list(ADMIN)] == ["c"]


def test_what_is_out_of_step_is_settled(counts: Counts, database: Database) -> None:
    for run_id in ("ended", "lost", "waiting"):
        counts.start(run_id)
    counts.cancel(ALICE, "ended")
    with database.session() as session:
        session.execute(update(RunRecord).where(RunRecord.id == "ended").values(state="running"))
        session.execute(delete(JobRecord).where(JobRecord.id == "lost"))
    counts.follower.settle()
    assert {run.id: run.state for run in counts.list(ALICE)} == {
        "ended": "cancelled", "lost": "failed", "waiting": "queued",
    }  # fmt: skip
    assert counts.get(ALICE, "lost").error == "The count was lost before it could begin; start it again."
