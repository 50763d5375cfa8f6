"""Refusals: counted in memory, written seldom, few kept, none for long."""

from __future__ import annotations

import pytest

from services.auth import refusal
from services.auth.refusal import KEPT_S, Refusals
from services.database.database import Database
from tests.unit.auth.conftest import Clock


@pytest.fixture
def refusals(database: Database, clock: Clock) -> Refusals:
    return Refusals(database, clock=clock)


def note(refusals: Refusals, caller: str = "u1", code: str = "publish_rate") -> None:
    refusals.note(code, caller, "ada", "192.0.2.1", "Slower.", 5)


def test_many_refusals_are_one_row_that_counts(refusals: Refusals, clock: Clock) -> None:
    note(refusals)
    clock.now += 10
    note(refusals)
    assert refusals.newest() == [], "no request writes"
    refusals.flush()
    note(refusals)
    refusals.flush()
    (row,) = refusals.newest()
    assert (row.code, row.caller, row.caller_name, row.address, row.message) == (
        "publish_rate", "u1", "ada", "192.0.2.1", "Slower.",
    )  # fmt: skip
    assert (row.count, row.first_at, row.last_at, row.until) == (3, clock.now - 10, clock.now, clock.now + 5)


def test_two_workers_count_into_one_row(database: Database, clock: Clock) -> None:
    for _worker in range(2):
        one = Refusals(database, clock=clock)
        note(one)
        one.flush()
    assert [row.count for row in Refusals(database, clock=clock).newest()] == [2]


def test_few_rows_are_kept_and_none_for_longer_than_a_day(
    refusals: Refusals, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(refusal, "MOST_ROWS", 3)
    for number in range(5):
        clock.now += 1
        note(refusals, f"u{number}")
        refusals.flush()
    assert [row.caller for row in refusals.newest()] == ["u4", "u3", "u2"]
    clock.now += KEPT_S + 1
    note(refusals, "new")
    refusals.flush()
    assert [row.caller for row in refusals.newest()] == ["new"]


def test_a_flood_of_callers_takes_bounded_memory(refusals: Refusals, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(refusal, "MOST_ROWS", 10)
    for number in range(1_000):
        note(refusals, f"u{number}")
    refusals.flush()
    assert len(refusals.newest()) == 10
