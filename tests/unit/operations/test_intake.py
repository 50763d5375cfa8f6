"""What programs elsewhere report becomes executions: each report once, in any order, and silence is no ending."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from services.auth.audit import Actor
from services.auth.service_token import ServiceTokens
from services.database.database import Database
from services.operations.executions.intake import INBOX
from services.operations.executions.record import ExecutionEventRecord
from services.runs.execution_record import ExecutionRecord
from services.streaming.event import Event, encode_event
from services.streaming.log.event_log import Append
from services.streaming.log.memory_log import MemoryEventLog
from tests.unit.operations.outside import Outside


@pytest.fixture
def outside(database: Database) -> Outside:
    return Outside(database)


def test_an_execution_starts_moves_and_ends(outside: Outside) -> None:
    row = outside.report("started", title="Nightly", kind="etl", alert="low")
    assert (row.state, row.title, row.kind, row.owner_id, row.publisher) == (
        "running",
        "Nightly",
        "etl",
        "alice",
        "alice",
    )
    assert (row.started_at, row.heard_at, row.channel, row.is_told) == (outside.at, outside.at, "jobs.etl", False)
    outside.at += 10
    row = outside.report("progress", progress=0.5, stage="load", message="5 of 10", alert="high")
    assert (row.progress, row.stage, row.message, row.alert) == (0.5, "load", "5 of 10", "high")
    row = outside.report("progress", progress=0.25)
    assert (row.progress, row.stage, row.message, row.alert) == (0.25, "load", "5 of 10", "high")
    row = outside.report("finished", status="succeeded")
    assert (row.state, row.progress, row.finished_at) == ("succeeded", 1.0, outside.at)
    assert outside.kept() == ["started", "progress", "progress", "finished"]


def test_the_first_ending_stands_and_late_events_are_kept(outside: Outside) -> None:
    outside.report("started")
    outside.report("finished", status="failed", error="disk full", alert="critical")
    outside.at += 5
    for type, data in (
        ("finished", {"status": "succeeded"}),
        ("progress", {"progress": 0.9}),
        ("started", {"title": "Again"}),
    ):
        row = outside.report(type, **data)
        assert (row.state, row.error, row.alert, row.finished_at) == ("failed", "disk full", "critical", outside.at - 5)
    assert outside.kept() == ["started", "finished", "finished", "progress", "started"]


def test_reports_come_in_any_order(outside: Outside) -> None:
    row = outside.report("progress", progress=0.5)
    assert (row.state, row.title, row.kind, row.progress) == ("running", "e1", "program", 0.5)
    row = outside.report("started", title="Nightly", kind="etl")
    assert (row.title, row.kind, row.progress) == ("Nightly", "etl", 0.5)
    row = outside.report("finished", execution_id="e2", status="cancelled")
    assert (row.state, row.progress) == ("cancelled", 0.0)
    row = outside.report("started", execution_id="e2", title="Late")
    assert (row.state, row.title) == ("cancelled", "Late")


def test_each_publisher_has_its_own_executions(outside: Outside, database: Database) -> None:
    outside.report("started", title="Hers")
    outside.publish(("started", {"title": "Theirs"}), author=None)
    outside.read()
    with database.session() as session:
        rows = session.scalars(select(ExecutionRecord).order_by(ExecutionRecord.title)).all()
    assert [(row.title, row.owner_id, row.publisher) for row in rows] == [
        ("Hers", "alice", "alice"),
        ("Theirs", None, "command-line"),
    ]


def test_what_a_token_reports_is_its_makers(outside: Outside, database: Database) -> None:
    tokens = ServiceTokens(database)
    made = tokens.create(publish=["jobs.*"], by=Actor("root", "root"))
    by_hand = tokens.create(publish=["jobs.*"])
    for number, token in enumerate((made, by_hand)):
        outside.report("started", tokens.identity(token.id), execution_id=f"e{number}")
    assert (outside.row("e0").owner_id, outside.row("e1").owner_id) == ("root", None)


def test_silence_is_no_news_until_the_next_report(outside: Outside) -> None:
    outside.report("started", expect_within_s=30)
    outside.at += 30
    outside.read()
    assert outside.row().state == "running"
    outside.at += 0.1
    outside.read()
    row = outside.row()
    assert (row.state, row.finished_at, row.is_told) == ("no_news", None, False)
    outside.at += 1000
    assert outside.report("progress", progress=0.5).state == "running"
    outside.at += 31
    outside.read()
    assert outside.row().state == "no_news"
    assert outside.report("finished", status="succeeded").state == "succeeded"
    outside.at += 1000
    outside.read()
    assert outside.row().state == "succeeded"
    assert outside.kept() == ["started", "silent", "progress", "silent", "finished"]


def test_a_runner_that_was_away_reads_before_it_judges(outside: Outside) -> None:
    outside.report("started", expect_within_s=30)
    for _ in range(5):
        outside.at += 20
        outside.publish(("progress", {"progress": 0.5}))
    outside.at += 10
    outside.intake = outside.new_intake()
    outside.read()
    assert outside.kept().count("silent") == 0
    assert outside.row().state == "running"


def test_patience_for_programs_that_name_none(database: Database) -> None:
    outside = Outside(database, patience_s=60)
    outside.report("started")
    outside.report("started", execution_id="e2", expect_within_s=600)
    outside.at += 61
    outside.read()
    assert (outside.row().state, outside.row("e2").state) == ("no_news", "running")


class DyingLog(MemoryEventLog):
    """Its process ends before anything is discarded."""

    def discard(self, channel: str, to: int) -> None:
        raise SystemExit


def test_a_report_counts_once_whatever_crashes(outside: Outside) -> None:
    outside.log = DyingLog()
    outside.intake = outside.new_intake()
    outside.publish(("started", {}), ("progress", {"progress": 0.5}))
    with pytest.raises(SystemExit):
        outside.read()
    assert outside.kept() == ["started", "progress"]
    outside.publish(("progress", {"progress": 0.75}))
    outside.intake = outside.new_intake()
    with pytest.raises(SystemExit):
        outside.read()
    assert outside.kept() == ["started", "progress", "progress"]
    assert outside.row().progress == 0.75


def test_what_was_read_is_discarded_and_what_was_published_stays(outside: Outside) -> None:
    (published,) = outside.publish(("started", {}))
    outside.read()
    left = outside.log.read_after([INBOX, "jobs.etl"], 0).items
    assert [item.id for item in left if isinstance(item, Event)] == [published]
    with outside.database.session() as session:
        assert session.scalar(select(ExecutionEventRecord.position)) == published


def test_what_another_version_wrote_keeps_nothing_from_being_read(outside: Outside) -> None:
    strange = [encode_event(INBOX, type, {"publisher": 7}, 1000) for type in ("execution.started", "execution.paused")]
    outside.log.append([Append(strange)])
    assert outside.report("started").state == "running"
    outside.log.append([Append(strange)])
    outside.read()
    assert not [item for item in outside.log.read_after([INBOX], 0).items if isinstance(item, Event)]


def test_of_many_reports_the_oldest_progress_makes_room(database: Database) -> None:
    outside = Outside(database, events=10)
    outside.publish(("started", {}), *(("progress", {"progress": n / 100}) for n in range(40)))
    outside.publish(("finished", {"status": "failed"}), *(("started", {}) for _ in range(40)))
    outside.read()
    assert outside.row().events_kept == 10
    assert outside.kept() == ["started", "finished", *["started"] * 8]


def test_a_burst_is_read_in_portions(outside: Outside) -> None:
    reports = [("started", {"execution_id": f"e{n}"}) for n in range(1200)]
    for first in range(0, 1200, 400):
        outside.publish(*reports[first : first + 400])
    outside.read()
    assert outside.row("e1199").state == "running"
    assert len(outside.kept()) == 1200


def test_a_title_is_kept_as_it_was_written(outside: Outside) -> None:
    for number, title in enumerate(("a\0b", "\x1a0", "line\nline", " =1+1", "＝1+1")):
        assert outside.report("started", execution_id=f"e{number}", title=title).title == title
