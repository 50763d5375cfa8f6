"""A login lives until it expires, is closed, or its user is disabled. Every process sees that at once."""

from __future__ import annotations

from services.auth.login import KEPT_S, Logins
from services.auth.user import User
from services.database.database import Database
from services.settings.settings import Settings
from tests.unit.auth.conftest import Clock


def test_an_open_login_tells_whose_it_is(logins: Logins, alice: User, clock: Clock) -> None:
    login = logins.open(alice.id, "session")
    identity = logins.identity(login.login_id)
    assert identity is not None
    assert (identity.user_id, identity.username, identity.role, identity.kind) == (
        alice.id,
        "alice",
        "member",
        "session",
    )
    assert identity.authorised_until == login.expires_at == clock.now + 3600


def test_it_ends_by_its_time(logins: Logins, alice: User, clock: Clock) -> None:
    login = logins.open(alice.id, "access")
    clock.now += 3600
    assert logins.identity(login.login_id) is None


def test_closing_one_leaves_the_others(logins: Logins, alice: User) -> None:
    first, second = logins.open(alice.id, "access"), logins.open(alice.id, "access")
    logins.close(first.login_id)
    logins.close(first.login_id)
    logins.close("never was")
    assert logins.identity(first.login_id) is None
    assert logins.identity(second.login_id) is not None


def test_another_process_sees_a_closing_at_once(
    database: Database, logins: Logins, alice: User, settings: Settings, clock: Clock
) -> None:
    elsewhere = Database(database.url)
    other = Logins(elsewhere, settings, clock=clock)
    login = logins.open(alice.id, "access")
    assert other.identity(login.login_id) is not None
    logins.close(login.login_id)
    assert other.identity(login.login_id) is None
    elsewhere.dispose()


def test_an_outside_login_is_noted_once_and_stays_closed(logins: Logins, alice: User, clock: Clock) -> None:
    logins.open_outside("outside-1", alice.id, clock.now + 60)
    assert logins.identity("outside-1") is not None
    logins.close("outside-1")
    logins.open_outside("outside-1", alice.id, clock.now + 60)
    assert logins.identity("outside-1") is None


def test_logins_that_ended_long_ago_are_forgotten(logins: Logins, alice: User, clock: Clock) -> None:
    logins.open(alice.id, "session", "192.0.2.1")
    clock.now += KEPT_S - 10
    assert logins.is_known_address("alice", "192.0.2.1")
    clock.now += 3700
    logins.open(alice.id, "session", "192.0.2.2")
    assert not logins.is_known_address("alice", "192.0.2.1")
    assert logins.is_known_address("alice", "192.0.2.2")
