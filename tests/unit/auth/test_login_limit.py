"""The limit on password guessing: by name, by address, under bursts, across processes,
and without locking users out at their own desks.
"""

from __future__ import annotations

import random
import threading
from pathlib import Path

import pytest

from services.auth.login import Logins
from services.auth.login_limit import LoginLimit, network_of
from services.auth.user import User
from services.database.database import Database
from services.errors import LimitReached
from services.settings.settings import Settings
from tests.support.schema import give_schema
from tests.unit.auth.conftest import Clock


@pytest.fixture
def limit(database: Database, logins: Logins, settings: Settings, clock: Clock) -> LoginLimit:
    return LoginLimit(database, logins, settings, clock=clock)


def test_a_name_is_refused_after_its_failures_from_anywhere(limit: LoginLimit) -> None:
    for last in range(3):
        limit.begin("alice", f"192.0.2.{last}")
    with pytest.raises(LimitReached) as refused:
        limit.begin("alice", "192.0.2.99")
    assert refused.value.retry_after_s == 300
    limit.begin("bob", "192.0.2.99")


def test_an_address_is_refused_after_its_failures_on_any_name(limit: LoginLimit) -> None:
    for name in ("alice", "bob", "carol"):
        limit.begin(name, "192.0.2.1")
    with pytest.raises(LimitReached):
        limit.begin("dave", "192.0.2.1")
    limit.begin("dave", "192.0.2.2")


def test_retry_after_is_when_the_next_attempt_is_let_through(limit: LoginLimit, clock: Clock) -> None:
    for _ in range(3):
        limit.begin("alice", "192.0.2.1")
        clock.now += 10
    with pytest.raises(LimitReached) as refused:
        limit.begin("alice", "192.0.2.1")
    clock.now += (refused.value.retry_after_s or 0) - 1
    with pytest.raises(LimitReached):
        limit.begin("alice", "192.0.2.1")
    clock.now += 1
    limit.begin("alice", "192.0.2.1")


def test_a_refused_attempt_does_not_prolong_the_wait(limit: LoginLimit, clock: Clock) -> None:
    for _ in range(3):
        limit.begin("alice", "192.0.2.1")
    for _ in range(20):
        clock.now += 10
        with pytest.raises(LimitReached):
            limit.begin("alice", "192.0.2.1")
    clock.now += 100
    limit.begin("alice", "192.0.2.1")


def test_a_right_password_clears_the_typing_errors_before_it(limit: LoginLimit) -> None:
    for _ in range(10):
        limit.begin("alice", "192.0.2.1")
        limit.begin("alice", "192.0.2.1")
        limit.succeeded("alice", "192.0.2.1")


def test_an_own_account_does_not_wash_guesses_at_others_away(limit: LoginLimit) -> None:
    limit.begin("alice", "192.0.2.1")
    limit.begin("alice", "192.0.2.1")
    limit.begin("mallory", "192.0.2.1")
    limit.succeeded("mallory", "192.0.2.1")
    limit.begin("alice", "192.0.2.1")
    with pytest.raises(LimitReached):
        limit.begin("mallory", "192.0.2.1")


def test_nobody_is_locked_out_of_an_address_that_they_sign_in_from(
    limit: LoginLimit, logins: Logins, alice: User
) -> None:
    logins.open(alice.id, "session", "198.51.100.7")
    for last in range(3):
        limit.begin("alice", f"192.0.2.{last}")
    with pytest.raises(LimitReached):
        limit.begin("alice", "192.0.2.99")
    limit.begin("alice", "198.51.100.7")


def test_nor_by_a_neighbour_who_shares_the_address(limit: LoginLimit, logins: Logins, alice: User) -> None:
    logins.open(alice.id, "session", "198.51.100.7")
    for name in ("mallory", "mallory", "mallory"):
        limit.begin(name, "198.51.100.7")
    with pytest.raises(LimitReached):
        limit.begin("bob", "198.51.100.7")
    limit.begin("alice", "198.51.100.7")


