"""A filter finds what it names, in what its caller may see."""

from __future__ import annotations

import math

import pytest
from sqlalchemy import select

from services.auth.identity import Identity
from services.database.database import Database
from services.errors import BadRequest
from services.operations.executions.filter import read_filter
from services.runs.execution import Execution, add_execution
from services.runs.execution_record import ExecutionRecord
from tests.unit.jobs.conftest import database, database_url

__all__ = ["database", "database_url"]

ADMIN = Identity("root", "root", "admin", "session", "l1", math.inf)
ALICE = Identity("alice", "alice", "member", "session", "l2", math.inf)


def found(database: Database, identity: Identity, **fields: object) -> str:
    query = select(ExecutionRecord.id).where(*read_filter(fields).conditions(identity)).order_by(ExecutionRecord.id)
    with database.session() as session:
        return "".join(session.scalars(query))


def test_each_field_narrows_and_members_find_their_own(database: Database) -> None:
    with database.session() as session:
        add_execution(session, Execution("a", "etl", "Nightly 100%", "alice", "jobs.a", 10.0, state="running"))
        add_execution(session, Execution("b", "etl", "Hourly", "bob", "jobs.b", 20.0, state="no_news", alert="high"))
        add_execution(session, Execution("c", "scan", "Nachtlauf", None, "scan.c", 30.0, state="failed"))
    assert found(database, ADMIN) == "abc"
    assert found(database, ALICE) == found(database, ADMIN, owner="alice") == "a"
    assert found(database, ALICE, owner="bob") == ""
    assert found(database, ADMIN, kind="etl") == "ab"
    assert found(database, ADMIN, status="running") == "ab"  # nobody says that the silent one has ended
    assert found(database, ADMIN, status="no_news") == "b"
    assert found(database, ADMIN, alert="high") == "b"
    assert found(database, ADMIN, since=20, until="1970-01-01T00:00:30Z") == "b"
    assert found(database, ADMIN, q="NIGHTLY") == found(database, ADMIN, q="0%") == "a"
    assert found(database, ADMIN, kind="", q="  ") == "abc"


def test_a_kind_with_a_comma_is_found_by_its_name(database: Database) -> None:
    with database.session() as session:
        for id, kind in zip("abcd", ("load", "load, nightly", "nightly", "nightly,"), strict=True):
            add_execution(session, Execution(id, kind, "Import", "alice", f"jobs.{id}", 10.0))
    assert found(database, ADMIN, kind="load, nightly") == "abc"
    assert found(database, ADMIN, kind="nightly,") == "cd"
    assert found(database, ADMIN, kind="load") == "a"


@pytest.mark.parametrize(
    "fields",
    [
        {"status": "done"}, {"alert": "red"}, {"kind": 1}, {"since": "soon"}, {"since": float("nan")},
        {"until": True}, {"until": [1]}, {"until": 10**400}, {"q": "x" * 201}, {"q": "\0"}, {"kind": "a\ud800"},
        {"owner": "\udc00"},
    ],
)  # fmt: skip
def test_what_is_no_filter_is_refused(fields: dict[str, object]) -> None:
    with pytest.raises(BadRequest, match=f"'{next(iter(fields))}'"):
        read_filter(fields)
