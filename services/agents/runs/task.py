"""A task: an answer with all that it takes to get it. It is a run, and after each question back one more; the first
one's id is the task's. Programs that ask by A2A see tasks (A2A 1.0.1, section 4.1).
"""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, and_, func, or_, select, tuple_, update
from sqlalchemy.orm import Session

from services.agents.record import ChatRunRecord, ConversationRecord, MessageRecord
from services.agents.runs.run import ChatRun, State, run_of
from services.agents.runs.store import forget_task
from services.database.database import Database
from services.errors import BadRequest, Conflict, NotFound

Run = ChatRunRecord

GIVEN_UP = "You cancelled this before you answered the agent's question."

Moment = tuple[float, str]
"""A place in a list of tasks: when something last happened to one, and the id of its last run."""

_HAPPENED = func.coalesce(Run.finished_at, Run.started_at, Run.created_at)


@dataclass(frozen=True, slots=True)
class Said:
    """A message of the asker. ``id`` is the asker's own name for it where they gave one."""

    id: str
    text: str


@dataclass(frozen=True, slots=True)
class ChatTask:
    """``context_id`` is the asker's own name for the conversation where they gave one. ``runs`` and the ``messages``
    that they answer, the oldest first; there is at least one.
    """

    id: str
    context_id: str
    runs: tuple[ChatRun, ...]
    messages: tuple[Said, ...]

    @property
    def last(self) -> ChatRun:
        return self.runs[-1]

    @property
    def is_waiting(self) -> bool:
        """Whether it goes on with the asker's next message."""
        return self.last.state == "input_required"

    @property
    def is_over(self) -> bool:
        return not self.last.is_live and not self.is_waiting


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which tasks a list has. ``agent_id``: those that were sent to this agent, or that it answered. ``state`` is
    that of the last run; of those that failed, only those with one of ``codes``. ``since`` is in Unix seconds.
    """

    context_id: str = ""
    agent_id: str | None = None
    state: State | None = None
    codes: Collection[str] = ()
    since: float | None = None


class Tasks:
    """Thread-safe and greenlet-safe; calls block for a few statements."""

    def __init__(self, database: Database, now: Callable[[], float] = time.time) -> None:
        self._database = database
        self._now = now

    def find(self, owner_id: str, task_id: str) -> ChatTask:
        """Raises: NotFound, also when it is somebody else's."""
        with self._database.session() as session:
            return _task(session, last_run(session, owner_id, task_id))

    def list(
        self, owner_id: str, wanted: Wanted, *, limit: int, before: Moment | None = None
    ) -> tuple[Sequence[ChatTask], Moment | None, int]:
        """Those that programs asked for, the latest first: at most ``limit`` of them, the place at which the next ones
        follow (None: there are no more), and how many there are in all.
        """
        own = [*_wanted(wanted), Run.owner_id == owner_id, Run.continued_by.is_(None)]
        own.append(ConversationRecord.is_listed.is_(False))
        with self._database.session() as session:
            joined = select(Run).join(ConversationRecord, ConversationRecord.id == Run.conversation_id).where(*own)
            total = session.execute(select(func.count()).select_from(joined.subquery())).scalar_one()
            page = joined if before is None else joined.where(tuple_(_HAPPENED, Run.id) < tuple_(*before))
            rows = session.scalars(page.order_by(_HAPPENED.desc(), Run.id.desc()).limit(limit + 1)).all()
            found = [_task(session, row) for row in rows[:limit]]
        more = moment_of(found[-1]) if len(rows) > limit else None
        return found, more, total

    def give_up(self, task: ChatTask) -> bool:
        """End a task that waits for its asker; False if they have just answered."""
        last = task.last
        ended = {"state": "failed", "code": "cancelled", "message": GIVEN_UP, "finished_at": self._now()}
        with self._database.session() as session:
            changed: Any = session.execute(update(Run).where(*_waiting(last.id)).values(ended))
            if changed.rowcount and last.agent_id is not None:
                forget_task(session, last.conversation_id, last.agent_id)
            return bool(changed.rowcount)


