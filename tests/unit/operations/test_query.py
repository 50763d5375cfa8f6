"""Pages of executions by cursor, counts that stop, searches that say how far they looked."""

from __future__ import annotations

import itertools
import math

import pytest

from services.auth.identity import Identity
from services.database.database import Database
from services.errors import BadRequest
from services.operations.executions import query as query_module
from services.operations.executions.cursor import Cursor, read_cursor
from services.operations.executions.filter import ExecutionFilter, read_filter
from services.operations.executions.query import ExecutionQuery, Total
from services.runs.execution import Execution, add_execution
from tests.unit.jobs.conftest import database, database_url

__all__ = ["database", "database_url"]

ADMIN = Identity("root", "root", "admin", "session", "l1", math.inf)
ALICE = Identity("alice", "alice", "member", "session", "l2", math.inf)
ALL = ExecutionFilter()


def fill(database: Database, count: int) -> None:
    """Three of each moment, so that a cursor has to tell them apart."""
    with database.session() as session:
        for number in range(count):
            state = "running" if number == 0 else "failed" if number % 5 == 3 else "succeeded"
            owner, at = ("alice" if number % 7 == 0 else "bob"), float(number // 3)
            made = Execution(f"e{number:03}", "etl", f"Night {number}", owner, "jobs.etl", at, state=state)
            add_execution(session, made, is_told=True)


@pytest.mark.parametrize("window", [1, 4, 1000])
@pytest.mark.parametrize(
    "fields", [{}, {"status": "failed"}, {"q": "night"}, {"status": "failed,succeeded", "until": 9}]
)
def test_pages_hold_each_execution_once_newest_first(
    database: Database, monkeypatch: pytest.MonkeyPatch, window: int, fields: dict[str, object]
) -> None:
    monkeypatch.setattr(query_module, "_FIRST_WINDOW", window)
    fill(database, 60)
    query, wanted = ExecutionQuery(database, lambda: 0.0), read_filter(fields)
    everything = query.page(ADMIN, wanted, limit=200)
    assert everything.older is None and everything.executions
    keys = [(one.created_at, one.id) for one in everything.executions]
    assert keys == sorted(keys, reverse=True)
    found: list[Execution] = []
    place: Cursor | None = None
    while True:
        page = query.page(ADMIN, wanted, limit=7, before=place)
        found += page.executions
        place = page.older
        if place is None:
            break
        assert read_cursor(str(place)) == place
    assert found == everything.executions
    last = query.page(ADMIN, wanted, limit=7, before=Cursor(found[6].created_at, found[6].id))
    back = query.page(ADMIN, wanted, limit=7, after=last.newer)
    assert back.executions == found[:7] and back.newer is None
    assert query.total(ADMIN, wanted) == Total(len(found), is_exact=True)


def test_members_page_through_their_own(database: Database) -> None:
    fill(database, 30)
    page, total = ExecutionQuery(database, lambda: 0.0).listing(ALICE, ALL, limit=50)
    assert {one.owner_id for one in page.executions} == {"alice"} and total == Total(5, is_exact=True)


def test_what_runs_is_found_at_once_though_time_is_up(database: Database) -> None:
    fill(database, 30)
    page = ExecutionQuery(database).page(ADMIN, read_filter({"status": "running"}), limit=5, budget_s=-1)
    assert [one.id for one in page.executions] == ["e000"] and page.searched_to is None


def test_a_search_whose_time_is_up_says_how_far_it_looked_and_goes_on(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(query_module, "_FIRST_WINDOW", 6)
    fill(database, 60)
    clock = itertools.count().__next__
    query = ExecutionQuery(database, clock)
    wanted = read_filter({"q": "night 0"})
    place: Cursor | None = None
    page, looks = query.page(ADMIN, wanted, limit=5, budget_s=0), 1
    found: list[str] = []
    assert page.searched_to is not None and page.executions == []
    while page.older is not None:
        assert looks < 60 and (place is None or page.older.created_at <= place.created_at)
        place = page.older
        page, looks = query.page(ADMIN, wanted, limit=5, before=place, budget_s=0), looks + 1
        found += [one.title for one in page.executions]
    assert found == ["Night 0"] and looks > 2
    assert query.total(ADMIN, wanted, budget_s=0) == Total(0, is_exact=False)


def test_counting_stops(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(query_module, "COUNTED", 20)
    fill(database, 30)
    query = ExecutionQuery(database, lambda: 0.0)
    assert query.total(ADMIN, ALL) == Total(20, is_exact=False)
    assert query.total(ADMIN, read_filter({"status": "failed"})) == Total(6, is_exact=True)


@pytest.mark.parametrize("text", ["x", "....", "AAAA", "f_gAAAAAAAAx", "é", "A" * 200, str(Cursor(1.0, "a\x01b"))])
def test_what_is_no_cursor_is_refused(text: str) -> None:
    with pytest.raises(BadRequest, match="cursor"):
        read_cursor(text)
