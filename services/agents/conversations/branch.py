"""A branch: the messages from the first one of a conversation to a given one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.agent import Turn
from services.agents.record import ChatRunRecord, MessageRecord
from services.agents.runs.run import ChatRun, run_of


def messages_of(session: Session, conversation_id: str) -> Sequence[MessageRecord]:
    """All of them, the oldest first."""
    own = select(MessageRecord).where(MessageRecord.conversation_id == conversation_id)
    return session.scalars(own.order_by(MessageRecord.created_at, MessageRecord.id)).all()


def branch_to(messages: Sequence[MessageRecord], message_id: str | None) -> list[MessageRecord]:
    """The messages up to this one and with it, the oldest first."""
    by_id = {message.id: message for message in messages}
    return [by_id[id] for id in way_to(message_id, {message.id: message.parent_id for message in messages})]


def way_to(message_id: str | None, parents: Mapping[str, str | None]) -> list[str]:
    """The ids of the messages from the first one to this one. A way that leads in a circle ends."""
    way: list[str] = []
    while message_id is not None and message_id in parents and len(way) < len(parents):
        way.append(message_id)
        message_id = parents[message_id]
    return way[::-1]


def turns_of(session: Session, branch: Sequence[MessageRecord]) -> list[Turn]:
    """What was said and asked back; answers that came to nothing are left out."""
    said = [(one.role, one.text + _asked_back(session, one)) for one in branch]
    return [Turn(role, text) for role, text in said if text]  # type: ignore[arg-type]


def _asked_back(session: Session, message: MessageRecord) -> str:
    row = session.get(ChatRunRecord, message.run_id) if message.run_id else None
    if row is None or row.state != "input_required":
        return ""
    return f"\n\n{row.message}" if message.text else row.message


def run_before(session: Session, message_id: str) -> ChatRun | None:
    """The run whose answer a message follows."""
    message = session.get(MessageRecord, message_id)
    return None if message is None or message.parent_id is None else run_of_message(session, message.parent_id)


def run_of_message(session: Session, message_id: str) -> ChatRun | None:
    """The run that made a message."""
    message = session.get(MessageRecord, message_id)
    row = session.get(ChatRunRecord, message.run_id) if message is not None and message.run_id else None
    return None if row is None else run_of(row)
