"""What the client refuses to send, and how it splits batches."""

from __future__ import annotations

import json
from typing import Any

import pytest
from tailrace_client import PublishRefused
from tailrace_client.encoding import batches, body_of, encode, encode_event


def test_an_event_is_one_json_object_in_unicode() -> None:
    assert encode("jobs.a", "note", {"text": "Grüße\n", "n": 1}) == (
        '{"channel":"jobs.a","type":"note","data":{"text":"Grüße\\n","n":1}}'.encode()
    )


@pytest.mark.parametrize(
    ("channel", "type", "data", "code"),
    [
        ("Jobs", "note", {}, "bad_channel"),
        ("jobs.*", "note", {}, "bad_channel"),
        ("jobs.a\n", "note", {}, "bad_channel"),
        (None, "note", {}, "bad_channel"),
        ("jobs.a", "1note", {}, "bad_type"),
        ("jobs.a", "note\r\ndata: x", {}, "bad_type"),
        ("jobs.a", "note", [1], "bad_data"),
        ("jobs.a", "note", {"n": float("nan")}, "bad_data"),
        ("jobs.a", "note", {"n": object()}, "bad_data"),
        ("jobs.a", "note", {"secret": "\ud800"}, "bad_data"),
    ],
)
def test_what_the_server_would_refuse_is_refused_at_once(channel: Any, type: Any, data: Any, code: str) -> None:
    with pytest.raises(PublishRefused) as refusal:
        encode(channel, type, data)
    assert refusal.value.code == code
    assert refusal.value.status == 0
    assert "secret" not in str(refusal.value)


def test_an_event_may_be_a_tuple_or_what_the_api_takes() -> None:
    assert encode_event(("jobs.a", "note", {})) == encode_event({"channel": "jobs.a", "type": "note", "data": {}})
    with pytest.raises(PublishRefused, match="lacks type and data"):
        encode_event({"channel": "jobs.a"})


def test_batches_keep_the_order_and_both_limits() -> None:
    events = [b"%d" % n for n in range(25)]
    assert [len(batch) for batch in batches(events, max_events=10)] == [10, 10, 5]
    cut = list(batches(events, max_bytes=12))
    assert [event for batch in cut for event in batch] == events
    assert all(len(body_of(batch)) <= 12 for batch in cut)
    assert len(cut) < 10
    assert list(batches([])) == []


def test_an_event_larger_than_a_batch_goes_alone() -> None:
    assert [len(batch) for batch in batches([b"1", b"2" * 50, b"3"], max_bytes=10)] == [1, 1, 1]
    assert json.loads(body_of([b"1", b"2"])) == [1, 2]
