"""A job store on both databases, and a clock that only the test moves."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from services.database.database import Database
from services.jobs.store import JobStore
from services.settings.settings import Settings
from tests.support.schema import give_schema


class Clock:
    def __init__(self) -> None:
        self.at = 1_000_000.0

    def __call__(self) -> float:
        return self.at


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture(params=["sqlite", "postgres"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    url = (
        f"sqlite:///{tmp_path}/tailrace.db"
        if request.param == "sqlite"
        else str(request.getfixturevalue("postgres_url"))
    )
    return Settings().changed(store={"database_url": url}).database


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    database = Database(database_url)
    give_schema(database)
    yield database
    database.dispose()


@pytest.fixture
def store(database: Database, clock: Clock) -> JobStore:
    return JobStore(database, "here", clock)
