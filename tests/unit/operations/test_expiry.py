"""The oldest ended executions of outside programs make room, and those that were silent for too long; running ones and
those of the faces stay.
"""

from __future__ import annotations

import pytest
from sqlalchemy import select

from services.database.database import Database
from services.operations.executions.expiry import DAY_S, forget_old_executions
from services.operations.executions.record import ExecutionEventRecord
from services.runs.execution import Execution, add_execution
from services.runs.execution_record import ExecutionRecord

NOW = 100 * DAY_S


def add(database: Database, id: str, state: str, at: float, *, heard_at: float | None = None) -> None:
    finished_at = at + 1 if state == "failed" else None
    made = Execution(
        id, "etl", "Nightly", None, "jobs.etl", at, state=state, finished_at=finished_at, heard_at=heard_at
    )
    with database.session() as session:
        add_execution(session, made, publisher="p", execution_id=id)
        event = ExecutionEventRecord(execution=id, at=at, type="execution.started", event="{}", is_lasting=True)
        session.add(event)


def left(database: Database) -> set[str]:
    with database.session() as session:
        ids = set(session.scalars(select(ExecutionRecord.id)))
        assert set(session.scalars(select(ExecutionEventRecord.execution))) == ids - {"run"}
        return ids


@pytest.fixture
def history(database: Database) -> Database:
    for number in range(1, 6):
        add(database, f"e{number}", "failed", number * DAY_S)
    add(database, "runs", "running", 0.5)
    add(database, "silent", "no_news", 0.5, heard_at=60 * DAY_S)
    with database.session() as session:
        add_execution(session, Execution("run", "scan", "a/b", "alice", "scan.run", 0.1, state="succeeded"))
    return database


def test_the_oldest_ended_ones_of_programs_go(history: Database) -> None:
    forget_old_executions(history, 2, 0, lambda: NOW)
    assert left(history) == {"e5", "e4", "runs", "silent", "run"}


@pytest.mark.parametrize(("days", "stays"), [(41, True), (39, False), (0, True)])
def test_what_was_silent_for_too_long_goes(history: Database, days: float, stays: bool) -> None:
    forget_old_executions(history, 1000, days, lambda: NOW)
    assert left(history) == {"e1", "e2", "e3", "e4", "e5", "runs", "run"} | ({"silent"} if stays else set())
