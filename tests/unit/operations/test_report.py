"""What a program may report of its execution, and what is refused when it is published."""

from __future__ import annotations

import sys

import pytest

from services.errors import BadRequest
from services.operations.executions.report import checked, heard
from services.streaming.event import Event, new_event


def refused(type: str, data: dict[str, object]) -> None:
    with pytest.raises(BadRequest, match=type) as refusal:
        checked(new_event("jobs.etl", type, data))
    assert refusal.value.code == "bad_report"


@pytest.mark.parametrize(
    ("type", "data"),
    [
        ("started", {}),
        ("started", {"title": None, "kind": "etl", "expect_within_s": 1, "alert": "none", "picture": None}),
        ("started", {"title": "=1+1\n\0", "unknown": {"a": [1]}, "expect_within_s": 90.5}),
        ("progress", {"progress": 0}),
        ("progress", {"progress": 1, "stage": "load", "message": "é" * 255, "alert": "critical"}),
        ("finished", {"status": "failed", "error": "disk full"}),
    ],
)
def test_what_the_contract_names_is_taken(type: str, data: dict[str, object]) -> None:
    name = f"execution.{type}"
    assert checked(new_event("jobs.etl", name, {"execution_id": "e1"} | data)).execution_id == "e1"


@pytest.mark.parametrize(
    ("type", "data"),
    [
        ("started", {"title": "x" * 256}), ("started", {"title": 5}), ("started", {"kind": ""}),
        ("started", {"kind": "x" * 65}), ("started", {"kind": "a\0"}), ("started", {"expect_within_s": 0.9}),
        ("started", {"expect_within_s": "60"}), ("started", {"expect_within_s": True}), ("started", {"alert": "red"}),
        ("started", {"picture": ["a"]}), ("started", {"picture": "a\0"}),
        ("started", {"execution_id": ""}), ("started", {"execution_id": 7}),
        ("started", {"execution_id": None}), ("started", {"execution_id": "x" * 256}),
        ("started", {"execution_id": "a\0b"}),
        ("progress", {}), ("progress", {"progress": None}), ("progress", {"progress": 1.01}),
        ("progress", {"progress": -0.01}), ("progress", {"progress": "0.5"}), ("progress", {"progress": False}),
        ("progress", {"progress": 0.5, "stage": "x" * 256}), ("progress", {"progress": 0.5, "message": {}}),
        ("finished", {}), ("finished", {"status": "done"}), ("finished", {"status": "failed", "error": "x" * 256}),
    ],
)  # fmt: skip
def test_a_wrong_field_is_refused(type: str, data: dict[str, object]) -> None:
    refused(f"execution.{type}", {"execution_id": "e1"} | data)


def test_what_is_too_deep_to_be_read_is_refused_and_stops_nobody_else() -> None:
    event = new_event("jobs.etl", "execution.started", {"execution_id": "e1"})
    depth = sys.getrecursionlimit()
    deep = event.data[:-1] + b',"x":' + b"[" * depth + b"]" * depth + b"}"
    with pytest.raises(BadRequest, match="recursion"):
        checked(event._replace(data=deep))
    assert heard(Event(7, "~inbox.operations", event.type, 1000, deep, event.prefix)) is None


def test_an_execution_has_an_id() -> None:
    refused("execution.started", {"title": "Nightly"})
