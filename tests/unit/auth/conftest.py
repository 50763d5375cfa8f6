"""A migrated database, cheap hashes, and a clock that tests set."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from argon2 import PasswordHasher

from services.auth.chat_key import ChatKeys
from services.auth.keyring import Keyring
from services.auth.login import Logins
from services.auth.password import Passwords
from services.auth.service_token import ServiceTokens
from services.auth.tokens import Tokens
from services.auth.user import User, Users
from services.database.database import Database
from services.sealing import Sealing
from services.settings.settings import Settings
from tests.support.schema import give_schema
from tests.support.setting import settings_in

PASSWORD = "correct horse battery"


class Clock:
    def __init__(self, now: float = 1_800_000_000.0) -> None:
        self.now = now

    def __call__(self) -> float:
        return self.now


class CountingHasher(PasswordHasher):
    """Argon2 at its cheapest. Counts its calls, because equal work makes answers take equally long."""

    def __init__(self) -> None:
        super().__init__(time_cost=1, memory_cost=8, parallelism=1)
        self.verifications = 0

    def verify(self, hash: str | bytes, password: str | bytes) -> bool:  # type: ignore[override]
        self.verifications += 1
        return super().verify(hash, password)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return settings_in(tmp_path, auth={"login_attempts": 3, "login_s": 3600})


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    database = Database(f"sqlite:///{tmp_path}/tailrace.db")
    give_schema(database)
    yield database
    database.dispose()


@pytest.fixture
def hasher() -> CountingHasher:
    return CountingHasher()


@pytest.fixture
def users(database: Database, hasher: CountingHasher, clock: Clock) -> Users:
    return Users(database, Passwords(hasher), clock=clock)


@pytest.fixture
def alice(users: Users) -> User:
    return users.create("alice", PASSWORD)


@pytest.fixture
def logins(database: Database, settings: Settings, clock: Clock) -> Logins:
    return Logins(database, settings, clock=clock)


@pytest.fixture
def chat_keys(database: Database, clock: Clock) -> ChatKeys:
    return ChatKeys(database, clock=clock)


@pytest.fixture
def service_tokens(database: Database, clock: Clock) -> ServiceTokens:
    return ServiceTokens(database, clock=clock)


@pytest.fixture
def keyring(tmp_path: Path) -> Keyring:
    return keyring_in(tmp_path / "secrets")


def keyring_in(folder: Path, *sealing_secrets: str) -> Keyring:
    return Keyring(folder, Sealing(sealing_secrets, folder))


@pytest.fixture
def tokens(settings: Settings, keyring: Keyring, clock: Clock) -> Tokens:
    return Tokens(settings, keyring, clock=clock)
