"""The time that a page looks back at: steps without a missing minute, and what they say."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest

from services.client_report.meter import COMPLETED, FAILED, RECONNECT_MS
from services.database.database import Database
from services.operations.samples.course import HOLE_S, course, cut
from services.operations.samples.measure import completion, growth, hourly, level, percentile, speed
from services.operations.samples.sample import Sample
from services.operations.samples.samples import Samples
from services.streaming.meter import STREAMS
from services.telemetry.meter_folder import MeterFolder
from tests.unit.jobs.conftest import Clock, clock

__all__ = ["clock"]

ENDED = ("member", "4g", "stream")


@pytest.mark.parametrize(
    ("times", "pairs"),
    [
        ([], []),
        ([60], []),
        ([0, 60, 120, 180, 240, 300, 360], [(0, 300), (300, 360)]),
        ([120, 180, 240, 300], [(120, 300)]),
        ([0, 60, 120, 600, 660], [(0, 120), (600, 660)]),
        ([0, 60, 600, 900], [(0, 60)]),
        ([0, 60, 120, 180, 240, 360, 420, 480, 540, 600], [(0, 240), (240, 600)]),
        ([240, 360, 420], [(240, 360), (360, 420)]),
    ],
)
def test_steps_end_at_multiples_and_where_minutes_are_missing(
    times: list[float], pairs: list[tuple[float, float]]
) -> None:
    assert cut(times, 300) == pairs


def test_no_step_bridges_a_hole_and_all_else_is_covered() -> None:
    times = [minute * 60.0 for minute in range(600) if minute % 97 > 4 or minute < 97]
    pairs = cut(times, 900)
    for one, other in pairs:
        within = [at for at in times if one <= at <= other]
        assert all(after - before <= HOLE_S for before, after in pairwise(within))
    covered = sum(other - one for one, other in pairs)
    assert covered == sum(b - a for a, b in pairwise(times) if b - a <= HOLE_S)


def test_what_is_missing_is_a_hole_and_still_counts_in_the_whole() -> None:
    samples = [Sample(at, {COMPLETED.name: {ENDED: [done]}}) for at, done in ((0, 1), (60, 4), (600, 10), (660, 10))]
    found = course(-600, 1200, [(0, 60), (600, 660)], samples)
    assert found.holes == [(-600, 0), (60, 600), (660, 1200)]
    assert [(one.since, one.until, one.value) for one in found.read(growth(COMPLETED))] == [(0, 60, 3), (600, 660, 0)]
    assert found.whole is not None and growth(COMPLETED)(found.whole) == 9
    assert course(0, 60, [], []).whole is None and course(0, 60, [], []).holes == []


def test_measures_say_nothing_where_nothing_was_measured() -> None:
    quiet = course(0, 120, [(0, 60)], [Sample(0, {}), Sample(60, {})]).steps[0]
    assert completion()(quiet) is None and percentile(RECONNECT_MS, 0.95)(quiet) is None
    assert growth(FAILED)(quiet) == 0 and speed(FAILED)(quiet) == 0 and level(STREAMS)(quiet) == 0
    assert hourly(RECONNECT_MS)(quiet) == 0


def test_measures_of_one_network_leave_out_the_others() -> None:
    after = Sample(
        60,
        {
            COMPLETED.name: {ENDED: [3.0], ("member", "3g", "stream"): [1.0]},
            FAILED.name: {("member", "3g", "stream"): [1.0]},
            RECONNECT_MS.name: {("member", "3g"): [0.0, 2.0, 0, 0, 0, 0, 0, 0, 1500.0]},
        },
    )
    step = course(0, 60, [(0, 60)], [Sample(0, {}), after]).steps[0]
    assert completion()(step) == 80
    assert completion(lambda labels: labels[1] == "3g")(step) == 50
    assert hourly(RECONNECT_MS)(step) == 120
    assert percentile(RECONNECT_MS, 0.5)(step) == 750


def test_a_course_is_read_from_the_minutes_that_were_kept(database: Database, clock: Clock, tmp_path: Path) -> None:
    clock.at = clock.at // 3600 * 3600
    samples = Samples(database, MeterFolder(tmp_path / "meters"), "here", 24 * 3600, clock)
    begun = clock()
    for minute in range(25):
        if not 10 < minute < 14:
            samples.take()
        clock.at += 60
    found = samples.course(3600, 300)
    times = [(step.before.at - begun, step.after.at - begun) for step in found.steps]
    assert times == [(0, 300), (300, 600), (840, 900), (900, 1200), (1200, 1440)]
    assert found.newest is not None and found.newest.at == begun + 1440
    assert len(samples.course(600, 300).steps) == 2
