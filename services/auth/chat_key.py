"""A chat key: lets a program of somebody's (a chat client, an editor) ask agents in their name, and nothing else.

It ends when it expires or is revoked, and with its user: when they are disabled, deleted, or given a new password.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Collection, Sequence

from sqlalchemy import ForeignKey, String, bindparam, func, select, text
from sqlalchemy.orm import Mapped, mapped_column

from services.auth.audit import Actor, Subject, record
from services.auth.identity import Identity
from services.database.database import Base, Database
from services.database.kept_lookup import KeptLookups
from services.errors import BadRequest, LimitReached, NotFound
from services.identifier import new_id

MOST_KEYS = 50
"""Of one user, alive at the same time."""
LONGEST_NAME = 64

_ALIVE = text(
    "SELECT users.id, users.username, chat_keys.expires_at FROM chat_keys JOIN users ON users.id = chat_keys.user_id"
    " WHERE chat_keys.id = :id AND chat_keys.revoked_at IS NULL AND users.disabled_at IS NULL"
)
_OPEN = text(
    "SELECT chat_keys.id FROM chat_keys JOIN users ON users.id = chat_keys.user_id"
    " WHERE chat_keys.id IN :ids AND chat_keys.revoked_at IS NULL AND users.disabled_at IS NULL"
).bindparams(bindparam("ids", expanding=True))


class ChatKey(Base):
    """The row behind a key; the key itself is signed, shown once and never stored."""

    __tablename__ = "chat_keys"

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    user_id: Mapped[str] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), index=True)
    name: Mapped[str] = mapped_column(String(64))
    created_at: Mapped[float]
    expires_at: Mapped[float | None]
    revoked_at: Mapped[float | None]


class ChatKeys:
    def __init__(self, database: Database, *, clock: Callable[[], float] = time.time) -> None:
        self._database = database
        self._clock = clock
        self._kept: KeptLookups[Identity] = KeptLookups(database)

    def create(self, user_id: str, name: str = "", lasts_s: float | None = None, *, by: Actor | None = None) -> ChatKey:
        """``by``: who makes it for the user, if it is not they themselves.

        Raises: BadRequest, the name cannot be shown. LimitReached, the user has too many.
        """
        name = name.strip() or "Chat client"
        if len(name) > LONGEST_NAME or not name.isprintable():
            raise BadRequest(f"A key's name has at most {LONGEST_NAME} characters, on one line.", code="bad_name")
        now = self._clock()
        key = ChatKey(
            id=new_id(),
            user_id=user_id,
            name=name,
            created_at=now,
            expires_at=None if lasts_s is None else now + lasts_s,
        )
        is_current = ChatKey.expires_at.is_(None) | (ChatKey.expires_at > now)
        alive = select(func.count()).where(ChatKey.user_id == user_id, ChatKey.revoked_at.is_(None), is_current)
        with self._database.session() as session:
            if (session.scalar(alive) or 0) >= MOST_KEYS:
                raise LimitReached(f"You have {MOST_KEYS} keys, the most that one user may; revoke one first.")
            session.add(key)
            if by is not None:
                record(session, by, "chat_key.created", _subject(key), {"user_id": user_id}, at=now)
        return key

    def list(self, user_id: str | None = None) -> Sequence[ChatKey]:
        """One user's, or everybody's; revoked and expired ones, too. Oldest first."""
        query = select(ChatKey).order_by(ChatKey.created_at)
        with self._database.session() as session:
            return session.scalars(query if user_id is None else query.where(ChatKey.user_id == user_id)).all()

    def is_alive(self, key: ChatKey) -> bool:
        return key.revoked_at is None and (key.expires_at is None or key.expires_at > self._clock())

    def revoke(self, key_id: str, user_id: str | None = None, *, by: Actor | None = None) -> None:
        """``user_id``: only if it is theirs. ``by``: who revokes it, if it is not they themselves.

        Raises: NotFound, no such key, or it is already revoked.
        """
        with self._database.session() as session:
            key = session.get(ChatKey, key_id)
            if key is None or key.revoked_at is not None or user_id not in (None, key.user_id):
                raise NotFound(f"There is no key {key_id!r} to revoke.", code="no_key")
            key.revoked_at = self._clock()
            if by is not None:
                record(session, by, "chat_key.revoked", _subject(key), {"user_id": key.user_id}, at=key.revoked_at)

    def identity(self, key_id: str) -> Identity | None:
        """The user in whose name a live key acts; never more than a member, and without their grants."""
        identity = self._kept.get(key_id, self._look_up)
        return identity if identity is not None and identity.authorised_until > self._clock() else None

    def open_among(self, key_ids: Collection[str]) -> set[str]:
        """Which of these keys nobody has ended, whatever their age."""
        with self._database.lookups.connect() as connection:
            return set(connection.scalars(_OPEN, {"ids": list(key_ids)}))

    def _look_up(self, key_id: str) -> Identity | None:
        with self._database.lookups.connect() as connection:
            row = connection.execute(_ALIVE, {"id": key_id}).first()
        if row is None:
            return None
        user_id, username, expires_at = row
        return Identity(
            user_id=user_id,
            username=username,
            role="member",
            kind="chat_key",
            login_id=key_id,
            authorised_until=math.inf if expires_at is None else expires_at,
        )


def _subject(key: ChatKey) -> Subject:
    return Subject("chat_key", key.id, key.name)
