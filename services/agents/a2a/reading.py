"""Reading A2A objects from JSON, 1.0 and 0.3 alike (ProtoJSON: camelCase and snake_case, unknown fields ignored).

What nobody asked for is skipped without being built, so that a stranger's 8 MiB of nested lists cost no memory. The
functions raise :class:`Malformed` for anything that is not what A2A says.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Sequence
from typing import TypeVar

import msgspec
from msgspec import UNSET, Raw, Struct, UnsetType

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

MOST_OBJECTS = 50_000
"""Objects in one JSON text. An artifact that was streamed in 20,000 chunks has as many parts."""

T = TypeVar("T")


class Malformed(Exception):
    """The message says what is wrong and where: "Expected `str`, got `int` - at `$.parts[0].text`"."""


def read_json(text: bytes | bytearray | Raw, kind: type[T]) -> T:
    """``kind`` declares what is wanted of the JSON text."""
    if not isinstance(text, Raw) and text.count(b"{") > MOST_OBJECTS:
        raise Malformed(f"More than {MOST_OBJECTS:,} objects")
    try:
        return msgspec.json.decode(text, type=kind)
    except RecursionError:
        raise Malformed("Nested too deeply") from None
    except ValueError as error:  # msgspec's own errors are ValueErrors, and so is text that is not UTF-8
        raise Malformed(str(error)) from None


def read_event(text: bytes | bytearray | Raw) -> TaskEvent:
    """The result in an envelope of a stream, or of a sent message."""
    result = read_json(text, _Result)
    for wrapped in (
        result.task,
        result.message,
        result.statusUpdate or result.status_update,
        result.artifactUpdate or result.artifact_update,
    ):
        if wrapped is not None:
            return wrapped.value()
    match result.kind:
        case "task":
            return read_task(text)
        case "message":
            return read_message(text)
        case "status-update":
            return read_json(text, _StatusUpdate).value()
        case "artifact-update":
            return read_json(text, _ArtifactUpdate).value()
    if result.messageId or result.message_id:  # early 0.3 agents leave ``kind`` out
        return read_message(text)
    if result.id and result.status is not UNSET:
        return read_task(text)
    raise Malformed("Neither a task, a message, a status nor an artifact")


def read_task(text: bytes | bytearray | Raw) -> Task:
    return read_json(text, _Task).value()


def read_state(given: str | int | None) -> TaskState | None:
    """The state of this name, in either version, or number; None if there is no such state."""
    return _STATES.get(given)


def read_message(text: bytes | bytearray | Raw) -> Message:
    return read_json(text, MessageJson).value()


# -- as the wire has them ---------------------------------------------------------------------------------------------

Word = str | None


class _File(Struct, gc=False):
    """A file in 0.3."""

    bytes: Word = None
    uri: Word = None
    name: Word = None
    mimeType: Word = None


class _Part(Struct, gc=False):
    text: Word = None
    raw: Word = None
    url: Word = None
    data: Raw | UnsetType = UNSET
    filename: Word = None
    mediaType: Word = None
    media_type: Word = None
    file: _File | None = None
    kind: Word = None

    def value(self) -> Part:
        filename, media_type = self.filename or "", self.mediaType or self.media_type or ""
        if self.file is not None:
            filename, media_type = self.file.name or "", self.file.mimeType or ""
        raw = self.raw if self.file is None else self.file.bytes
        url = self.url if self.file is None else self.file.uri
        if self.text is not None:
            return Part(text=self.text, filename=filename, media_type=media_type)
        if raw is not None:
            return Part(raw=_bytes(raw), filename=filename, media_type=media_type)
        if url is not None:
            return Part(url=url, filename=filename, media_type=media_type)
        if self.data is not UNSET:
            return Part(data=self.data.copy(), filename=filename, media_type=media_type)
        raise Malformed("A part has none of text, raw, url, file and data")


def _bytes(encoded: str) -> bytes:
    """ProtoJSON takes base64 of both alphabets, with and without padding."""
    plain = encoded.replace("-", "+").replace("_", "/").rstrip("=")
    try:
        return base64.b64decode(plain + "=" * (-len(plain) % 4), validate=True)
    except (binascii.Error, ValueError):
        raise Malformed("A file's bytes are not base64") from None


def _parts(parts: Sequence[_Part]) -> tuple[Part, ...]:
    return tuple(part.value() for part in parts)


class MessageJson(Struct, gc=False):
    messageId: Word = None
    message_id: Word = None
    contextId: Word = None
    context_id: Word = None
    taskId: Word = None
    task_id: Word = None
    role: str | int | None = None
    parts: list[_Part] = []

    def value(self) -> Message:
        return Message(
            self.messageId or self.message_id or "",
            "user" if self.role in ("ROLE_USER", "user", 1) else "agent",
            _parts(self.parts),
            self.contextId or self.context_id or "",
            self.taskId or self.task_id or "",
        )


class _Artifact(Struct, gc=False):
    artifactId: Word = None
    artifact_id: Word = None
    name: Word = None
    description: Word = None
    parts: list[_Part] = []

    def value(self) -> TaskArtifact:
        artifact_id = self.artifactId or self.artifact_id or ""
        return TaskArtifact(artifact_id, _parts(self.parts), self.name or "", self.description or "")


_STATES: dict[str | int | None, TaskState] = {state.value: state for state in TaskState}
_STATES |= {state.value.removeprefix("TASK_STATE_").lower().replace("_", "-"): state for state in TaskState}
_STATES |= dict(enumerate(TaskState))  # ProtoJSON also takes an enum's number


class _Status(Struct, gc=False):
    state: str | int | None = None
    message: MessageJson | None = None
    timestamp: Word = None

    def value(self) -> TaskStatus:
        """A state that we don't know is one that goes on."""
        message = None if self.message is None else self.message.value()
        return TaskStatus(_STATES.get(self.state, TaskState.UNKNOWN), message, self.timestamp or "")


