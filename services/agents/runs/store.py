"""The runs in the database: how they are claimed by a producer, moved and ended. Each call is one transaction."""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import msgspec
from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from services.agents.record import ChatRunRecord, ConversationAgentRecord, ConversationRecord, MessageRecord, searched
from services.agents.runs.run import LIVE, ChatRun, State, run_of
from services.agents.runs.shown import hide_answers, show_agent, show_ended, show_taken
from services.agents.runs.story import Story, unpack
from services.database.database import Database
from services.database.idle_look import IdleLook


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a run ended. ``text`` is all that the agent said; ``message`` is for people: why it failed, or what the agent
    asks.
    """

    state: State
    text: str
    code: str = ""
    message: str = ""
    facts: Mapping[str, Any] = field(default_factory=dict)


class RunStore:
    """Thread-safe and greenlet-safe; calls block for a statement or two."""

    def __init__(self, database: Database, now: Callable[[], float] = time.time) -> None:
        self._database = database
        self._now = now
        self._look_for_queued, self._look_for_unfinished = IdleLook(database), IdleLook(database)

    def find(self, run_id: str) -> ChatRun | None:
        with self._database.session() as session:
            row = session.get(ChatRunRecord, run_id)
        return None if row is None else run_of(row)

    def owner_of(self, run_id: str) -> str | None:
        with self._database.session() as session:
            return session.scalar(select(ChatRunRecord.owner_id).where(ChatRunRecord.id == run_id))

    def story(self, run_id: str) -> Story | None:
        """What a run told, from its row; None while that is not written."""
        both = (
            select(ChatRunRecord.told, MessageRecord.text)
            .join(MessageRecord, MessageRecord.id == ChatRunRecord.answer_id)
            .where(ChatRunRecord.id == run_id, ChatRunRecord.is_told)
        )
        with self._database.session() as session:
            row = session.execute(both).first()
        return None if row is None else unpack(row[0], row[1])

    # -- for a producer ----------------------------------------------------------------------------------------

    def claim(self, producer: str, most: int) -> Iterator[ChatRun]:
        """Take the oldest queued runs, which no other producer then gets, and all that are to be stopped. Each is
        taken as it is asked for: what the database refuses later loses none before it.
        """
        for run_id in self._look_for_queued.find(lambda: self._queued(most), most):
            if (run := self._take(run_id, producer, "queued", None)) is not None:
                yield run

    def _queued(self, most: int) -> list[str]:
        waiting = select(ChatRunRecord.id).where(ChatRunRecord.state == "queued")
        waiting = waiting.order_by(ChatRunRecord.created_at, ChatRunRecord.id)
        with self._database.session() as session:
            run_ids = [*session.scalars(waiting.where(ChatRunRecord.is_cancelled))]
            run_ids += session.scalars(waiting.where(ChatRunRecord.is_cancelled.is_(False)).limit(most))
        return run_ids

    def adopt(self, run: ChatRun, producer: str) -> ChatRun | None:
        """Take over a run whose producer is gone; None if another one was faster."""
        return self._take(run.id, producer, run.state, run.producer)

    def unfinished(self, but_for: Collection[str]) -> Sequence[ChatRun]:
        """The runs that producers took and that have not ended, or whose end has not been told, but for these."""
        return self._look_for_unfinished.find(lambda: self._unfinished(but_for), frozenset(but_for))

    def _unfinished(self, but_for: Collection[str]) -> Sequence[ChatRun]:
        taken = (ChatRunRecord.producer.is_not(None), ChatRunRecord.is_told.is_(False))
        others = select(ChatRunRecord).where(*taken, ChatRunRecord.id.not_in(but_for))
        with self._database.session() as session:
            return [run_of(row) for row in session.scalars(others)]

    def cancel(self, run_id: str) -> None:
        """Ask for the end of a run; an ended one stays as it is."""
        self._change(run_id, is_cancelled=True)

    def cancelled(self, run_ids: Collection[str]) -> list[str]:
        """Which of these somebody wants to stop."""
        own = (ChatRunRecord.id.in_(run_ids), ChatRunRecord.is_cancelled)
        with self._database.session() as session:
            return list(session.scalars(select(ChatRunRecord.id).where(*own)))

    def note_agent(self, run_id: str, agent_id: str, agent_name: str) -> None:
        with self._database.session() as session:
            this = ChatRunRecord.id == run_id
            session.execute(update(ChatRunRecord).where(this).values(agent_id=agent_id, agent_name=agent_name))
            show_agent(session, run_id, agent_name)

    def note_task(self, run: ChatRun, agent_id: str, context_id: str | None, task_id: str | None) -> None:
        """Write down how the agent calls this conversation and its open task, so that both can go on later."""
        with self._database.session() as session:
            if task_id is not None:  # once it has ended, a producer that takes over can still read it there
                session.execute(update(ChatRunRecord).where(ChatRunRecord.id == run.id).values(remote_task_id=task_id))
            row = session.get(ConversationAgentRecord, (run.conversation_id, agent_id))
            if row is None:
                row = ConversationAgentRecord(conversation_id=run.conversation_id, agent_id=agent_id)
                session.add(row)
            row.context_id, row.task_id = context_id or row.context_id, task_id

    def task_of(self, conversation_id: str, agent_id: str) -> tuple[str | None, str | None]:
        """The agent's context and open task in this conversation."""
        with self._database.session() as session:
            row = session.get(ConversationAgentRecord, (conversation_id, agent_id))
        return (None, None) if row is None else (row.context_id, row.task_id)

    def end(self, run: ChatRun, outcome: Outcome) -> ChatRun | None:
        """Write down how a run ended and its text; None if it was deleted. Its last event is told after that."""
        now = self._now()
        with self._database.session() as session:
            values = {
                "state": outcome.state,
                "code": outcome.code,
                "message": outcome.message,
                "facts": msgspec.json.encode(outcome.facts).decode(),
                "finished_at": now,
            }
            session.execute(update(ChatRunRecord).where(ChatRunRecord.id == run.id).values(values))
            show_ended(session, run.id, outcome.state, outcome.code, now)
            text = {"text": outcome.text, "words": searched(outcome.text)}
            session.execute(update(MessageRecord).where(MessageRecord.id == run.answer_id).values(text))
            session.execute(
                update(ConversationRecord).where(ConversationRecord.id == run.conversation_id).values(updated_at=now)
            )
            row = session.get(ChatRunRecord, run.id, populate_existing=True)
            if row is None:
                return None
            if row.agent_id is not None and outcome.state != "input_required":
                forget_task(session, run.conversation_id, row.agent_id)
            return run_of(row)

    def note_told(self, run_id: str, story: Story) -> None:
        """The end of a run is out; what it told can be told again from here."""
        self._change(run_id, is_told=True, told=story.pack())

    # -- shared ------------------------------------------------------------------------------------------------

    def _take(self, run_id: str, producer: str, state: State, was: str | None) -> ChatRun | None:
        now = self._now()
        taken: dict[str, Any] = {"producer": producer}
        if state == "queued":
            taken |= {"state": "running", "started_at": now}
        same = ChatRunRecord.producer.is_(None) if was is None else ChatRunRecord.producer == was
        with self._database.session() as session:
            result = session.execute(
                update(ChatRunRecord)
                .where(ChatRunRecord.id == run_id, ChatRunRecord.state == state, same)
                .values(taken)
                .execution_options(synchronize_session=False)
            )
            if not result.rowcount:  # type: ignore[attr-defined]
                return None
            if state == "queued":
                show_taken(session, run_id, now)
            row = session.get(ChatRunRecord, run_id)
            return None if row is None else run_of(row)

    def _change(self, run_id: str, **values: Any) -> None:
        with self._database.session() as session:
            session.execute(update(ChatRunRecord).where(ChatRunRecord.id == run_id).values(values))


def forget_task(session: Session, conversation_id: str, agent_id: str) -> None:
    """The agent does not wait for a message any more."""
    own = (
        ConversationAgentRecord.conversation_id == conversation_id,
        ConversationAgentRecord.agent_id == agent_id,
    )
    session.execute(update(ConversationAgentRecord).where(*own).values(task_id=None))


def delete_runs(session: Session, conversation_ids: Collection[str]) -> None:
    """Delete the rows of these conversations' runs."""
    hide_answers(session, conversation_ids)
    session.execute(delete(ChatRunRecord).where(ChatRunRecord.conversation_id.in_(conversation_ids)))


def live_among(session: Session, conversation_ids: Collection[str]) -> set[str]:
    """Those of these conversations in which an answer is being made."""
    live = (ChatRunRecord.conversation_id.in_(conversation_ids), ChatRunRecord.state.in_(LIVE))
    return set(session.scalars(select(ChatRunRecord.conversation_id).where(*live)))
