"""A demonstration looks like life, says everywhere what it is, and leaves nothing behind."""

from __future__ import annotations

import random

import pytest
from flask.testing import FlaskClient, FlaskCliRunner
from sqlalchemy import func, select

from services.auth.user import User
from services.container import Container
from services.operations.demonstration.demonstration import CHANNEL, Demonstration
from services.operations.demonstration.program import LABEL, PROGRAMS
from services.operations.executions.record import ExecutionEventRecord, PictureRecord
from services.operations.face import FACE
from services.runs.execution import Execution, add_execution
from services.runs.execution_record import ExecutionRecord


class Clock:
    """Time passes when somebody sleeps. At ``ends_at`` they are interrupted."""

    def __init__(self, ends_at: float = 1e9) -> None:
        self.at = 0.0
        self._ends_at = ends_at

    def now(self) -> float:
        return self.at

    def sleep(self, wait_s: float) -> None:
        self.at += wait_s
        if self.at > self._ends_at:
            raise KeyboardInterrupt


def demonstration(container: Container, clock: Clock) -> Demonstration:
    operations = container.service(FACE)
    return Demonstration(
        container.database,
        container.service_tokens,
        container.inboxes,
        container.publisher,
        operations.reports,
        operations.pictures,
        chance=random.Random(4),
        now=clock.now,
        sleep=clock.sleep,
    )


def rows(container: Container) -> list[ExecutionRecord]:
    while container.service(FACE).reports.read():
        pass
    with container.database.session() as session:
        return list(session.scalars(select(ExecutionRecord)))


@pytest.fixture
def real(container: Container, alice: User) -> str:
    with container.database.session() as session:
        add_execution(session, Execution("real", "etl", "Demonstration: no", alice.id, CHANNEL, 1.0), is_told=True)
    container.service_tokens.create(name=LABEL, publish=["jobs.*"])
    return "real"


def test_it_is_labelled_everywhere_and_cleaned_up_without_what_is_real(container: Container, real: str) -> None:
    clock, told = Clock(), []
    shown = demonstration(container, clock)
    shown.run(60, told.append)
    shown.run(5, told.append)  # a second one beside the first
    found = [row for row in rows(container) if row.id != real]
    assert {row.kind.removeprefix("demonstration-") for row in found} == set(PROGRAMS)
    assert all(row.title.startswith(f"{LABEL}: ") for row in found)
    assert all(row.kind.startswith("demonstration-") and row.channel == CHANNEL for row in found)
    assert {row.state for row in found if row.kind != "demonstration-sensor"} <= {"succeeded", "failed", "cancelled"}
    assert {row.state for row in found if row.kind == "demonstration-sensor"} == {"running"}
    assert any(row.picture for row in found)
    assert len({row.publisher for row in found}) == 1
    assert all(LABEL in line for line in told)
    assert shown.real_executions() == 1

    assert shown.clean() == len(found)
    assert [row.id for row in rows(container)] == [real]
    with container.database.session() as session:
        left = [
            session.scalar(select(func.count()).select_from(kind)) for kind in (ExecutionEventRecord, PictureRecord)
        ]
    assert left == [0, 0]
    assert [row.revoked_at is None for row in container.service_tokens.list()] == [True, False]
    assert shown.clean() == 0


def test_ctrl_c_ends_what_is_under_way(container: Container) -> None:
    demonstration(container, Clock(ends_at=3)).run(None, lambda _: None)
    states = {row.kind: row.state for row in rows(container)}
    assert (states["demonstration-etl"], states["demonstration-backup"]) == ("cancelled", "cancelled")


def test_what_was_published_and_not_read_yet_does_not_come_back(container: Container) -> None:
    shown = demonstration(container, Clock())
    shown.run(4, lambda _: None)
    assert shown.clean() > 0
    assert rows(container) == []


def test_the_command_says_what_it_does_and_asks_beside_real_executions(
    client: FlaskClient, container: Container, runner: FlaskCliRunner, real: str
) -> None:
    refused = runner.invoke(args=["demo", "--minutes", "0.05"], input="n\n")
    assert refused.exit_code == 1
    assert "has 1 execution that is real. Add a demonstration?" in refused.output
    assert len(rows(container)) == 1
    done = runner.invoke(args=["demo", "--minutes", "0.05", "--yes"])
    assert done.exit_code == 0, done.output
    assert "nothing of it is real" in done.output
    assert "No server runs" in done.output
    assert "Demonstration: Nightly ETL 1 started" in done.output
    cleaned = runner.invoke(args=["demo", "--clean"])
    assert cleaned.output.startswith("Deleted ")
    assert [row.id for row in rows(container)] == [real]
