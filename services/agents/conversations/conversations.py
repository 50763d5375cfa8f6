"""The conversations: listed, searched, read, renamed, shared and deleted. Each is private to its owner."""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import delete, exists, func, select
from sqlalchemy.orm import Session

from services.agents.conversations.branch import messages_of
from services.agents.conversations.message import shown
from services.agents.producer.artifacts import remove_artifacts
from services.agents.record import (
    SEARCHED_CHARACTERS,
    ChatRunRecord,
    ConversationAgentRecord,
    ConversationRecord,
    MessageRecord,
)
from services.agents.runs.run import channel_of, run_of
from services.agents.runs.store import delete_runs, live_among
from services.agents.runs.task import conversation_named
from services.agents.sound import sound
from services.database.database import Database
from services.errors import BadRequest, Conflict, NotFound
from services.streaming.log.event_log import EventLog

EXCERPT_CHARACTERS = 160
LONGEST_TITLE = 200
_EXPIRED_AT_ONCE = 50


@dataclass(frozen=True, slots=True)
class Listed:
    """A conversation in a list. ``excerpt`` is where a search found something."""

    id: str
    title: str
    created_at: float
    updated_at: float
    is_live: bool
    excerpt: str

    def as_dict(self) -> dict[str, Any]:
        return {
            "id": self.id,
            "title": self.title,
            "created_at": self.created_at,
            "updated_at": self.updated_at,
            "is_live": self.is_live,
            "excerpt": self.excerpt,
        }


@dataclass(frozen=True, slots=True)
class Conversation:
    """``messages`` are in the form of `message.shown`, the oldest first."""

    id: str
    owner_id: str
    title: str
    share_id: str | None
    created_at: float
    updated_at: float
    messages: Sequence[dict[str, Any]]


