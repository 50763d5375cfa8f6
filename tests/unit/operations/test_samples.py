"""The server's own numbers, kept by the minute, and the tallies of executions."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

from services.client_report.meter import REPORTS
from services.database.database import Database
from services.operations.samples.sample import Step
from services.operations.samples.samples import Samples
from services.runs.execution import Execution, add_execution
from services.runs.tally import executions_ended, executions_now, latest_endings
from services.telemetry.meter_folder import MeterFolder
from tests.unit.jobs.conftest import Clock, clock

__all__ = ["clock"]


def test_each_minute_is_kept_once_and_for_its_time(database: Database, clock: Clock, tmp_path: Path) -> None:
    samples = Samples(database, MeterFolder(tmp_path / "meters"), "here", 24 * 3600, clock)
    elsewhere = Samples(database, MeterFolder(tmp_path / "meters"), "elsewhere", 24 * 3600, clock)
    begun = clock()
    for _ in range(3):
        for _ in range(2):
            samples.take()
            elsewhere.take()
        REPORTS.add(2, "accepted")
        clock.at += 60
    found = samples.since(0)
    assert [after.at - before.at for before, after in pairwise(found)] == [60, 60]
    assert Step(found[0], found[2]).increase(REPORTS.name) == 4
    assert len(samples.since(begun)) == 2
    clock.at += 24 * 3600
    samples.take()
    assert len(samples.since(0)) == 1
    assert len(elsewhere.since(0)) == 3


def test_tallies_count_what_is_and_what_ended(database: Database) -> None:
    with database.session() as session:
        for number, state in enumerate(("queued", "running", "running", "no_news")):
            add_execution(session, Execution(f"l{number}", "etl", "", "alice", "jobs.etl", 1.0, state=state))
        for number, state in enumerate(("succeeded", "succeeded", "succeeded", "failed", "cancelled")):
            times = {"started_at": 100.0, "finished_at": 110.0 + number}
            add_execution(session, Execution(f"e{number}", "etl", "", "bob", "jobs.etl", 90.0, state=state, **times))
        wrong = Execution(
            "w", "etl", "", "bob", "jobs.etl", 90.0, state="failed", finished_at=111.0, false_positive=True
        )
        add_execution(session, wrong)
        assert executions_now(session) == {"queued": 1, "running": 2, "no_news": 1}
        assert executions_now(session, "bob") == {"queued": 0, "running": 0, "no_news": 0}
        ended = executions_ended(session, since=110.0)
        assert (ended.succeeded, ended.failed, ended.cancelled) == (2, 1, 1)
        assert ended.success_percent is not None and round(ended.success_percent) == 67
        assert (ended.duration_s(0.5), ended.duration_s(0.99)) == (13.0, 14.0)
        assert executions_ended(session, since=999.0).success_percent is None
        assert executions_ended(session, since=999.0).duration_s(0.5) is None
        assert [(one.at, one.state, one.seconds) for one in latest_endings(session, since=111.0)] == [
            (112.0, "succeeded", 12.0),
            (113.0, "failed", 13.0),
            (114.0, "cancelled", 14.0),
        ]
