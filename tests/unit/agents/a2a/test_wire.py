"""What we write, the A2A SDK reads as the same, and what the SDK writes, we read as the same, in both versions."""

from __future__ import annotations

import base64
from typing import Any

import msgspec
import pytest
from a2a.compat.v0_3 import conversions, types
from a2a.types import a2a_pb2
from google.protobuf.json_format import MessageToDict, ParseDict

from services.agents.a2a.reading import Malformed, read_event, read_message, read_task
from services.agents.a2a.task import (
    ArtifactUpdate,
    Message,
    Part,
    StatusUpdate,
    Task,
    TaskArtifact,
    TaskEvent,
    TaskState,
    TaskStatus,
)
from services.agents.a2a.writing import Version, write_event, write_message, write_task, write_time

TIME = "2026-11-25T12:00:00.250Z"
PARTS = (
    Part(text="Two\nlines 🙂"),
    Part(raw=b"\x00\xff\xfe", filename="a.bin", media_type="application/octet-stream"),
    Part(url="https://example.com/a.pdf", filename="a.pdf", media_type="application/pdf"),
    Part.of_data({"a": [1.0, None, {"b": True}]}),
)
MESSAGE = Message("m1", "agent", PARTS, "c1", "t1")
ARTIFACT = TaskArtifact("a1", PARTS, "Answer", "What was found")
EVENTS: list[TaskEvent] = [
    Task("t1", "c1", TaskStatus(TaskState.WORKING, MESSAGE, TIME), (ARTIFACT,)),
    MESSAGE,
    *(StatusUpdate("t1", "c1", TaskStatus(state, timestamp=TIME)) for state in TaskState),
    ArtifactUpdate("t1", "c1", ARTIFACT, append=True, last_chunk=True),
    ArtifactUpdate("t1", "c1", TaskArtifact("a2", (Part(text=""),))),
]
VERSIONS: list[Version] = ["1.0", "0.3"]


def as_json(value: Any) -> Any:
    return msgspec.json.decode(msgspec.json.encode(value))


def sdk_reads_and_writes(written: Any, version: Version) -> Any:
    if version == "1.0":
        return MessageToDict(ParseDict(written, a2a_pb2.StreamResponse()))
    answer = types.SendStreamingMessageSuccessResponse.model_validate({"result": written})
    return answer.model_dump(mode="json", by_alias=True, exclude_none=True)["result"]


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("event", EVENTS)
def test_what_we_write_comes_back_from_the_sdk_as_the_same(event: TaskEvent, version: Version) -> None:
    again = sdk_reads_and_writes(as_json(write_event(event, version)), version)
    assert read_event(msgspec.json.encode(again)) == event


@pytest.mark.parametrize("event", EVENTS)
def test_the_sdk_understands_both_versions_alike(event: TaskEvent) -> None:
    new = ParseDict(as_json(write_event(event, "1.0")), a2a_pb2.StreamResponse())
    old = types.SendStreamingMessageSuccessResponse.model_validate({"result": as_json(write_event(event, "0.3"))})
    assert conversions.to_core_stream_response(old) == new


def test_fields_may_be_written_in_snake_case_and_unknown_ones_are_ignored() -> None:
    text = b"""{"status_update": {"task_id": "t", "context_id": "c", "surprise": [[[]]],
      "status": {"state": 2, "message": {"message_id": "m", "role": 2, "parts": [{"raw": "_-8", "media_type": "a/b"}]}}
    }}"""
    message = Message("m", "agent", (Part(raw=b"\xff\xef", media_type="a/b"),))
    assert read_event(text) == StatusUpdate("t", "c", TaskStatus(TaskState.WORKING, message))


def test_old_agents_may_leave_the_kind_out() -> None:
    assert read_event(b'{"id": "t", "status": {"state": "working"}}') == Task("t", "", TaskStatus(TaskState.WORKING))
    part = b'{"messageId": "m", "role": "agent", "parts": [{"kind": "text", "text": "Hi"}]}'
    assert read_event(part) == Message("m", "agent", (Part(text="Hi"),))


def test_a_state_of_a_later_version_is_one_that_goes_on() -> None:
    task = read_task(b'{"id": "t", "status": {"state": "TASK_STATE_DREAMING"}}')
    assert task.status.state is TaskState.UNKNOWN
    assert not task.status.state.ends_the_stream


@pytest.mark.parametrize(
    "text",
    [
        b"",
        b"<html>",
        b"[]",
        b"7",
        b"{}",
        b'{"kind": "task"}',
        b'{"message": {"parts": [{}]}}',
        b'{"message": {"parts": [{"text": 7}]}}',
        b'{"message": {"parts": [{"raw": "\xc3\xa9"}]}}',
        b'{"message": {"parts": [{"raw": "a"}]}}',
        b'{"message": {"parts": ["\xff"]}}',
        b'{"task": {"id": "t", "artifacts": ' + b"[" * 1_000_000,
        b'{"kind": ' + b'{"a":' * 100_000,
        b'{"task": {"id": "t", "artifacts": [' + b"{}," * 100_001 + b"{}]}}",
    ],
)
def test_what_is_not_a2a_is_malformed(text: bytes) -> None:
    with pytest.raises(Malformed):
        read_event(text)


def test_data_stays_what_it_was_however_deep() -> None:
    text = b"[" * 5000 + b"]" * 5000
    try:
        message = read_message(b'{"parts": [{"data": ' + text + b"}]}")
    except Malformed as error:
        assert str(error) == "Nested too deeply"
    else:
        assert bytes(message.parts[0].data or b"") == text


def test_a_chunk_is_a_part_of_its_own() -> None:
    parts = (Part(text="one, "), Part.of_data(1), Part(text="two"))
    assert TaskArtifact("a", parts).text == "one, two"
    assert Message("m", "agent", parts).text == "one, \ntwo"


def test_times_have_milliseconds_and_no_offset() -> None:
    assert write_time(1764072000.25) == "2025-11-25T12:00:00.250Z"


@pytest.mark.parametrize("value", [{"a": 1}, [1], "text", 7, None])
def test_0_3_gets_only_objects_as_data(value: Any) -> None:
    written = as_json(write_message(Message("m", "agent", (Part.of_data(value),)), "0.3"))
    part = conversions.to_core_part(types.Part.model_validate(written["parts"][0]))
    assert MessageToDict(part)["data"] == value


def test_a_task_without_anything_has_no_empty_fields() -> None:
    task = Task("t", "c", TaskStatus(TaskState.SUBMITTED))
    assert write_task(task, "1.0") == {"id": "t", "contextId": "c", "status": {"state": "TASK_STATE_SUBMITTED"}}


def test_bytes_are_base64_in_both_versions() -> None:
    message = Message("m", "user", (Part(raw=b"\xff\xef"),))
    encoded = base64.b64encode(b"\xff\xef").decode()
    assert write_message(message, "1.0")["parts"] == [{"raw": encoded}]
    assert write_message(message, "0.3")["parts"] == [{"kind": "file", "file": {"bytes": encoded}}]
