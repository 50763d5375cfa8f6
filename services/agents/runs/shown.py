"""An answer as an execution: all that anybody but its asker sees of it, its agent, its state and how long it took."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.agents.record import ChatRunRecord
from services.agents.runs.run import State, channel_of
from services.runs.execution import (
    Execution,
    ExecutionState,
    add_execution,
    move_execution,
    remove_executions,
    searched,
)

KIND = "answer"
TITLE = "Answer"
"""Until an agent has been chosen."""

_STATES: dict[State, ExecutionState] = {
    "queued": "queued",
    "running": "running",
    "completed": "succeeded",
    "input_required": "succeeded",
    "failed": "failed",
}


def show_asked(session: Session, row: ChatRunRecord) -> None:
    add_execution(session, Execution(row.id, KIND, TITLE, row.owner_id, channel_of(row.id), row.created_at))


def show_taken(session: Session, run_id: str, at: float) -> None:
    move_execution(session, run_id, state="running", started_at=at)


def show_agent(session: Session, run_id: str, agent_name: str) -> None:
    move_execution(session, run_id, title=agent_name, words=searched(agent_name))


def show_ended(session: Session, run_id: str, state: State, code: str, at: float) -> None:
    """``code`` says why it failed (contract, section 6); the message is the asker's alone."""
    shown = "cancelled" if code == "cancelled" else _STATES[state]
    progress = {"progress": 1.0} if shown == "succeeded" else {}
    move_execution(session, run_id, state=shown, error=code if shown == "failed" else None, finished_at=at, **progress)


def hide_answers(session: Session, conversation_ids: Collection[str]) -> None:
    run_ids = select(ChatRunRecord.id).where(ChatRunRecord.conversation_id.in_(conversation_ids))
    remove_executions(session, session.scalars(run_ids).all())