def test_a_known_address_has_its_own_limit_still(limit: LoginLimit, logins: Logins, alice: User) -> None:
    logins.open(alice.id, "session", "198.51.100.7")
    for _ in range(3):
        limit.begin("alice", "198.51.100.7")
    with pytest.raises(LimitReached):
        limit.begin("alice", "198.51.100.7")


HOME = "198.51.100.7"


@pytest.fixture
def strangers(limit: LoginLimit, logins: Logins, alice: User) -> LoginLimit:
    """At Alice's address, where somebody has used up every attempt on other names."""
    logins.open(alice.id, "session", HOME)
    for name in ("one", "two", "three"):
        limit.begin(name, HOME)
    return limit


def outcome(limit: LoginLimit, name: str) -> object:
    """What whoever tries a wrong password is told: when to come back, or 401."""
    try:
        refusal = limit.begin(name, HOME)
    except LimitReached as error:
        refusal = error
    return (str(refusal), refusal.retry_after_s) if refusal is not None else 401


def test_nobody_learns_who_signed_in_from_their_address(
    limit: LoginLimit, logins: Logins, alice: User, clock: Clock, settings: Settings, tmp_path: Path
) -> None:
    """Whatever is tried, here where Alice signed in, it is answered as where she did not."""
    logins.open(alice.id, "session", HOME)
    elsewhere = Database(f"sqlite:///{tmp_path}/elsewhere.db")
    give_schema(elsewhere)
    there = LoginLimit(elsewhere, Logins(elsewhere, settings, clock=clock), settings, clock=clock)
    chance = random.Random(8)
    told = []
    for _ in range(150):
        clock.now += chance.choice([0, 0, 0, 1, 40, 120])
        name = chance.choice(["alice", "alice", "one", "two"])
        told.append(outcome(limit, name))
        assert told[-1] == outcome(there, name)
    elsewhere.dispose()
    assert 20 < told.count(401) < 130


def test_whoever_knows_the_password_gets_in_though_strangers_have_to_wait(strangers: LoginLimit) -> None:
    assert strangers.begin("alice", HOME) is not None  # the password counts
    strangers.succeeded("alice", HOME)
    for _ in range(3):
        assert strangers.begin("alice", HOME) is not None
    with pytest.raises(LimitReached):
        strangers.begin("alice", HOME)


def test_one_ipv6_customer_is_one_address(limit: LoginLimit) -> None:
    assert network_of("2001:db8:1:2::1") == network_of("2001:db8:1:2:ffff::9") != network_of("2001:db8:1:3::1")
    assert network_of("::ffff:192.0.2.1") == network_of("192.0.2.1") == "192.0.2.1"
    assert network_of("") == ""


def test_the_names_that_were_typed_are_not_stored(limit: LoginLimit, tmp_path: Path, database: Database) -> None:
    limit.begin("my secret password", "192.0.2.1")
    database.dispose()
    assert not any(b"my secret" in path.read_bytes() for path in tmp_path.glob("tailrace.db*"))


def _burst(url: str, settings: Settings, attempts: int) -> int:
    """Make simultaneous attempts, each as if from its own process, and return how many were let through."""
    together = threading.Barrier(attempts)
    passed: list[bool] = []

    def attempt(number: int) -> None:
        database = Database(url)
        limit = LoginLimit(database, Logins(database, settings), settings)
        together.wait()
        try:
            limit.begin("alice", f"192.0.2.{number}")
            passed.append(True)
        except LimitReached:
            passed.append(False)
        database.dispose()

    threads = [threading.Thread(target=attempt, args=(number,)) for number in range(attempts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(passed) == attempts
    return sum(passed)


def test_a_burst_gets_no_more_tries_than_a_slow_guesser(database: Database, settings: Settings) -> None:
    assert _burst(database.url, settings, 12) == 3


@pytest.mark.integration
def test_nor_on_postgresql(postgres_url: str, settings: Settings) -> None:
    database = Database(settings.changed(store={"database_url": postgres_url}).database)
    give_schema(database)
    database.dispose()
    assert _burst(database.url, settings, 12) == 3
