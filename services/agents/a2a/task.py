"""A task of A2A and what is said about it (A2A 1.0.1, section 4.1), the same values for both versions on the wire."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import Any, Literal, Self

import msgspec

Role = Literal["user", "agent"]


class TaskState(Enum):
    """The value is what 1.0 writes."""

    UNKNOWN = "TASK_STATE_UNSPECIFIED"
    SUBMITTED = "TASK_STATE_SUBMITTED"
    WORKING = "TASK_STATE_WORKING"
    COMPLETED = "TASK_STATE_COMPLETED"
    FAILED = "TASK_STATE_FAILED"
    CANCELED = "TASK_STATE_CANCELED"
    INPUT_REQUIRED = "TASK_STATE_INPUT_REQUIRED"
    REJECTED = "TASK_STATE_REJECTED"
    AUTH_REQUIRED = "TASK_STATE_AUTH_REQUIRED"

    @property
    def is_terminal(self) -> bool:
        """Nothing more happens to the task."""
        return self in (TaskState.COMPLETED, TaskState.FAILED, TaskState.CANCELED, TaskState.REJECTED)

    @property
    def is_interrupted(self) -> bool:
        """The task goes on with the next message."""
        return self in (TaskState.INPUT_REQUIRED, TaskState.AUTH_REQUIRED)

    @property
    def ends_the_stream(self) -> bool:
        return self.is_terminal or self.is_interrupted


@dataclass(frozen=True, slots=True)
class Part:
    """Exactly one of ``text``, ``raw`` (a file's bytes), ``url`` (where a file is) and ``data`` is not None.

    ``data`` is JSON text: what a stranger sent is not built up as objects until somebody wants it.
    """

    text: str | None = None
    raw: bytes | None = None
    url: str | None = None
    data: msgspec.Raw | None = None
    filename: str = ""
    media_type: str = ""

    @classmethod
    def of_data(cls, value: Any) -> Self:
        """``value`` is any JSON value."""
        return cls(data=msgspec.Raw(msgspec.json.encode(value)))


@dataclass(frozen=True, slots=True)
class Message:
    message_id: str
    role: Role
    parts: tuple[Part, ...]
    context_id: str = ""
    task_id: str = ""

    @property
    def text(self) -> str:
        return text_of(self.parts, "\n")


@dataclass(frozen=True, slots=True)
class TaskArtifact:
    artifact_id: str
    parts: tuple[Part, ...]
    name: str = ""
    description: str = ""

    @property
    def text(self) -> str:
        """The parts' texts without anything in between: an appended chunk is a part of its own."""
        return text_of(self.parts, "")


@dataclass(frozen=True, slots=True)
class TaskStatus:
    """``timestamp`` is written like ``2026-11-25T12:00:00.000Z``; empty if unknown."""

    state: TaskState
    message: Message | None = None
    timestamp: str = ""


@dataclass(frozen=True, slots=True)
class Task:
    id: str
    context_id: str
    status: TaskStatus
    artifacts: tuple[TaskArtifact, ...] = ()
    history: tuple[Message, ...] = ()


@dataclass(frozen=True, slots=True)
class StatusUpdate:
    task_id: str
    context_id: str
    status: TaskStatus


@dataclass(frozen=True, slots=True)
class ArtifactUpdate:
    """With ``append`` the artifact's parts are added to those that are there, otherwise they replace them."""

    task_id: str
    context_id: str
    artifact: TaskArtifact
    append: bool = False
    last_chunk: bool = False


TaskEvent = Task | Message | StatusUpdate | ArtifactUpdate
"""What one envelope of a stream holds. A sent message is answered with a Task or a Message."""


def text_of(parts: tuple[Part, ...], between: str) -> str:
    return between.join(part.text for part in parts if part.text is not None)
