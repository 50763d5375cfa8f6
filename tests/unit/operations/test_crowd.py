"""How many executions of one publisher may run at once."""

from __future__ import annotations

import pytest

from services.database.database import Database
from services.errors import LimitReached
from services.operations.executions.crowd import Crowd
from services.operations.executions.report import Finished, Progress, Started
from services.runs.execution import Execution, add_execution


def add(database: Database, id: str, publisher: str, state: str = "running") -> None:
    made = Execution(
        f"{publisher}-{id}",
        "etl",
        id,
        None,
        "jobs.etl",
        1.0,
        state=state,
        finished_at=2.0 if state == "failed" else None,
    )
    with database.session() as session:
        add_execution(session, made, publisher=publisher, execution_id=id)


@pytest.fixture
def crowd(database: Database) -> Crowd:
    """Of three at most: one runs, one is silent; and others have ended, or are somebody else's."""
    add(database, "runs", "token")
    add(database, "silent", "token", "no_news")
    add(database, "failed", "token", "failed")
    for number in range(5):
        add(database, f"{number}", "other")
    return Crowd(database, 3, lambda: 100.0)


def test_one_too_many_is_refused_and_what_is_known_is_not(crowd: Crowd) -> None:
    crowd.check("token", Started(execution_id="third"))
    crowd.check("token", Progress(execution_id="third", progress=0.5))
    with pytest.raises(LimitReached, match="publish execution") as refused:
        crowd.check("token", Started(execution_id="fourth"))
    assert refused.value.code == "too_many_running"
    with pytest.raises(LimitReached):
        crowd.check("token", Progress(execution_id="fifth", progress=0.1))
    for known in ("runs", "silent", "failed", "third"):
        crowd.check("token", Progress(execution_id=known, progress=0.5))
    crowd.check("token", Finished(execution_id="sixth", status="failed"))
    crowd.check("newcomer", Started(execution_id="fourth"))


def test_what_has_ended_makes_room(database: Database) -> None:
    crowd = Crowd(database, 2, lambda: 100.0)
    for number in range(20):
        crowd.check("token", Started(execution_id=f"run {number}"))
        add(database, f"run {number}", "token", "failed")
    add(database, "a", "token")
    crowd.check("token", Started(execution_id="b"))
    with pytest.raises(LimitReached):
        crowd.check("token", Started(execution_id="c"))


def test_what_was_accepted_and_never_stored_is_forgotten(database: Database) -> None:
    now = [100.0]
    crowd = Crowd(database, 1, lambda: now[0])
    crowd.check("token", Started(execution_id="lost"))
    with pytest.raises(LimitReached):
        crowd.check("token", Started(execution_id="next"))
    now[0] += 61
    crowd.check("token", Started(execution_id="next"))
