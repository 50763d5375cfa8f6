"""How the client waits, on the test's clock."""

from __future__ import annotations

import requests
from tailrace_client.retry import Attempts, retry_after_s


class Clock:
    def __init__(self) -> None:
        self.now = 100.0
        self.pauses: list[float] = []

    def __call__(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.pauses.append(seconds)
        self.now += seconds


def attempts(clock: Clock, deadline_s: float, chance: float = 1.0) -> Attempts:
    return Attempts(deadline_s, clock=clock, sleep=clock.sleep, chance=lambda: chance)


def test_waits_grow_to_five_seconds_and_stop_before_the_deadline() -> None:
    clock = Clock()
    tries = attempts(clock, 30)
    while tries.wait(None):
        pass
    assert [round(pause, 3) for pause in clock.pauses] == [0.1, 0.2, 0.4, 0.8, 1.6, 3.2, 5, 5, 5, 5]
    assert clock.now < 130


def test_half_of_a_wait_is_left_to_chance() -> None:
    clock = Clock()
    attempts(clock, 30, chance=0.0).wait(None)
    assert clock.pauses == [0.05]


def test_the_server_is_waited_for_as_long_as_it_asks_and_not_past_the_deadline() -> None:
    clock = Clock()
    tries = attempts(clock, 30, chance=0.0)
    assert tries.wait(7)
    assert clock.pauses == [7]
    assert not tries.wait(60)
    assert clock.pauses == [7]


def test_retry_after_is_seconds_or_a_date() -> None:
    def asked(text: str) -> float | None:
        response = requests.Response()
        response.headers["Retry-After"] = text
        return retry_after_s(response, now_s=lambda: 1_700_000_000)

    assert asked("5") == 5
    assert asked("Tue, 14 Nov 2023 22:13:30 GMT") == 10
    assert asked("Tue, 14 Nov 2023 22:13:00 GMT") == 0
    assert asked("soon") is None
    assert asked("") is None
    assert asked("9" * 400) is None
