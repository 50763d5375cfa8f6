"""Executions: what a dashboard shows of runs, whatever they are. Each call is a part of its caller's transaction."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, fields
from typing import Any, Literal

from sqlalchemy import delete, insert, update
from sqlalchemy.orm import Session

from services.runs.execution_record import ExecutionRecord

ExecutionState = Literal["queued", "running", "succeeded", "failed", "cancelled", "no_news"]
SEARCHED = 400
"""Characters that a search looks through."""
Alert = Literal["none", "low", "medium", "high", "critical"]


@dataclass(frozen=True, slots=True)
class Execution:
    """As it was when it was read; the columns are those of `ExecutionRecord`."""

    id: str
    kind: str
    title: str
    owner_id: str | None
    channel: str
    created_at: float
    state: ExecutionState = "queued"
    progress: float = 0.0
    stage: str = ""
    message: str = ""
    error: str | None = None
    alert: Alert = "none"
    picture: str | None = None
    false_positive: bool = False
    started_at: float | None = None
    finished_at: float | None = None
    publisher: str | None = None
    execution_id: str | None = None
    heard_at: float | None = None

    def as_dict(self) -> dict[str, Any]:
        """For JSON and events (contract, section 7)."""
        began = self.started_at if self.started_at is not None else self.created_at
        return {
            "id": self.id,
            "kind": self.kind,
            "title": self.title,
            "owner": self.owner_id,
            "publisher": self.publisher,
            "execution_id": self.execution_id,
            "status": self.state,
            "progress": self.progress,
            "stage": self.stage,
            "message": self.message,
            "error": self.error,
            "alert": self.alert,
            "picture": self.picture,
            "false_positive": self.false_positive,
            "created_at": self.created_at,
            "started_at": self.started_at,
            "finished_at": self.finished_at,
            "heard_at": self.heard_at,
            "duration_s": None if self.finished_at is None else round(max(0.0, self.finished_at - began), 3),
        }


EXECUTION_COLUMNS = tuple(field.name for field in fields(Execution))
"""In the order in which `Execution` takes them."""


def execution_of(row: ExecutionRecord) -> Execution:
    """The row as a value that outlives its session."""
    return Execution(**{name: getattr(row, name) for name in EXECUTION_COLUMNS})


def add_execution(
    session: Session, execution: Execution, *, words: str = "", is_told: bool = False, **more: Any
) -> None:
    """``is_told``: the caller announces it. ``more`` are columns that are not shown."""
    shown = {name: getattr(execution, name) for name in EXECUTION_COLUMNS}
    hidden = {"words": searched(words or execution.title), "is_new": not is_told, "is_told": is_told}
    session.execute(insert(ExecutionRecord).values(shown | hidden | more))


def searched(words: str) -> str:
    """As a search looks through them. They lie in an index, so they have an end."""
    return words.replace("\0", "").lower()[:SEARCHED]


def move_execution(session: Session, execution_id: str, **values: Any) -> None:
    """Change what is shown of a run; nothing, if it was deleted. Followers hear of it within a second."""
    changed = {"version": ExecutionRecord.version + 1, "is_told": False}
    session.execute(
        update(ExecutionRecord)
        .where(ExecutionRecord.id == execution_id)
        .values(**changed, **values)
        .execution_options(synchronize_session=False)
    )


def remove_executions(session: Session, execution_ids: Collection[str]) -> None:
    session.execute(
        delete(ExecutionRecord)
        .where(ExecutionRecord.id.in_(execution_ids))
        .execution_options(synchronize_session=False)
    )
