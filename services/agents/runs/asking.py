"""Asking: a message and the run that will answer it, written in one transaction, and the limits on that."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from services.agent import Turn
from services.agents.conversations.branch import run_of_message
from services.agents.record import ChatRunRecord, ConversationRecord, MessageRecord, searched
from services.agents.runs.run import LIVE, ChatRun, run_of
from services.agents.runs.shown import show_asked
from services.agents.runs.task import continue_with, conversation_named, waiting_run
from services.agents.settings import AgentSettings
from services.agents.sound import sound
from services.database.database import Database
from services.errors import BadRequest, Conflict, KeyReused, LimitReached, NotFound, TooLarge
from services.identifier import new_id
from services.telemetry import trail
from services.telemetry.trace import trace

TITLE_CHARACTERS = 80
MINUTE_S = 60.0
_POSTGRESQL_LOCK = 5_812_034_417_220_931
_log = logging.getLogger(__name__)
LATEST = ""
"""In place of a message's id: the newest one of the conversation."""


@dataclass(frozen=True, slots=True)
class SentMessage:
    """What somebody sends. Without ``conversation_id`` it begins a conversation. ``parent_id`` is the message that it
    follows (None: it is the first). ``earlier`` is what was said before in a conversation that begins with this.
    ``sent_id`` and ``context_id`` are the asker's own names for the message and the conversation, which begins with it
    if there is none of that name; ``task_id`` is the task whose question back it answers.
    """

    message: str
    conversation_id: str | None = None
    agent_id: str | None = None
    parent_id: str | None = LATEST
    earlier: Sequence[Turn] = ()
    is_listed: bool = True
    sent_id: str | None = None
    context_id: str | None = None
    task_id: str | None = None
    idempotency_key: str | None = None
    body_digest: bytes = b""


