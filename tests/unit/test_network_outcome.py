"""What the network soak makes of what its clients received."""

from __future__ import annotations

import pytest

from bench.network.outcome import Follower, Outcome, missed_aims, recoveries_s


def follower(numbers: list[int], *, published: int = 3, is_complete: bool = True) -> Follower:
    return Follower(published, numbers, [float(number) for number in numbers], is_complete)


def test_the_time_without_events_counts_from_the_return_of_the_network() -> None:
    assert recoveries_s([1, 2, 13.5, 14], [(3, 12)]) == [1.5]
    assert recoveries_s([1, 2, 12, 13], [(3, 12), (20, 30)]) == [0, float("inf")]


def test_a_network_that_goes_away_again_before_an_event_came_counts_on_when_it_returns() -> None:
    assert recoveries_s([1, 9.5], [(2, 3), (5, 6), (7, 9)]) == [2 + 1 + 0.5]


def test_lost_doubled_and_misordered_events_miss_an_aim_for_every_client() -> None:
    for numbers, missed in (([1, 3], "1 events lost"), ([1, 2, 2, 3], "1 events doubled")):
        assert missed_aims(Outcome([follower(numbers)]), is_ours=False) == [missed]
    assert missed_aims(Outcome([follower([2, 1, 3])]), is_ours=False) == ["1 streams out of order"]


def test_completion_and_recovery_are_aims_for_the_browser_client() -> None:
    outcome = Outcome([follower([1, 2, 3], is_complete=False)], recoveries_s=[6.0])
    assert missed_aims(outcome, is_ours=False) == []
    assert [sentence.split(" (")[0] for sentence in missed_aims(outcome, is_ours=True)] == [
        "0 of 1 completed",
        "back after 6.0 s in the mean",
        "back after 6.0 s at worst",
    ]
    assert missed_aims(Outcome([follower([1, 2, 3])], recoveries_s=[1.0, 2.0]), is_ours=True) == []


def test_few_streams_that_all_complete_promise_less_than_many() -> None:
    def at_least(completed: int, of: int) -> float:
        return Outcome([follower([1], is_complete=number < completed) for number in range(of)]).completes_at_least()

    assert at_least(10, 10) == pytest.approx(0.7411, abs=1e-4)  # 0.05 ** (1 / 10)
    assert at_least(600, 600) == pytest.approx(0.9950, abs=1e-4)
    assert at_least(8, 10) == pytest.approx(0.4931, abs=1e-4)
    assert at_least(0, 10) == pytest.approx(0)
