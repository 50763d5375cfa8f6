"""The rows of agent chat: conversations, their messages, and the runs that answer them. Times are Unix seconds."""

from __future__ import annotations

from sqlalchemy import Boolean, Float, Index, LargeBinary, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from services.database.database import Base

SEARCHED_CHARACTERS = 200_000


def searched(text: str) -> str:
    """What a search looks through of a message: its beginning, in lower case."""
    return text[:SEARCHED_CHARACTERS].lower()


class ConversationRecord(Base):
    """``is_listed`` is false for those that programs hold through other doors; ``context_id`` is such a program's own
    name for it. ``share_id`` is the secret part of a link for other people.
    """

    __tablename__ = "conversations"
    __table_args__ = (
        Index("ix_conversations_owner_id", "owner_id", "is_listed", "updated_at"),
        Index("ix_conversations_is_listed", "is_listed", "updated_at"),
        Index("ix_conversations_share_id", "share_id", unique=True),
        Index("ix_conversations_context_id", "owner_id", "context_id", unique=True),
    )

    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    owner_id: Mapped[str] = mapped_column(String(64))
    title: Mapped[str] = mapped_column(Text)
    is_listed: Mapped[bool] = mapped_column(Boolean)
    share_id: Mapped[str | None] = mapped_column(String(64))
    context_id: Mapped[str | None] = mapped_column(String(255))
    created_at: Mapped[float] = mapped_column(Float)
    updated_at: Mapped[float] = mapped_column(Float)


class MessageRecord(Base):
    """``parent_id`` is the message before it: a message with two followers is where a conversation branches. ``words``
    is what a search looks through. An agent's message belongs to the run that makes it. ``sent_id`` is its sender's own
    name for it.
    """

    __tablename__ = "messages"
    __table_args__ = (Index("ix_messages_conversation_id", "conversation_id", "created_at", "id"),)

    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    conversation_id: Mapped[str] = mapped_column(String(64))
    parent_id: Mapped[str | None] = mapped_column(String(64))
    role: Mapped[str] = mapped_column(String(8))
    text: Mapped[str] = mapped_column(Text)
    words: Mapped[str] = mapped_column(Text, deferred=True)
    run_id: Mapped[str | None] = mapped_column(String(64))
    sent_id: Mapped[str | None] = mapped_column(Text)
    created_at: Mapped[float] = mapped_column(Float)


class ChatRunRecord(Base):
    """An answer in the making or made. ``producer`` is the process that makes it. ``told`` is what its channel told,
    packed (`services.agents.runs.story`), for when the event log has forgotten; empty until its last event is out.
    ``remote_task_id`` is the agent's own name for it. A task of A2A goes on after a question back: its first run is
    ``task_id`` of the later ones, and each is ``continued_by`` the next.
    """

    __tablename__ = "chat_runs"
    __table_args__ = (
        Index("ix_chat_runs_state", "state", "created_at"),
        Index("ix_chat_runs_owner_id", "owner_id", "created_at"),
        Index("ix_chat_runs_conversation_id", "conversation_id", "created_at"),
        Index("ix_chat_runs_idempotency_key", "owner_id", "idempotency_key", unique=True),
        Index("ix_chat_runs_is_told", "is_told", "state"),
        Index("ix_chat_runs_task_id", "task_id"),
    )

    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    conversation_id: Mapped[str] = mapped_column(String(64))
    owner_id: Mapped[str] = mapped_column(String(64))
    question_id: Mapped[str] = mapped_column(String(64))
    answer_id: Mapped[str] = mapped_column(String(64))
    wanted_agent_id: Mapped[str | None] = mapped_column(String(64))
    agent_id: Mapped[str | None] = mapped_column(String(64))
    agent_name: Mapped[str] = mapped_column(Text, default="")
    state: Mapped[str] = mapped_column(String(16))
    code: Mapped[str] = mapped_column(String(32), default="")
    message: Mapped[str] = mapped_column(Text, default="")
    facts: Mapped[str] = mapped_column(Text, default="{}")
    producer: Mapped[str | None] = mapped_column(String(64))
    is_cancelled: Mapped[bool] = mapped_column(Boolean, default=False)
    is_told: Mapped[bool] = mapped_column(Boolean, default=False)
    told: Mapped[bytes] = mapped_column(LargeBinary, default=b"", deferred=True)
    remote_task_id: Mapped[str | None] = mapped_column(Text)
    task_id: Mapped[str | None] = mapped_column(String(64))
    continued_by: Mapped[str | None] = mapped_column(String(64))
    idempotency_key: Mapped[str | None] = mapped_column(Text)
    body_digest: Mapped[bytes] = mapped_column(LargeBinary, default=b"")
    traceparent: Mapped[str | None] = mapped_column(String(64))
    created_at: Mapped[float] = mapped_column(Float)
    started_at: Mapped[float | None] = mapped_column(Float)
    finished_at: Mapped[float | None] = mapped_column(Float)


class ConversationAgentRecord(Base):
    """What a conversation keeps of an agent elsewhere: its own name for the conversation, and the task that waits."""

    __tablename__ = "conversation_agents"

    conversation_id: Mapped[str] = mapped_column(String(64), primary_key=True)
    agent_id: Mapped[str] = mapped_column(String(64), primary_key=True)
    context_id: Mapped[str | None] = mapped_column(Text)
    task_id: Mapped[str | None] = mapped_column(Text)
