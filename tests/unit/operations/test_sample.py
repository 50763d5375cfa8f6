"""What two samples say of the time between them."""

from __future__ import annotations

import pytest

from services.operations.samples.sample import Sample, Step, quantile, steps, unpack

BEFORE = Sample(60, {"ended": {("a",): [4.0], ("b",): [1.0]}, "took": {(): [1.0, 2.0, 0.0, 9.0]}})
AFTER = Sample(120, {"ended": {("a",): [10.0], ("b",): [1.0], ("c",): [6.0]}, "took": {(): [1.0, 6.0, 1.0, 40.0]}})


def test_a_counter_says_what_was_added_and_how_fast() -> None:
    step = Step(BEFORE, AFTER)
    assert step.increase("ended") == 12
    assert step.increase("ended", lambda labels: labels == ("a",)) == 6
    assert step.rate("ended") == pytest.approx(0.2)
    assert step.increase("never heard of") == 0


def test_a_counter_that_begins_again_was_counted_since() -> None:
    assert Step(AFTER, BEFORE).increase("ended") == 5


def test_a_histogram_says_how_many_fell_where() -> None:
    assert Step(BEFORE, AFTER).counts("took") == [0, 4, 1]
    assert Step(Sample(0, {}), AFTER).counts("took") == [1, 6, 1]
    assert Step(BEFORE, Sample(120, {})).counts("took") == []


@pytest.mark.parametrize(
    ("share", "counts", "value"),
    [
        (0.5, [10, 0, 0], 5),
        (0.5, [0, 10, 0], 55),
        (0.95, [5, 5, 0], 91),
        (0.5, [0, 0, 3], 100),
        (1.0, [4, 4, 0], 100),
        (0.5, [0, 0, 0], None),
        (0.5, [], None),
    ],
)
def test_a_quantile_lies_within_its_bucket(share: float, counts: list[float], value: float | None) -> None:
    assert quantile(share, [10, 100], counts) == (None if value is None else pytest.approx(value))


def test_a_packed_sample_is_the_same() -> None:
    assert unpack(60, BEFORE.pack()) == BEFORE


def test_steps_are_as_long_as_asked_for_and_skip_what_is_missing() -> None:
    found = steps([Sample(at, {}) for at in (0, 60, 120, 300, 360, 420)], 120)
    assert [(step.before.at, step.after.at) for step in found] == [(0, 120), (120, 300), (300, 420)]
