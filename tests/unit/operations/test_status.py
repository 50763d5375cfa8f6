"""The status of the system: what counts as a change, since when, and what is known while nobody looks."""

from __future__ import annotations

from typing import Any

import pytest

from services.database.database import Database
from services.operations.status.status import SystemStatus, worst
from services.system_part import Finding
from tests.unit.jobs.conftest import Clock, clock

__all__ = ["clock"]


class Watched:
    """A server with two parts, of which the test says how they are."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self.clock = clock
        self.database = database
        self.disk: Finding | Exception = Finding("ok", "Plenty.")
        self.told: list[dict[str, Any]] = []
        self.status = self.begin()

    def begin(self) -> SystemStatus:
        parts = [("runner", "Job runner", lambda: Finding("ok", "It runs.")), ("disk", "Disk", self._look)]
        self.status = SystemStatus(self.database, "here", parts, self.told.append, self.clock)
        return self.status

    def look(self, times: int = 1) -> None:
        for _ in range(times):
            self.status.look()
            self.clock.at += 5

    @property
    def levels(self) -> list[str]:
        return [standing.level for standing in self.status.standings()]

    def _look(self) -> Finding:
        if isinstance(self.disk, Exception):
            raise self.disk
        return self.disk


@pytest.fixture
def watched(database: Database, clock: Clock) -> Watched:
    return Watched(database, clock)


def test_before_anybody_looked_nothing_is_known(watched: Watched) -> None:
    assert watched.levels == ["unknown", "unknown"]
    assert watched.status.as_dict()["state"] == "unknown"


def test_a_change_counts_when_it_is_seen_twice(watched: Watched) -> None:
    watched.look()
    assert watched.levels == ["ok", "ok"]
    watched.disk = Finding("degraded", "Little is left.")
    watched.look()
    watched.disk = Finding("ok", "Plenty.")
    watched.look(2)
    assert len(watched.told) == 1, "one slow look is no incident"
    watched.disk = Finding("degraded", "Little is left.")
    watched.look(2)
    assert watched.levels == ["ok", "degraded"]
    assert [told["state"] for told in watched.told] == ["ok", "degraded"]
    assert watched.told[-1]["parts"][1]["why"] == "Little is left."


def test_a_part_that_does_not_answer_is_down_with_its_reason(watched: Watched) -> None:
    watched.look()
    watched.disk = OSError("no such device")
    watched.look(2)
    (_, disk) = watched.status.standings()
    assert (disk.level, disk.why) == ("down", "It does not answer: no such device")
    assert disk.since == watched.clock.at - 5


def test_since_outlives_the_process_that_looks(watched: Watched) -> None:
    watched.look(3)
    since = watched.status.standings()[1].since
    watched.begin()
    watched.look(3)
    assert watched.status.standings()[1].since == since
    assert len(watched.told) == 1


def test_while_nobody_looks_the_runner_is_down_and_the_rest_unknown(watched: Watched) -> None:
    watched.look()
    last = watched.clock.at - 5
    watched.clock.at += 60
    runner, disk = watched.status.standings()
    assert (runner.level, disk.level) == ("down", "unknown")
    assert "65 s" in runner.why
    assert runner.since == last
    watched.look()
    assert watched.levels == ["ok", "ok"]
    first, second = watched.status.history(0)["disk"]
    assert second.since - first.until == 65, "the time in between is known to nobody"


def test_the_worst_level_is_that_of_all() -> None:
    assert worst(["ok", "degraded", "ok"]) == "degraded"
    assert worst(["degraded", "unknown"]) == "unknown"
    assert worst(["ok"]) == "ok"
