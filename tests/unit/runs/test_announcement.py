"""Lists hear that a run has begun, and how it then stands, or that it is gone."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
import pytest

from services.errors import Unavailable
from services.runs.announcement import announced_to
from services.streaming.event import Event
from services.streaming.log.event_log import Append, Outcome
from services.streaming.log.memory_log import MemoryEventLog
from tests.unit.runs.conftest import ADMIN, ALICE, BOB, Counts


def heard(counts: Counts, channel: str) -> list[tuple[str, dict[str, object]]]:
    replay = counts._event_log.read_after([channel], 0)
    return [
        (item.type, msgspec.json.decode(item.published, type=dict[str, object]))
        for item in replay.items
        if isinstance(item, Event)
    ]


def end(counts: Counts, run_id: str) -> None:
    counts.cancel(ADMIN, run_id)
    counts.tell()


def test_a_run_that_begins_or_goes_is_announced_to_its_owner_and_to_admins(counts: Counts) -> None:
    counts.start("r1")
    end(counts, "r1")
    counts.delete(ALICE, "r1")
    told = heard(counts, announced_to(ALICE))
    assert [(type, data["id"], data["kind"]) for type, data in told] == [
        ("execution:new", "r1", "count"),
        ("execution:deleted", "r1", "count"),
    ]
    begun, gone = (data["data"] for _, data in told)
    assert isinstance(begun, dict) and (begun["title"], begun["status"], begun["owner"]) == (
        "To ten",
        "queued",
        "alice",
    )
    assert gone == {"id": "r1"}
    assert heard(counts, announced_to(ADMIN)) == told
    assert heard(counts, announced_to(BOB)) == []


def test_each_of_many_that_go_is_announced(counts: Counts) -> None:
    for run_id in ("r1", "r2", "r3"):
        counts.start(run_id)
        end(counts, run_id)
    counts.tidy("alice")
    assert [data["id"] for type, data in heard(counts, announced_to(ALICE)) if type == "execution:deleted"] == ["r1"]
    counts.delete_all("alice")
    gone = {data["id"] for type, data in heard(counts, announced_to(ADMIN)) if type == "execution:deleted"}
    assert gone == {"r1", "r2", "r3"}


def test_a_run_begins_although_nothing_can_be_announced(
    counts: Counts, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    class FullLog(MemoryEventLog):
        def append(self, batch: Sequence[Append]) -> list[Outcome]:
            raise Unavailable("The event log cannot be written.")

    monkeypatch.setattr(counts, "_event_log", FullLog())
    assert counts.start("r1").is_live
    assert counts.get(ALICE, "r1").title == "To ten"
    assert [record.getMessage() for record in caplog.records] == ["run_not_announced"]
