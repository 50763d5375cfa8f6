"""A continuation: where a request's earlier messages are already kept.

Chat clients send the whole conversation each time. If it ends with an answer that we gave, and all before it is what we
know, the question goes on there: the agent that asked back gets the reply, an agent elsewhere finds its own context,
the router knows who spoke last, and nothing is stored twice.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from services.agent import Turn
from services.agents.conversations.branch import branch_to, messages_of, turns_of
from services.agents.record import ChatRunRecord, ConversationRecord, MessageRecord
from services.agents.runs.asking import SentMessage
from services.database.database import Database

_MOST_TRIED = 10


def continued(database: Database, owner_id: str, sent: SentMessage) -> SentMessage:
    """``sent``, in the conversation that it goes on with; as it is if there is none. Blocks for a few statements."""
    if not sent.earlier or sent.earlier[-1].role != "agent":
        return sent
    with database.session() as session:
        for message in _answers_like(session, owner_id, sent.earlier[-1].text.strip()):
            branch = branch_to(messages_of(session, message.conversation_id), message.id)
            if _words(turns_of(session, branch)) == _words(sent.earlier):
                return replace(sent, earlier=(), conversation_id=message.conversation_id, parent_id=message.id)
    return sent


def _answers_like(session: Session, owner_id: str, text: str) -> Sequence[MessageRecord]:
    """What agents said in the user's unlisted conversations and may have been this, the newest first."""
    found = (
        select(MessageRecord)
        .join(ConversationRecord, ConversationRecord.id == MessageRecord.conversation_id)
        .join(ChatRunRecord, ChatRunRecord.id == MessageRecord.run_id)
        .where(
            ConversationRecord.owner_id == owner_id,
            ConversationRecord.is_listed.is_(False),
            or_(MessageRecord.text.in_((text, f"{text} ", f"{text}\n")), ChatRunRecord.state == "input_required"),
        )
        .order_by(MessageRecord.created_at.desc())
        .limit(_MOST_TRIED)
    )
    return session.scalars(found).all()


def _words(turns: Sequence[Turn]) -> list[tuple[str, str]]:
    """Clients may trim what they send."""
    return [(turn.role, turn.text.strip()) for turn in turns]
