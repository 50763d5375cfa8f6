"""A database of either kind with the face's tables."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from services.database.database import Database
from services.operations.face import FACE
from tests.support.schema import give_schema
from tests.unit.jobs.conftest import database_url

__all__ = ["database_url"]


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    database = Database(database_url)
    assert FACE.migrations is not None
    give_schema(database, [FACE.migrations])
    yield database
    database.dispose()