class Conversations:
    """``data`` is the data folder. Thread-safe and greenlet-safe; calls block for a few statements."""

    def __init__(
        self, database: Database, event_log: EventLog, data: Path, now: Callable[[], float] = time.time
    ) -> None:
        self._database = database
        self._event_log = event_log
        self._data = data
        self._now = now

    # -- reading -----------------------------------------------------------------------------------------------

    def list(self, owner_id: str, query: str = "", *, limit: int = 50, page: int = 1) -> tuple[list[Listed], int]:
        """The newest first, and how many there are. ``query`` is looked for in titles and messages."""
        own = [ConversationRecord.owner_id == owner_id, ConversationRecord.is_listed]
        words = sound(query).strip().lower()
        if words:
            within = MessageRecord.conversation_id == ConversationRecord.id
            said = exists().where(within, MessageRecord.words.contains(words, autoescape=True))
            titled = func.lower(ConversationRecord.title).contains(words, autoescape=True)
            own.append(titled | said)
        newest = select(ConversationRecord).where(*own)
        newest = newest.order_by(ConversationRecord.updated_at.desc(), ConversationRecord.id)
        with self._database.session() as session:
            total = session.execute(select(func.count()).select_from(ConversationRecord).where(*own)).scalar_one()
            rows = session.scalars(newest.limit(limit).offset((page - 1) * limit)).all()
            ids = [row.id for row in rows]
            live = live_among(session, ids)
            excerpts = _excerpts(session, ids, words)
        found = [
            Listed(row.id, row.title, row.created_at, row.updated_at, row.id in live, excerpts.get(row.id, ""))
            for row in rows
        ]
        return found, total

    def get(self, owner_id: str, conversation_id: str) -> Conversation:
        """Raises: NotFound, also when it is somebody else's."""
        with self._database.session() as session:
            return _read(session, self._own(session, owner_id, conversation_id))

    def shared(self, share_id: str) -> Conversation:
        """What a link leads to. Raises: NotFound, also once the link was revoked."""
        with self._database.session() as session:
            row = session.scalar(select(ConversationRecord).where(ConversationRecord.share_id == share_id))
            if row is None:
                raise NotFound("There is no such conversation; the link may have been revoked.", code="no_share")
            return _read(session, row)

    # -- changing ----------------------------------------------------------------------------------------------

    def rename(self, owner_id: str, conversation_id: str, title: str) -> None:
        """Raises: BadRequest, NotFound."""
        wanted = " ".join(sound(title).split())
        if not 0 < len(wanted) <= LONGEST_TITLE:
            raise BadRequest(f"A title has 1 to {LONGEST_TITLE} characters.", code="bad_title")
        with self._database.session() as session:
            self._own(session, owner_id, conversation_id).title = wanted

    def share(self, owner_id: str, conversation_id: str, *, is_shared: bool) -> str | None:
        """Make a link for signed-in people, or revoke it; the secret part of it. Raises: NotFound."""
        with self._database.session() as session:
            row = self._own(session, owner_id, conversation_id)
            row.share_id = (row.share_id or secrets.token_urlsafe(18)) if is_shared else None
            return row.share_id

    def delete(self, owner_id: str, conversation_id: str) -> None:
        """Delete it with its answers, files and events. Raises: NotFound; Conflict, an answer is under way."""
        with self._database.session() as session:
            self._own(session, owner_id, conversation_id)
        self._remove([conversation_id])

    def delete_all(self, owner_id: str) -> int:
        """Delete all of a user's; how many they saw. Raises: Conflict, an answer is under way: then none is."""
        with self._database.session() as session:
            own = select(ConversationRecord).where(ConversationRecord.owner_id == owner_id)
            rows = session.scalars(own).all()
            listed = sum(row.is_listed for row in rows)
        self._remove([row.id for row in rows])
        return listed

    def expire(self, days: float) -> None:
        """Delete unlisted conversations in which nothing has happened for so long, some at a time."""
        before = self._now() - days * 86_400
        old = select(ConversationRecord.id).where(
            ConversationRecord.is_listed.is_(False), ConversationRecord.updated_at < before
        )
        with self._database.session() as session:
            ids = list(session.scalars(old.limit(_EXPIRED_AT_ONCE)))
            live = live_among(session, ids)
        self._remove([one for one in ids if one not in live])

    def make_room(self, owner_id: str, most: int, context_id: str | None = None) -> None:
        """Delete a user's oldest unlisted conversations, so that one more fits: they themselves do not see them.
        Nothing happens if the one of this name is there already.
        """
        own = (ConversationRecord.owner_id == owner_id, ConversationRecord.is_listed.is_(False))
        oldest = select(ConversationRecord.id).where(*own).order_by(ConversationRecord.updated_at)
        with self._database.session() as session:
            if context_id is not None and conversation_named(session, owner_id, context_id) is not None:
                return
            count = session.execute(select(func.count()).select_from(ConversationRecord).where(*own)).scalar_one()
            ids = list(session.scalars(oldest.limit(min(_EXPIRED_AT_ONCE, max(0, count - most + 1)))))
            live = live_among(session, ids)
        with suppress(Conflict):  # an answer has begun there meanwhile
            self._remove([one for one in ids if one not in live])

    # -- shared ------------------------------------------------------------------------------------------------

    @staticmethod
    def _own(session: Session, owner_id: str, conversation_id: str) -> ConversationRecord:
        row = session.get(ConversationRecord, conversation_id)
        if row is None or row.owner_id != owner_id:
            raise NotFound("There is no such conversation; it may have been deleted.", code="no_conversation")
        return row

    def _remove(self, conversation_ids: Sequence[str]) -> None:
        """The rows go last: what a crash leaves half deleted can be deleted again."""
        with self._database.session() as session:
            if live_among(session, conversation_ids):
                raise Conflict("An answer is still being made here; stop it first.", code="answer_running")
            runs = select(ChatRunRecord.id).where(ChatRunRecord.conversation_id.in_(conversation_ids))
            run_ids = session.scalars(runs).all()
        for run_id in run_ids:
            self._event_log.purge(channel_of(run_id))
        for conversation_id in conversation_ids:
            remove_artifacts(self._data, conversation_id)
        with self._database.session() as session:
            if live_among(session, conversation_ids):
                raise Conflict("A question was asked here just now; stop its answer first.", code="answer_running")
            delete_runs(session, conversation_ids)
            for table in (MessageRecord, ConversationAgentRecord):
                session.execute(delete(table).where(table.conversation_id.in_(conversation_ids)))
            session.execute(delete(ConversationRecord).where(ConversationRecord.id.in_(conversation_ids)))


def _read(session: Session, row: ConversationRecord) -> Conversation:
    runs = session.scalars(select(ChatRunRecord).where(ChatRunRecord.conversation_id == row.id))
    by_id = {run.id: run_of(run) for run in runs}
    messages = [shown(one, by_id.get(one.run_id or "")) for one in messages_of(session, row.id)]
    return Conversation(row.id, row.owner_id, row.title, row.share_id, row.created_at, row.updated_at, messages)


def _excerpts(session: Session, ids: Sequence[str], words: str) -> dict[str, str]:
    """Where each conversation first says what is looked for. One message at a time: all of them may be huge."""
    found: dict[str, str] = {}
    for conversation_id in ids if words else ():
        text = func.substr(MessageRecord.text, 1, SEARCHED_CHARACTERS)
        said = select(text, MessageRecord.words).where(
            MessageRecord.conversation_id == conversation_id, MessageRecord.words.contains(words, autoescape=True)
        )
        first = session.execute(said.order_by(MessageRecord.created_at).limit(1)).first()
        if first is not None:
            at = max(0, first[1].find(words) - EXCERPT_CHARACTERS // 3)
            found[conversation_id] = " ".join(first[0][at : at + EXCERPT_CHARACTERS].split())
    return found
