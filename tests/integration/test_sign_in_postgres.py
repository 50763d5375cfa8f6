"""Logins, second factors and connected accounts on PostgreSQL, which checks more than SQLite and counts otherwise."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pyotp
import pytest
from argon2 import PasswordHasher

from services.auth.audit import COMMAND_LINE
from services.auth.login import Logins, Voucher
from services.auth.password import Passwords
from services.auth.provider.connection import Connections
from services.auth.provider.logout import ProviderLogouts
from services.auth.provider.provider import Provider
from services.auth.second_factor.second_factor import SecondFactors
from services.auth.user import Users, outside_key
from services.database.database import Database
from services.errors import BadRequest, Unauthenticated
from services.sealing import Sealing
from tests.http.test_provider_logout import Issuer
from tests.support.key_set import KeySet
from tests.support.setting import settings_in

pytestmark = pytest.mark.integration

PASSWORD = "correct horse battery"


@pytest.fixture
def database(postgres_url: str) -> Iterator[Database]:
    database = Database(postgres_url.replace("postgresql://", "postgresql+psycopg://"))
    database.migrate()
    yield database
    database.dispose()


@pytest.fixture
def users(database: Database) -> Users:
    return Users(database, Passwords(PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)))


def test_logins_are_seen_and_ended(database: Database, users: Users, tmp_path: Path) -> None:
    alice = users.create("alice", PASSWORD)
    logins = Logins(database, settings_in(tmp_path))
    first, second, third = (
        logins.open(alice.id, "session", "192.0.2.1", "curl", Voucher("x" * 3000, "s", None)) for _ in range(3)
    )
    assert logins.identity(first.login_id) is not None
    logins.last_seen.write(["a service token's"])
    assert logins.live(alice.id)[0].id == first.login_id
    logins.close_one(first.login_id, alice.id, by=COMMAND_LINE)
    assert logins.close_others(alice.id, second.login_id, by=COMMAND_LINE) == [third.login_id]
    assert [login.id for login in logins.live(alice.id)] == [second.login_id]


def test_a_second_factor_is_used_up_and_reset(database: Database, users: Users, tmp_path: Path) -> None:
    alice = users.create("alice", PASSWORD)
    factors = SecondFactors(database, Sealing(["s" * 32], tmp_path), settings_in(tmp_path))
    factors.begin(alice.id)
    secret = factors.begin(alice.id)
    codes = factors.confirm(alice.id, pyotp.TOTP(secret).now())
    code = pyotp.TOTP(secret).at(int(time.time()) + 30)
    for good_once in (codes[0], code):
        factors.check(alice.id, good_once)
        with pytest.raises(Unauthenticated):
            factors.check(alice.id, good_once)
    assert factors.recovery_codes_left(alice.id) == 9
    factors.reset(alice, by=COMMAND_LINE)
    assert factors.on_since(alice.id) is None
    users.create("root", PASSWORD, "admin")
    users.delete(alice)


def test_an_account_is_connected(database: Database, users: Users) -> None:
    key = outside_key("https://login.example", "4711")
    bob = users.create("bob", PASSWORD)
    connections = Connections(database)
    connections.connect(bob, key)
    found = users.by_outside_key(key)
    assert found is not None and found.id == bob.id
    connections.disconnect(bob)
    assert users.by_outside_key(key) is None


def test_the_provider_ends_logins_and_its_word_counts_once(database: Database, users: Users, tmp_path: Path) -> None:
    with KeySet.serving() as server:
        issuer = Issuer(server)
        settings = settings_in(tmp_path, sign_in={"issuer": issuer.url, "client_id": "tailrace"})
        carol = users.create("carol", PASSWORD)
        logins, logouts = Logins(database, settings), ProviderLogouts(database, Provider(settings.sign_in))
        ended, kept = (
            logins.open(carol.id, "session", voucher=Voucher("x", outside_key(issuer.url, subject), None)).login_id
            for subject in ("4711", "4712")
        )
        token = issuer.token(sub="4711")
        assert logouts.end(token) == [ended]
        with pytest.raises(BadRequest, match="came before"):
            logouts.end(token)
        assert logins.identity(ended) is None and logins.identity(kept) is not None