class Asking:
    """Thread-safe and greenlet-safe; calls block for a few statements."""

    def __init__(self, database: Database, settings: AgentSettings, now: Callable[[], float] = time.time) -> None:
        self._database = database
        self._settings = settings
        self._now = now
        self._latest = 0.0

    def ask(self, owner_id: str, asked: SentMessage) -> ChatRun:
        """Write down the question and the run that will answer it.

        Raises:
            BadRequest, TooLarge: the message. NotFound: the conversation, the task or the message it follows. Conflict:
            the task does not wait for it. LimitReached: too many questions. KeyReused: the key came with another body.
        """
        self._check_text(asked.message)
        with self._database.session() as session:
            self._wait_for_turn(session)
            return self._same(session, owner_id, asked) or self._write(session, owner_id, asked)

    def ask_again(self, run: ChatRun, agent_id: str | None) -> ChatRun:
        """Another answer to the same question, beside the first one.

        Raises: Conflict, the first one is not over. LimitReached: too many questions. NotFound: it was deleted.
        """
        if run.is_live:
            raise Conflict("This answer is still being made; stop it first.", code="answer_running")
        with self._database.session() as session:
            self._wait_for_turn(session)
            question = session.get(MessageRecord, run.question_id)
            if question is None:
                raise NotFound("There is no such answer; it may have been deleted.", code="no_run")
            self._check_limits(session, run.owner_id, run.conversation_id, 1)
            agent_id = agent_id or _who_waits(session, question.parent_id)
            return self._add_run(session, run.owner_id, run.conversation_id, run.question_id, agent_id, None)

    # -- writing -----------------------------------------------------------------------------------------------

    def _write(self, session: Session, owner_id: str, asked: SentMessage) -> ChatRun:
        now = self._now()
        if asked.task_id is not None:
            return self._go_on(session, owner_id, asked, asked.task_id)
        conversation = self._conversation(session, owner_id, asked)
        self._check_limits(session, owner_id, conversation.id, 2 + len(asked.earlier))
        parent_id = self._parent(session, conversation.id, asked)
        agent_id = asked.agent_id or _who_waits(session, parent_id)
        for turn in asked.earlier:
            parent_id = self._add_message(session, conversation.id, parent_id, turn.role, turn.text)
        question_id = self._add_message(session, conversation.id, parent_id, "user", asked.message, asked.sent_id)
        conversation.updated_at = now
        return self._add_run(session, owner_id, conversation.id, question_id, agent_id, asked)

    def _go_on(self, session: Session, owner_id: str, asked: SentMessage, task_id: str) -> ChatRun:
        """One more run of a task, by the agent that asked back."""
        before = waiting_run(session, owner_id, task_id, asked.context_id)
        conversation_id = before.conversation_id
        self._check_limits(session, owner_id, conversation_id, 2)
        said = (before.answer_id, "user", asked.message, asked.sent_id)
        question_id = self._add_message(session, conversation_id, *said)
        run = self._add_run(session, owner_id, conversation_id, question_id, before.agent_id, asked)
        continue_with(session, before, run.id)
        return run

    def _conversation(self, session: Session, owner_id: str, asked: SentMessage) -> ConversationRecord:
        if asked.conversation_id is not None:
            found = session.get(ConversationRecord, asked.conversation_id)
            if found is None or found.owner_id != owner_id:
                raise NotFound("There is no such conversation; it may have been deleted.", code="no_conversation")
            return found
        if asked.context_id is not None:
            named = conversation_named(session, owner_id, asked.context_id)
            if named is not None:
                return named
        own = select(func.count()).select_from(ConversationRecord)
        own = own.where(ConversationRecord.owner_id == owner_id, ConversationRecord.is_listed == asked.is_listed)
        if session.execute(own).scalar_one() >= self._settings.conversations:
            raise LimitReached(
                f"You keep {self._settings.conversations} conversations, the most that one user may"
                " (TAILRACE_CONVERSATIONS); delete some first.",
                retry_after_s=60,
                limit="conversations",
            )
        now = self._now()
        title = _title(sound(next((turn.text for turn in asked.earlier if turn.role == "user"), asked.message)))
        row = ConversationRecord(
            id=new_id(),
            owner_id=owner_id,
            title=title,
            is_listed=asked.is_listed,
            context_id=asked.context_id,
            created_at=now,
            updated_at=now,
        )
        session.add(row)
        session.flush()
        return row

    def _parent(self, session: Session, conversation_id: str, asked: SentMessage) -> str | None:
        own = MessageRecord.conversation_id == conversation_id
        if asked.parent_id == LATEST:
            newest = select(MessageRecord.id).where(own)
            return session.scalar(newest.order_by(MessageRecord.created_at.desc(), MessageRecord.id.desc()).limit(1))
        if asked.parent_id is None:
            return None
        if session.scalar(select(MessageRecord.id).where(own, MessageRecord.id == asked.parent_id)) is None:
            raise NotFound("There is no such message in this conversation.", code="no_message")
        return asked.parent_id

    def _add_message(
        self, session: Session, conversation_id: str, parent_id: str | None, role: str, said: str,
        sent_id: str | None = None,
    ) -> str:  # fmt: skip
        said = sound(said)
        row = MessageRecord(
            id=new_id(),
            conversation_id=conversation_id,
            parent_id=parent_id,
            role=role,
            text=said,
            words=searched(said),
            sent_id=None if sent_id is None else sound(sent_id),
            created_at=self._moment(),
        )
        session.add(row)
        session.flush()
        return row.id

    def _add_run(
        self, session: Session, owner_id: str, conversation_id: str, question_id: str, agent_id: str | None,
        asked: SentMessage | None,
    ) -> ChatRun:  # fmt: skip
        answer_id = self._add_message(session, conversation_id, question_id, "agent", "")
        row = ChatRunRecord(
            id=new_id(),
            conversation_id=conversation_id,
            owner_id=owner_id,
            question_id=question_id,
            answer_id=answer_id,
            wanted_agent_id=agent_id,
            agent_name="",
            state="queued",
            code="",
            message="",
            facts="{}",
            is_cancelled=False,
            is_told=False,
            told=b"",
            task_id=asked.task_id if asked is not None else None,
            idempotency_key=asked.idempotency_key if asked is not None else None,
            body_digest=asked.body_digest if asked is not None else b"",
            traceparent=trace.for_later(),
            created_at=self._now(),
        )
        session.add(row)
        show_asked(session, row)
        answer = session.get(MessageRecord, answer_id)
        assert answer is not None
        answer.run_id = row.id
        session.flush()
        trail.led_to(row.id)  # this line ties the request to the run, whose answer another process makes
        _log.info("answer_asked", extra={"run": row.id})
        return run_of(row)

    def _moment(self) -> float:
        """A time later than the one before, however coarse the clock is."""
        self._latest = max(self._latest + 1e-6, self._now())
        return self._latest

    def _wait_for_turn(self, session: Session) -> None:
        """One question at a time, or several at once would each find that there is room for one more."""
        if self._database.is_sqlite:
            session.connection().exec_driver_sql("BEGIN IMMEDIATE")
        else:
            session.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _POSTGRESQL_LOCK})

    # -- checks ------------------------------------------------------------------------------------------------

    def _check_text(self, message: str) -> None:
        if not message.strip():
            raise BadRequest("The message is empty; ask something.", code="empty_message")
        if len(message.encode("utf-8", "replace")) > self._settings.message_bytes:
            raise TooLarge(
                f"The message is larger than {self._settings.message_bytes:,} bytes (TAILRACE_MESSAGE_BYTES);"
                " shorten it.",
                code="message_too_large",
            )

    def _check_limits(self, session: Session, owner_id: str, conversation_id: str, more: int) -> None:
        own = select(func.count()).select_from(ChatRunRecord).where(ChatRunRecord.owner_id == owner_id)
        live = session.execute(own.where(ChatRunRecord.state.in_(LIVE))).scalar_one()
        if live >= self._settings.user_answers:
            raise LimitReached(
                f"You have {live} answers under way, the most that one user may (TAILRACE_USER_ANSWERS); wait for one"
                " or stop it.",
                code="too_many_answers",
            )
        recent = session.execute(own.where(ChatRunRecord.created_at > self._now() - MINUTE_S)).scalar_one()
        if recent >= self._settings.question_rate:
            raise LimitReached(
                f"More than {self._settings.question_rate:g} questions in a minute (TAILRACE_QUESTION_RATE); ask again"
                " in a moment.",
                code="question_rate",
                retry_after_s=10,
            )
        said = select(func.count(), func.coalesce(func.sum(func.length(MessageRecord.text)), 0))
        count, characters = session.execute(said.where(MessageRecord.conversation_id == conversation_id)).one()
        if characters >= self._settings.characters:
            raise LimitReached(
                f"This conversation has {characters:,} characters, and takes no more messages after"
                f" {self._settings.characters:,} (TAILRACE_CONVERSATION_CHARACTERS); begin another one.",
                code="conversation_full",
                retry_after_s=60,
            )
        if count + more > self._settings.messages:
            raise LimitReached(
                f"This conversation has {count:,} messages, and one may have {self._settings.messages:,}"
                " (TAILRACE_CONVERSATION_MESSAGES); begin another one.",
                code="conversation_full",
                retry_after_s=60,
            )

    @staticmethod
    def _same(session: Session, owner_id: str, asked: SentMessage) -> ChatRun | None:
        """The run that the same key began. Raises: KeyReused."""
        if asked.idempotency_key is None:
            return None
        with_key = (ChatRunRecord.owner_id == owner_id, ChatRunRecord.idempotency_key == asked.idempotency_key)
        row = session.scalar(select(ChatRunRecord).where(*with_key))
        if row is not None and row.body_digest != asked.body_digest:
            raise KeyReused("This Idempotency-Key came with another body before; use a new one.")
        return None if row is None else run_of(row)


def _who_waits(session: Session, message_id: str | None) -> str | None:
    """The agent that asked back in this message, and goes on with what follows."""
    run = run_of_message(session, message_id) if message_id is not None else None
    return run.agent_id if run is not None and run.state == "input_required" else None


def _title(message: str) -> str:
    first = " ".join(message.split())
    return first if len(first) <= TITLE_CHARACTERS else f"{first[: TITLE_CHARACTERS - 1].rstrip()}…"
