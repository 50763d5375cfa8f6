"""Retention rules: set and deleted by name, written down, in force for whoever asks next."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select

from services.auth.audit import Actor, AuditEntry
from services.database.database import Database
from services.errors import BadRequest, Conflict, NotFound
from services.retention import rules as module
from services.retention.rules import RetentionRules, Wanted
from services.settings.settings import Settings
from services.streaming.log.retention import Kept, Retention
from tests.support.schema import give_schema

ADMIN = Actor("1", "root", "127.0.0.1")


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.integration)])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    url = f"sqlite:///{tmp_path}/tailrace.db"
    if request.param == "postgres":
        url = Settings().changed(store={"database_url": str(request.getfixturevalue("postgres_url"))}).database
    made = Database(url)
    give_schema(made)
    yield made
    made.dispose()


@pytest.fixture
def rules(database: Database) -> RetentionRules:
    return RetentionRules(database, Retention(1000, 3600, 60), clock=lambda: 1.8e9)


def test_a_rule_is_in_force_and_leaves_the_rest_to_the_settings(rules: RetentionRules) -> None:
    assert rules.in_force() == rules.general
    rules.put("jobs.*", Wanted(events=10), by=ADMIN)
    rules.put("jobs.1", Wanted(age_s=60, grace_s=0), by=ADMIN)
    rules.put("jobs.*", Wanted(events=20, grace_s=5), by=ADMIN)
    assert [(rule.pattern, rule.events, rule.age_s) for rule in rules.list()] == [
        ("jobs.*", 20, None),
        ("jobs.1", None, 60),
    ]
    found = rules.in_force()
    assert found.of("jobs.2") == Kept(20, 3600, 5)
    assert found.of("jobs.1") == Kept(1000, 60, 0)
    assert found.of("other") == Kept(1000, 3600, 60)
    rules.delete("jobs.1", by=ADMIN)
    assert rules.in_force().of("jobs.1") == Kept(20, 3600, 5)
    with pytest.raises(NotFound):
        rules.delete("jobs.1", by=ADMIN)


def test_every_change_is_written_down(rules: RetentionRules, database: Database) -> None:
    rules.put("jobs.*", Wanted(events=10), by=ADMIN)
    rules.put("jobs.*", Wanted(events=20), by=ADMIN)
    rules.delete("jobs.*", by=ADMIN)
    with database.session() as session:
        found = session.scalars(select(AuditEntry).order_by(AuditEntry.id)).all()
    assert [(entry.act, entry.actor, entry.subject) for entry in found] == [
        ("retention.set", "root", "jobs.*"),
        ("retention.set", "root", "jobs.*"),
        ("retention.deleted", "root", "jobs.*"),
    ]
    assert found[1].details["before"] == {"events": 10, "age_s": None, "grace_s": None}


@pytest.mark.parametrize(
    ("pattern", "wanted"),
    [
        ("Jobs", Wanted(events=1)),
        ("a*b", Wanted(events=1)),
        ("~control", Wanted(events=1)),
        ("jobs.*", Wanted()),
        ("jobs.*", Wanted(events=0)),
        ("jobs.*", Wanted(age_s=0.5)),
        ("jobs.*", Wanted(grace_s=-1)),
        ("jobs.*", Wanted(age_s=float("nan"))),
    ],
    ids=str,
)
def test_what_makes_no_sense_is_refused(rules: RetentionRules, pattern: str, wanted: Wanted) -> None:
    with pytest.raises(BadRequest):
        rules.put(pattern, wanted, by=ADMIN)
    assert rules.list() == []


def test_there_is_a_limit(rules: RetentionRules, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST_RULES", 2)
    rules.put("a", Wanted(events=1), by=ADMIN)
    rules.put("b", Wanted(events=1), by=ADMIN)
    rules.put("b", Wanted(events=2), by=ADMIN)
    with pytest.raises(Conflict):
        rules.put("c", Wanted(events=1), by=ADMIN)


def test_what_was_said_last_counts_while_the_database_does_not_answer(
    rules: RetentionRules, database: Database, tmp_path: Path
) -> None:
    rules.put("jobs.*", Wanted(events=10), by=ADMIN)
    before = rules.in_force()
    if not database.is_sqlite:
        pytest.skip("a database that is away is made with a file")
    (tmp_path / "tailrace.db").rename(tmp_path / "away")
    assert rules.in_force() == before
