"""Pictures of numbers over time: where lines are broken, what stands on the axes, how a part's day is cut up."""

from __future__ import annotations

import pytest

from blueprints.operations.picture import Axis, bars, grid, line, scale
from blueprints.operations.strip import strip
from services.operations.executions.pace import Pace
from services.operations.samples.course import Reading
from services.operations.status.status import Span, Standing
from services.runs.tally import Ending

AXIS = Axis(0, 1000)
TEN = scale([10], least_top=1)
DISK = Standing("disk", "Disk", "ok", "Plenty.", 0)


def test_a_line_is_level_within_a_step_and_broken_where_nothing_is_known() -> None:
    readings = [Reading(0, 100, 10), Reading(100, 200, 5), Reading(200, 300, None), Reading(300, 400, 0)]
    assert line(readings, AXIS, TEN) == "M0 0H100V50H200M300 100H400"
    assert line([Reading(0, 100, 10), Reading(150, 200, 10)], AXIS, TEN) == "M0 0H100M150 0H200"
    assert line([], AXIS, TEN) == ""


def test_bars_stand_where_something_happened() -> None:
    assert bars([Reading(0, 100, 0), Reading(100, 200, 5)], AXIS, TEN) == "M100 100V50h80V100z"
    assert "h3V" in bars([Reading(0, 0.5, 1)], AXIS, TEN), "a short one can be seen"


@pytest.mark.parametrize(("values", "top"), [([], 1), ([0], 1), ([0.3], 1), ([1.2], 2), ([3], 5), ([700], 1000)])
def test_the_scale_ends_at_a_round_number(values: list[float], top: float) -> None:
    assert scale(values, least_top=1).top == top


@pytest.mark.parametrize(("lowest", "bottom"), [(100, 95), (95, 95), (94, 90), (60, 50), (0, 0)])
def test_percents_near_100_are_enlarged_and_never_cut_off(lowest: float, bottom: float) -> None:
    found = scale([100, lowest], least_top=1, percent=True)
    assert (found.bottom, found.top) == (bottom, 100)
    assert [height for height, _ in grid(found, str)] == [0, 50, 100]


@pytest.mark.parametrize(("length_s", "every_s"), [(3600, 900), (21_600, 7200), (86_400, 21_600), (172_800, 43_200)])
def test_ticks_stand_at_round_times(length_s: int, every_s: int) -> None:
    ticks = Axis(1_000_000.5, 1_000_000.5 + length_s).ticks
    assert 3 <= len(ticks) <= 5
    assert all(tick.at % every_s == 0 and 0 <= tick.place <= 100 for tick in ticks)


def test_what_nobody_saw_is_not_known_and_a_late_look_is_no_gap() -> None:
    spans = [Span("ok", "", 300, 500), Span("down", "Full.", 515, 517), Span("ok", "", 517, 700)]
    found = strip(DISK, spans, AXIS)
    assert [(piece.level, piece.since, piece.until) for piece in found.pieces] == [
        ("unknown", 0, 300), ("ok", 300, 500), ("down", 515, 517), ("ok", 517, 700), ("unknown", 700, 1000)
    ]  # fmt: skip
    assert found.pieces[2].stretch.width >= 0.4, "two seconds can be seen"
    assert [piece.level for piece in found.troubles] == ["unknown", "down", "unknown"]
    assert [piece.level for piece in strip(DISK, [], AXIS).pieces] == ["unknown"]


def test_each_level_has_a_shape_of_its_own() -> None:
    spans = [Span(level, "", at, at + 100) for at, level in ((0, "ok"), (100, "degraded"), (200, "down"))]
    heights = {piece.level: piece.height for piece in strip(DISK, spans, AXIS).pieces}
    assert heights["ok"] < heights["degraded"] < heights["down"]


def test_the_pace_is_told_hour_by_hour() -> None:
    endings = [Ending(7000, "succeeded", 4), Ending(7100, "failed", 8), Ending(7150, "cancelled", 1)]
    pace = Pace(0, 7200, endings)
    assert [reading.value for reading in pace.success()] == [None, 50]
    assert [reading.value for reading in pace.durations(0.5)] == [None, 4]
    assert (pace.duration_s(0.5), pace.duration_s(0.99)) == (4, 8)
    assert Pace(0, 7200, []).duration_s(0.5) is None
    assert len(Pace(5000, 7200, endings).success()) == 0, "an hour that is not whole is left out"
