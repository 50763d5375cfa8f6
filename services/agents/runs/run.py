"""A run of the chat: one answer to one message, made once, whoever watches."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

import msgspec

from services.agents.record import ChatRunRecord

CHANNEL_PREFIX = "chat"

State = Literal["queued", "running", "completed", "input_required", "failed"]
LIVE: tuple[State, ...] = ("queued", "running")


def channel_of(run_id: str) -> str:
    return f"{CHANNEL_PREFIX}.{run_id}"


@dataclass(frozen=True, slots=True)
class ChatRun:
    """As it was when it was read. ``code`` and ``message`` say why it failed. ``facts`` is what was found on the way:
    ``routing``, ``steps``, ``artifacts``, ``tokens_in``, ``tokens_out``, ``cut``. Times are Unix seconds.
    """

    id: str
    conversation_id: str
    owner_id: str
    question_id: str
    answer_id: str
    wanted_agent_id: str | None
    agent_id: str | None
    agent_name: str
    state: State
    code: str
    message: str
    facts: dict[str, Any]
    producer: str | None
    is_cancelled: bool
    is_told: bool
    remote_task_id: str | None
    created_at: float
    started_at: float | None
    finished_at: float | None
    traceparent: str = ""

    @property
    def is_live(self) -> bool:
        return self.state in LIVE

    @property
    def channel(self) -> str:
        return channel_of(self.id)

    @property
    def seconds(self) -> float | None:
        """How long the answer took."""
        if self.started_at is None or self.finished_at is None:
            return None
        return round(self.finished_at - self.started_at, 3)


def run_of(row: ChatRunRecord) -> ChatRun:
    """The row as a value that outlives its session."""
    return ChatRun(
        id=row.id,
        conversation_id=row.conversation_id,
        owner_id=row.owner_id,
        question_id=row.question_id,
        answer_id=row.answer_id,
        wanted_agent_id=row.wanted_agent_id,
        agent_id=row.agent_id,
        agent_name=row.agent_name,
        state=row.state,  # type: ignore[arg-type]
        code=row.code,
        message=row.message,
        facts=msgspec.json.decode(row.facts),
        producer=row.producer,
        is_cancelled=row.is_cancelled,
        is_told=row.is_told,
        remote_task_id=row.remote_task_id,
        created_at=row.created_at,
        started_at=row.started_at,
        finished_at=row.finished_at,
        traceparent=row.traceparent or "",
    )