def happened(run: ChatRun) -> float:
    """When something last happened to a run, in Unix seconds."""
    return run.finished_at or run.started_at or run.created_at


def moment_of(task: ChatTask) -> Moment:
    return happened(task.last), task.last.id


def last_run(session: Session, owner_id: str, task_id: str) -> Run:
    """Raises: NotFound."""
    own = (or_(and_(Run.id == task_id, Run.task_id.is_(None)), Run.task_id == task_id), Run.owner_id == owner_id)
    row = session.scalar(select(Run).where(*own, Run.continued_by.is_(None)))
    if row is None:
        raise NotFound("There is no such task; it may have been deleted.", code="no_task")
    return row


def waiting_run(session: Session, owner_id: str, task_id: str, context_id: str | None) -> Run:
    """The run that asked back, for a message that answers it.

    Raises: NotFound; BadRequest, it is in another conversation; Conflict, the task does not wait.
    """
    row = last_run(session, owner_id, task_id)
    if context_id is not None and context_id != context_of(session, row.conversation_id):
        raise BadRequest("The task belongs to another context; leave contextId out.", code="other_context")
    if run_of(row).is_live:
        raise Conflict("The task is being worked on; wait for its end, or cancel it.", code="task_running")
    if row.state != "input_required":
        raise Conflict("The task has ended; leave taskId out to begin another one.", code="task_ended")
    return row


def continue_with(session: Session, before: Run, run_id: str) -> None:
    """Note which run goes on with a task. Raises: Conflict, another one already does, or the task was cancelled."""
    go_on = update(Run).where(*_waiting(before.id)).values(continued_by=run_id)
    taken: Any = session.execute(go_on.execution_options(synchronize_session=False))
    if not taken.rowcount:
        raise Conflict("The task goes on already, or was cancelled.", code="task_running")


def conversation_named(session: Session, owner_id: str, context_id: str) -> ConversationRecord | None:
    """By the id that we gave it, or by its owner's own name for it."""
    row = session.get(ConversationRecord, context_id)
    if row is not None and row.owner_id == owner_id:
        return row
    own = (ConversationRecord.owner_id == owner_id, ConversationRecord.context_id == context_id)
    return session.scalar(select(ConversationRecord).where(*own))


def context_of(session: Session, conversation_id: str) -> str:
    row = session.get(ConversationRecord, conversation_id)
    return conversation_id if row is None or row.context_id is None else row.context_id


def _waiting(run_id: str) -> tuple[ColumnElement[bool], ...]:
    return Run.id == run_id, Run.state == "input_required", Run.continued_by.is_(None)


def _task(session: Session, last: Run) -> ChatTask:
    task_id = last.task_id or last.id
    chain = select(Run).where(or_(Run.id == task_id, Run.task_id == task_id)).order_by(Run.created_at, Run.id)
    rows = [last] if last.task_id is None else session.scalars(chain).all()
    messages = [session.get(MessageRecord, row.question_id) for row in rows]
    said = tuple(Said(one.sent_id or one.id, one.text) for one in messages if one is not None)
    return ChatTask(task_id, context_of(session, last.conversation_id), tuple(run_of(row) for row in rows), said)


def _wanted(wanted: Wanted) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if wanted.context_id:
        named = or_(ConversationRecord.id == wanted.context_id, ConversationRecord.context_id == wanted.context_id)
        found.append(named)
    if wanted.agent_id is not None:
        found.append(or_(Run.agent_id == wanted.agent_id, Run.wanted_agent_id == wanted.agent_id))
    if wanted.state is not None:
        found.append(Run.state == wanted.state)
    if wanted.codes:
        found.append(Run.code.in_(wanted.codes))
    if wanted.since is not None:
        found.append(wanted.since <= _HAPPENED)
    return found
