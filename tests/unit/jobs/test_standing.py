"""A job's progress, as its events report it: never backwards, never invented, and reported even without new events."""

from __future__ import annotations

import pytest

from services.jobs.kind import JobKind, Stage
from services.jobs.runner.standing import QUIET_S, Standing
from tests.unit.jobs.conftest import Clock

STAGES = (Stage("fetch", "Fetch", 0.1), Stage("read", "Read", 0.9), Stage("done", "Done", 1.0))


def test_progress_never_goes_back_and_stays_between_0_and_1(clock: Clock) -> None:
    standing = Standing(STAGES, clock)
    told = []
    for progress in (-1, 0.2, 0.1, 0.5, 7):
        standing.advance("read", progress)
        told.append(standing.tell()["progress"])
    assert told == [0.0, 0.2, 0.2, 0.5, 1.0]


def test_a_job_that_says_nothing_of_its_progress_has_events_without_any(clock: Clock) -> None:
    assert Standing(STAGES, clock).tell() == {}


def test_the_time_left_is_known_once_the_stage_that_takes_the_rest_has_a_speed(clock: Clock) -> None:
    standing = Standing(STAGES, clock)
    standing.advance("fetch", 0.0)
    clock.at += 10
    standing.advance("fetch", 0.05)
    assert standing.left_s() is None, "nobody knows how fast the next stage is"
    standing.advance("read", 0.1)
    clock.at += 1
    standing.advance("read", 0.2)
    assert standing.left_s() is None, "too early"
    clock.at += 3
    standing.advance("read", 0.5)
    assert standing.left_s() == pytest.approx(5.0)  # 0.4 in 4 s
    clock.at += 4
    assert standing.left_s() == pytest.approx(10.0), "a job that stands still is expected later and later"
    standing.advance("done", 1.0)
    assert "left_s" not in standing.tell()


def test_the_time_left_of_a_kind_without_stages_is_that_of_the_whole(clock: Clock) -> None:
    standing = Standing((), clock)
    standing.advance("", 0.0)
    clock.at += 5
    standing.advance("", 0.25)
    assert standing.tell() == {"stage": "", "progress": 0.25, "left_s": 15.0}


def test_progress_that_no_event_carried_is_due_after_a_while(clock: Clock) -> None:
    standing = Standing(STAGES, clock)
    assert standing.due_in_s() is None
    standing.advance("read", 0.3)
    standing.tell()
    assert standing.due_in_s() is None
    standing.advance("read", 0.3)
    assert standing.due_in_s() is None, "nothing new"
    clock.at += QUIET_S / 4
    standing.advance("read", 0.4)
    assert standing.due_in_s() == pytest.approx(QUIET_S * 3 / 4)
    clock.at += 5
    assert standing.due_in_s() == 0
    standing.tell()
    assert standing.due_in_s() is None


def test_the_stages_share_the_way_from_0_to_1() -> None:
    kind = JobKind(name="x", entry="", ending="", stages=STAGES)
    assert [kind.within("fetch", 0), kind.within("read", 0.5), kind.within("read", 2), kind.within("done", 1)] == [
        0.0, pytest.approx(0.5), 0.9, 1.0,
    ]  # fmt: skip
    with pytest.raises(LookupError):
        kind.within("nowhere", 0)
