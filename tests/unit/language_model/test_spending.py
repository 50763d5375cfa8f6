"""A day's budget: the same for all workers, never passed however many ask at once, and given back when not used."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from services.database.database import Database
from services.errors import LimitReached
from services.language_model.budget import Use
from services.language_model.spending import DAY_S, Spending
from services.settings.settings import Settings
from tests.support.schema import give_schema
from tests.support.setting import settings_in


class Clock:
    now = 20_000 * DAY_S + 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return settings_in(tmp_path, language_model={"user_tokens": 10_000, "user_calls": 8, "day_tokens": 15_000})


@pytest.fixture
def database(settings: Settings) -> Database:
    database = Database(settings.database)
    give_schema(database)
    return database


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def spending(database: Database, settings: Settings, clock: Clock) -> Spending:
    return Spending(database, settings, clock)


def ask(spending: Spending, user: str, tokens: int, used: int | None = None) -> None:
    with spending.call(user, tokens) as use:
        use.tokens = tokens if used is None else used


def test_a_day_has_so_many_tokens_for_a_user_and_says_when_there_are_more(spending: Spending, clock: Clock) -> None:
    ask(spending, "ada", 6000)
    with pytest.raises(LimitReached, match="used up; ask again after 2024-10-05 00:00 UTC") as refusal:
        ask(spending, "ada", 6000)
    assert refusal.value.retry_after_s == DAY_S - 1000
    ask(spending, "bob", 6000)
    clock.now += DAY_S
    ask(spending, "ada", 6000)


def test_a_day_has_so_many_calls_for_a_user(spending: Spending) -> None:
    for _ in range(8):
        ask(spending, "ada", 1)
    with pytest.raises(LimitReached):
        ask(spending, "ada", 1)


def test_a_day_has_so_many_tokens_for_all(spending: Spending) -> None:
    ask(spending, "ada", 10_000)
    with pytest.raises(LimitReached):
        ask(spending, "bob", 6000)
    ask(spending, "bob", 5000)


def test_what_a_call_did_not_use_is_given_back_and_what_failed_is_not(spending: Spending) -> None:
    ask(spending, "ada", 10_000, used=100)
    ask(spending, "ada", 9900, used=0)
    with pytest.raises(ConnectionError), spending.call("ada", 5000):
        raise ConnectionError
    with pytest.raises(LimitReached):
        ask(spending, "ada", 5000)


def test_any_number_at_once_stays_within_the_day(database: Database, settings: Settings, clock: Clock) -> None:
    done: list[int] = []
    together = threading.Barrier(12)

    def one() -> None:
        own = Spending(Database(settings.database), settings, clock)  # as another worker has it
        together.wait()
        try:
            ask(own, "ada", 2000)
        except LimitReached:
            return
        done.append(1)

    threads = [threading.Thread(target=one) for _ in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(done) == 5


def test_a_run_takes_what_is_left_and_gives_back_what_it_did_not_use(spending: Spending) -> None:
    assert spending.grant("ada", "run-1", 7000) == Use(7000, 8)
    assert spending.grant("ada", "run-2", 7000) == Use()  # no calls are left
    spending.settle("ada", lambda run_id: None)
    assert spending.grant("ada", "run-2", 7000) == Use()
    spending.settle("ada", lambda run_id: Use(1000, 2))
    spending.settle("ada", lambda run_id: Use(0, 0))  # settled once
    assert spending.grant("ada", "run-3", 20_000) == Use(9000, 6)


def test_a_run_that_could_ask_next_to_nothing_does_without(spending: Spending) -> None:
    ask(spending, "ada", 9000)
    assert spending.grant("ada", "run-1", 7000) == Use()


def test_a_user_is_forgotten_but_not_what_everybody_spent(spending: Spending) -> None:
    ask(spending, "ada", 10_000)
    spending.grant("bob", "run-1", 2000)
    spending.forget("ada")
    with pytest.raises(LimitReached):
        ask(spending, "ada", 4000)
    ask(spending, "ada", 3000)
