"""What is news: once for each thing that happens, and no recovery without its trouble."""

from __future__ import annotations

from typing import Any

import pytest

from services.database.database import Database
from services.operations.notifications.notice import of_execution, of_parts, take_note
from services.operations.status.status import Standing
from services.runs.execution import Execution


def news(database: Database, execution: Execution) -> list[str]:
    with database.session() as session:
        return [notice.type for notice in take_note(session, of_execution(execution), 1.0)]


def parts_news(database: Database, level: str, since: float) -> list[str]:
    with database.session() as session:
        found = of_parts("here", [Standing("disk", "Disk", level, "why", since)])
        return [notice.type for notice in take_note(session, found, 1.0)]


def execution(state: Any, **more: Any) -> Execution:
    return Execution("e1", "etl", "Nightly", "alice", "jobs.etl", 1.0, state=state, **more)


def test_a_failure_is_news_once(database: Database) -> None:
    assert news(database, execution("running")) == []
    assert news(database, execution("failed")) == ["execution.failed"]
    assert news(database, execution("failed")) == []


def test_silence_is_news_and_its_end_too_each_time(database: Database) -> None:
    for _ in range(2):
        assert news(database, execution("no_news")) == ["execution.no_news"]
        assert news(database, execution("no_news")) == []
        assert news(database, execution("running")) == ["execution.back"]
        assert news(database, execution("running")) == []


def test_who_fails_after_silence_is_back_and_has_failed(database: Database) -> None:
    news(database, execution("no_news"))
    assert news(database, execution("failed")) == ["execution.back", "execution.failed"]


def test_each_level_of_alert_is_news_once(database: Database) -> None:
    assert news(database, execution("running", alert="low")) == ["execution.alert"]
    assert news(database, execution("running", alert="critical")) == ["execution.alert"]
    assert news(database, execution("succeeded", alert="critical")) == []


def test_a_false_positive_is_no_news(database: Database) -> None:
    assert news(database, execution("failed", alert="high", false_positive=True)) == []


@pytest.mark.parametrize("level", ["ok", "unknown"])
def test_no_part_recovers_that_was_not_in_trouble(database: Database, level: str) -> None:
    assert parts_news(database, level, 1.0) == []


def test_a_part_in_trouble_is_news_when_it_begins_gets_worse_and_ends(database: Database) -> None:
    assert parts_news(database, "degraded", 10.0) == ["system.trouble"]
    assert parts_news(database, "degraded", 10.0) == []
    assert parts_news(database, "down", 20.0) == ["system.trouble"]
    assert parts_news(database, "unknown", 20.0) == []
    assert parts_news(database, "ok", 30.0) == ["system.recovered"]
    assert parts_news(database, "ok", 30.0) == []
    assert parts_news(database, "degraded", 40.0) == ["system.trouble"]