class _Task(Struct, gc=False):
    id: Word = None
    contextId: Word = None
    context_id: Word = None
    status: _Status | None = None
    artifacts: list[_Artifact] | None = None

    def value(self) -> Task:
        """Without its history, which nobody here asks for."""
        if not self.id:
            raise Malformed("A task has no id")
        return Task(
            self.id,
            self.contextId or self.context_id or "",
            (self.status or _Status()).value(),
            tuple(artifact.value() for artifact in self.artifacts or ()),
        )


class _StatusUpdate(Struct, gc=False):
    taskId: Word = None
    task_id: Word = None
    contextId: Word = None
    context_id: Word = None
    status: _Status | None = None

    def value(self) -> StatusUpdate:
        task_id, context_id = self.taskId or self.task_id or "", self.contextId or self.context_id or ""
        return StatusUpdate(task_id, context_id, (self.status or _Status()).value())


class _ArtifactUpdate(Struct, gc=False):
    taskId: Word = None
    task_id: Word = None
    contextId: Word = None
    context_id: Word = None
    artifact: _Artifact | None = None
    append: bool | None = None
    lastChunk: bool | None = None
    last_chunk: bool | None = None

    def value(self) -> ArtifactUpdate:
        return ArtifactUpdate(
            self.taskId or self.task_id or "",
            self.contextId or self.context_id or "",
            (self.artifact or _Artifact()).value(),
            bool(self.append),
            bool(self.lastChunk or self.last_chunk),
        )


class _Result(Struct, gc=False):
    """1.0 wraps what it sends; 0.3 marks it with its ``kind``."""

    task: _Task | None = None
    message: MessageJson | None = None
    statusUpdate: _StatusUpdate | None = None
    status_update: _StatusUpdate | None = None
    artifactUpdate: _ArtifactUpdate | None = None
    artifact_update: _ArtifactUpdate | None = None
    kind: Word = None
    id: Word = None
    messageId: Word = None
    message_id: Word = None
    status: Raw | UnsetType = UNSET
