"""Writing A2A objects as JSON: camelCase, without the fields that are empty, in the form of one version."""

from __future__ import annotations

import base64
from datetime import UTC, datetime
from typing import Any, Literal

import msgspec

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

Version = Literal["1.0", "0.3"]
Json = dict[str, Any]


def write_event(event: TaskEvent, version: Version) -> Json:
    """The result in an envelope of a stream, and of a sent message."""
    match event:
        case Task():
            name, written = "task", write_task(event, version)
        case Message():
            name, written = "message", write_message(event, version)
        case StatusUpdate():
            name, written = "statusUpdate", _status_update(event, version)
        case ArtifactUpdate():
            name, written = "artifactUpdate", _artifact_update(event, version)
    return written if version == "0.3" else {name: written}


def write_task(task: Task, version: Version) -> Json:
    return _present(
        kind="task" if version == "0.3" else None,
        id=task.id,
        contextId=task.context_id,
        status=_status(task.status, version),
        artifacts=[_artifact(artifact, version) for artifact in task.artifacts],
        history=[write_message(message, version) for message in task.history],
    )


def write_message(message: Message, version: Version) -> Json:
    return _present(
        kind="message" if version == "0.3" else None,
        messageId=message.message_id,
        contextId=message.context_id,
        taskId=message.task_id,
        role=message.role if version == "0.3" else f"ROLE_{message.role.upper()}",
    ) | {"parts": [_part(part, version) for part in message.parts]}


def write_state(state: TaskState, version: Version) -> str:
    if version == "1.0":
        return state.value
    return "unknown" if state is TaskState.UNKNOWN else state.value[len("TASK_STATE_") :].lower().replace("_", "-")


def write_time(seconds: float) -> str:
    return datetime.fromtimestamp(seconds, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _status_update(update: StatusUpdate, version: Version) -> Json:
    is_old = version == "0.3"
    return _present(
        kind="status-update" if is_old else None,
        taskId=update.task_id,
        contextId=update.context_id,
        status=_status(update.status, version),
        final=update.status.state.ends_the_stream if is_old else None,
    )


def _artifact_update(update: ArtifactUpdate, version: Version) -> Json:
    return _present(
        kind="artifact-update" if version == "0.3" else None,
        taskId=update.task_id,
        contextId=update.context_id,
        artifact=_artifact(update.artifact, version),
        append=update.append or None,
        lastChunk=update.last_chunk or None,
    )


def _status(status: TaskStatus, version: Version) -> Json:
    return _present(
        state=write_state(status.state, version),
        message=None if status.message is None else write_message(status.message, version),
        timestamp=status.timestamp,
    )


def _artifact(artifact: TaskArtifact, version: Version) -> Json:
    return _present(artifactId=artifact.artifact_id, name=artifact.name, description=artifact.description) | {
        "parts": [_part(part, version) for part in artifact.parts]
    }


def _part(part: Part, version: Version) -> Json:
    raw = None if part.raw is None else base64.b64encode(part.raw).decode()
    if version == "1.0":
        written = _present(filename=part.filename, mediaType=part.media_type)
        for name, content in (("text", part.text), ("raw", raw), ("url", part.url), ("data", part.data)):
            if content is not None:
                written[name] = content
        return written
    if part.text is not None:
        return {"kind": "text", "text": part.text}
    if part.data is not None:
        return _old_data(part.data)
    place = {"uri": part.url} if raw is None else {"bytes": raw}
    return {"kind": "file", "file": _present(name=part.filename, mimeType=part.media_type) | place}


def _old_data(data: msgspec.Raw) -> Json:
    """0.3 knows only objects. Other values are wrapped as the SDK does it (a2a-sdk, ``to_compat_part``)."""
    if bytes(data).lstrip().startswith(b"{"):
        return {"kind": "data", "data": data}
    return {"kind": "data", "data": {"value": data}, "metadata": {"data_part_compat": True}}


def _present(**fields: Any) -> Json:
    return {name: value for name, value in fields.items() if value not in (None, "", [])}
