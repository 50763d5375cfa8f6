"""What is done every second, all day, costs the same after a year of history as on the first day."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event

from services.container import Container
from services.operations.face import FACE
from services.operations.operations import Operations
from tests.support.schema import give_schema
from tests.support.setting import settings_in

LARGE = ("executions", "execution_events", "chat_runs", "runs", "jobs", "webhook_deliveries")
"""Tables that grow with what happens."""
OF_A_PART = ("ix_executions_untold", "ix_executions_silent_at", "ix_executions_live")
"""Indexes of the few rows that wait for something."""


@pytest.fixture
def container(tmp_path: Path) -> Iterator[Container]:
    container = Container(settings_in(tmp_path / "data"), [FACE])
    container.settings.data.mkdir()
    give_schema(container.database, container.migrations)
    yield container
    container.close()


@pytest.mark.parametrize("duty", FACE.duties, ids=lambda duty: duty.name)
def test_no_duty_goes_through_a_whole_table(container: Container, duty: Any) -> None:
    asked: list[tuple[str, Any]] = []

    def note(_connection: Any, _cursor: Any, statement: str, parameters: Any, *_more: Any) -> None:
        asked.append((statement, parameters))

    operations: Operations = container.service(FACE)
    event.listen(container.database.engine, "before_cursor_execute", note)
    duty.run(operations)
    event.remove(container.database.engine, "before_cursor_execute", note)
    assert asked
    walks = [
        (step, statement)
        for statement, parameters in asked
        if statement.lstrip().upper().startswith(("SELECT", "UPDATE", "DELETE"))
        for step in plan(container, statement, parameters)
        if goes_through(step)
    ]
    assert not walks


def plan(container: Container, statement: str, parameters: Any) -> list[str]:
    with container.database.engine.connect() as connection:
        rows = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters)
        return [row[-1] for row in rows]


def goes_through(step: str) -> bool:
    """Whether a step reads a whole table, or an index of all its rows. A look for a minimum that does so is called a
    search by SQLite, without an index.
    """
    way, _, rest = step.partition(" ")
    is_large = rest.split(" ")[0] in LARGE
    return is_large and (" USING " not in step or (way == "SCAN" and not any(index in step for index in OF_A_PART)))
