"""Followers of the dashboard hear of every run's newest state, also after a crash, and of no state twice over."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec
import pytest

from services.database.database import Database
from services.errors import Unavailable
from services.operations.executions.telling import Telling
from services.runs.execution import Execution, add_execution, move_execution
from services.streaming.event import Event
from services.streaming.log.memory_log import MemoryEventLog
from services.streaming.publishing.publisher import DirectPublisher


@pytest.fixture
def log() -> Iterator[MemoryEventLog]:
    log = MemoryEventLog()
    yield log
    log.close()


def heard(log: MemoryEventLog, channel: str) -> list[tuple[str, str, float]]:
    events = [item for item in log.read_after([channel], 0).items if isinstance(item, Event)]
    told = [(event.type, msgspec.json.decode(event.published)["data"]) for event in events]
    return [(type, data["status"], data["progress"]) for type, data in told]


def test_a_new_execution_and_its_newest_state_are_told_once(database: Database, log: MemoryEventLog) -> None:
    telling = Telling(database, DirectPublisher(log))
    with database.session() as session:
        add_execution(session, Execution("e1", "etl", "Nightly", "alice", "jobs.etl", 1.0))
        add_execution(session, Execution("e2", "scan", "a/b", "bob", "scan.e2", 2.0), is_told=True)
    assert not telling.tell()
    for progress in (0.2, 0.4):
        with database.session() as session:
            move_execution(session, "e1", state="running", progress=progress)
    telling.tell()
    telling.tell()
    told = [("execution:new", "queued", 0.0), ("execution:update", "running", 0.4)]
    assert heard(log, "executions.alice") == told
    assert heard(log, "executions") == told
    assert heard(log, "executions.bob") == []


def test_an_execution_that_nobody_owns_is_told_to_admins_alone(database: Database, log: MemoryEventLog) -> None:
    with database.session() as session:
        add_execution(session, Execution("e1", "etl", "Nightly", None, "jobs.etl", 1.0))
    Telling(database, DirectPublisher(log)).tell()
    assert heard(log, "executions") == [("execution:new", "queued", 0.0)]


def test_what_could_not_be_told_is_told_when_the_log_takes_events_again(
    database: Database, log: MemoryEventLog, monkeypatch: pytest.MonkeyPatch
) -> None:
    telling = Telling(database, DirectPublisher(log))
    telling.tell()
    with database.session() as session:
        add_execution(session, Execution("e1", "etl", "Nightly", None, "jobs.etl", 1.0))
    with monkeypatch.context() as broken:
        broken.setattr(log, "append", lambda batch: [Unavailable("It is full.") for _ in batch])
        for _ in range(2):
            with pytest.raises(Unavailable):
                telling.tell()
    telling.tell()
    assert heard(log, "executions") == [("execution:new", "queued", 0.0)]
