"""Webhooks on both databases, and the moment a test is at."""

from __future__ import annotations

from pathlib import Path

import pytest

from services.auth.identity import Identity, Role
from services.auth.user import User
from services.database.database import Database
from services.operations.notifications.webhook import Webhooks
from services.sealing import Sealing
from tests.unit.jobs.conftest import Clock, clock

__all__ = ["clock"]


def identity(user_id: str, role: Role = "member") -> Identity:
    return Identity(user_id, user_id, role, "access", "login", 1e12)


ALICE, BOB, ADMIN = identity("alice"), identity("bob"), identity("root", "admin")


@pytest.fixture
def sealing(tmp_path: Path) -> Sealing:
    return Sealing(("a secret of the operator's own, long enough",), tmp_path)


@pytest.fixture(autouse=True)
def people(database: Database) -> None:
    with database.session() as session:
        for one in (ALICE, BOB, ADMIN):
            session.add(User(id=one.user_id, username=one.username, role=one.role, created_at=1.0))


@pytest.fixture
def webhooks(database: Database, sealing: Sealing, clock: Clock) -> Webhooks:
    return Webhooks(database, sealing, most=3, most_waiting=5, allow_private=True, now=clock)
