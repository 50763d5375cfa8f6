"""A user: a person (or an outside issuer's subject) who can sign in, with a role and granted channel patterns."""

from __future__ import annotations

import hashlib
import re
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from sqlalchemy import String, delete, func, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Mapped, Session, mapped_column

from services.auth.audit import COMMAND_LINE, Actor, Subject, record
from services.auth.chat_key import ChatKey
from services.auth.grant import Grant
from services.auth.login import Login
from services.auth.password import Passwords, check_password
from services.auth.permission import Action, check_pattern
from services.database.database import Base, Database
from services.errors import BadRequest, Conflict, NotFound, Unauthenticated
from services.identifier import new_id

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._@+-]{0,63}")

_LONGEST_KEY = 255


class User(Base):
    __tablename__ = "users"

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    username: Mapped[str] = mapped_column(String(255), unique=True)
    role: Mapped[str] = mapped_column(String(16))
    password_hash: Mapped[str | None] = mapped_column(String(255))  # None: signs in elsewhere
    outside_subject: Mapped[str | None] = mapped_column(String(255), unique=True)  # issuer and `sub`
    created_at: Mapped[float]
    disabled_at: Mapped[float | None]


class Users:
    """All users. Every change that must end someone's logins ends them in the same transaction, which also writes down
    who made it (``by``).
    """

    def __init__(
        self, database: Database, passwords: Passwords | None = None, *, clock: Callable[[], float] = time.time
    ) -> None:
        self._database = database
        self._passwords = passwords or Passwords()
        self._clock = clock

    def create(
        self,
        username: str,
        password: str,
        role: str = "member",
        *,
        is_operators_choice: bool = False,
        by: Actor = COMMAND_LINE,
    ) -> User:
        """Raises: BadRequest when the name, password or role is not valid; Conflict when the name is taken."""
        if not _NAME.fullmatch(username):
            raise BadRequest(
                "A user name has 1 to 64 letters, digits and '.', '_', '@', '+', '-',"
                " and begins with a letter or digit.",
                code="bad_username",
            )
        _check_role(role)
        return self._add(
            User(
                id=new_id(),
                username=username,
                role=role,
                password_hash=self._passwords.hash(password if is_operators_choice else check_password(password)),
            ),
            by,
        )

    def by_name(self, username: str) -> User:
        """Raises: NotFound."""
        with self._database.session() as session:
            user = session.scalar(select(User).where(User.username == username))
        if user is None:
            raise NotFound(f"There is no user {username!r}.")
        return user

    def exists(self, username: str) -> bool:
        with self._database.session() as session:
            return session.scalar(select(User.id).where(User.username == username)) is not None

    def known(self, user_id: str) -> User:
        """Raises: NotFound."""
        user = self.by_id(user_id)
        if user is None:
            raise NotFound(f"There is no user with the id {user_id!r}.", code="no_user")
        return user

    def by_id(self, user_id: str) -> User | None:
        with self._database.session() as session:
            return session.get(User, user_id)

    def by_outside_subject(self, issuer: str, subject: str) -> User:
        """The user for an outside issuer's ``sub``; created on first sight, as a member without a password."""
        key = f"{issuer or 'outside'} {subject}"  # no name created here contains a space
        if len(key) > _LONGEST_KEY or not key.isprintable():
            raise Unauthenticated("The token's subject cannot be used as a name.")
        user = self.by_outside_key(key)
        if user is not None:
            return user
        try:
            return self._add(User(id=new_id(), username=key, role="member", outside_subject=key))
        except Conflict:  # another worker saw them first
            with self._database.session() as session:
                return session.scalars(select(User).where(User.outside_subject == key)).one()

    def by_outside_key(self, key: str) -> User | None:
        """The user whom an `outside_key` stands for."""
        with self._database.session() as session:
            return session.scalar(select(User).where(User.outside_subject == key))

    def create_outside(self, key: str, username: str, role: str, *, by: Actor) -> User:
        """A user without a password, who signs in elsewhere. Raises: Conflict, the name or the key is taken."""
        return self._add(User(id=new_id(), username=username, role=role, outside_subject=key), by)

    def list(self) -> Sequence[User]:
        with self._database.session() as session:
            return session.scalars(select(User).order_by(User.username)).all()

    def search(
        self, text: str = "", role: str | None = None, state: str | None = None, *, after: str = "", limit: int = 50
    ) -> Sequence[User]:
        """In order of their names, those after the name ``after``. ``text`` is a part of the name, or the whole id.
        ``state``: ``enabled`` or ``disabled``.
        """
        if "\0" in text + after:
            return []  # in nobody's name, and PostgreSQL refuses to look for it
        query = select(User).where(User.username > after).order_by(User.username).limit(limit)
        if text:
            is_named = func.lower(User.username).contains(text.lower(), autoescape=True)
            query = query.where(is_named | (User.id == text))
        if role is not None:
            query = query.where(User.role == role)
        if state is not None:
            query = query.where(User.disabled_at.is_not(None) if state == "disabled" else User.disabled_at.is_(None))
        with self._database.session() as session:
            return session.scalars(query).all()

    def count(self) -> int:
        with self._database.session() as session:
            return session.scalar(select(func.count()).select_from(User)) or 0

    def verify(self, username: str, password: str) -> User | None:
        """The enabled user with this name and password. Takes as long for unknown and disabled users."""
        with self._database.session() as session:
            user = session.scalar(select(User).where(User.username == username))
        stored = user.password_hash if user is not None else None
        if not self._passwords.verify(stored, password) or user is None or user.disabled_at is not None:
            return None
        if stored is not None and self._passwords.needs_rehash(stored):
            with self._database.session() as session:
                new_hash = self._passwords.hash(password)
                session.execute(update(User).where(User.id == user.id).values(password_hash=new_hash))
        return user

    def set_password(self, username: str, password: str, *, by: Actor = COMMAND_LINE) -> User:
        """Also ends all their logins and chat keys: anyone who knew the old password is out."""
        user = self.by_name(username)
        new_hash = self._passwords.hash(check_password(password))
        with self._change(user, "user.password_changed", by, password_hash=new_hash) as session:
            self._end_logins(session, user)
        return user

    def disable(self, username: str, *, by: Actor = COMMAND_LINE) -> User:
        """Also ends all their logins and chat keys, so that enabling them again revives none. Raises: Conflict if this
        is the last admin.
        """
        user = self.by_name(username)
        with self._change(user, "user.disabled", by, disabled_at=self._clock()) as session:
            self._check_dispensable(session, user)
            self._end_logins(session, user)
        return user

    def enable(self, username: str, *, by: Actor = COMMAND_LINE) -> User:
        user = self.by_name(username)
        with self._change(user, "user.enabled", by, disabled_at=None):
            return user

    def set_role(self, username: str, role: str, *, by: Actor = COMMAND_LINE) -> User:
        """Takes effect with their next request; their logins stay. Raises: Conflict if this is the last admin."""
        user = self.by_name(username)
        _check_role(role)
        with self._change(user, "user.role_changed", by, {"from": user.role, "to": role}, role=role) as session:
            if role != "admin":
                self._check_dispensable(session, user)
        return user

    def dispensable(self, username: str) -> User:
        """The user, if another admin would remain. Raises: NotFound; Conflict if this is the last admin."""
        user = self.by_name(username)
        with self._database.session() as session:
            self._check_dispensable(session, user)
        return user

    def delete(self, user: User, *, by: Actor = COMMAND_LINE, deleted: Sequence[str] = ()) -> None:
        """Delete the user with their logins and grants. First delete the rest of what they own, ``deleted``."""
        with self._database.session() as session:
            self._database.one_at_a_time(session)
            self._check_dispensable(session, user)
            session.execute(delete(User).where(User.id == user.id))
            self._record(session, by, "user.deleted", user, {"role": user.role, "deleted": list(deleted)})

    def grant(self, username: str, action: Action, pattern: str, *, by: Actor = COMMAND_LINE) -> User:
        """Let a user publish or subscribe to a channel pattern. Granting twice is harmless."""
        user = self.by_name(username)
        check_pattern(pattern)
        with self._database.session() as session:
            if session.get(Grant, (user.id, action, pattern)) is None:
                session.add(Grant(user_id=user.id, action=action, pattern=pattern))
                self._record(session, by, "user.granted", user, {"action": action, "pattern": pattern})
        return user

    def revoke_grant(self, username: str, action: Action, pattern: str, *, by: Actor = COMMAND_LINE) -> User:
        """Raises: NotFound when the user has no such grant."""
        user = self.by_name(username)
        with self._database.session() as session:
            row = session.get(Grant, (user.id, action, pattern))
            if row is None:
                raise NotFound(f"{username} was not granted to {action} {pattern!r}.")
            session.delete(row)
            self._record(session, by, "user.grant_removed", user, {"action": action, "pattern": pattern})
        return user

    def grants(self) -> Sequence[Grant]:
        with self._database.session() as session:
            return session.scalars(select(Grant).order_by(Grant.action, Grant.pattern)).all()

    def grants_of(self, user_id: str) -> Sequence[Grant]:
        """Their own; what their groups are granted is `Groups`'."""
        own = select(Grant).where(Grant.user_id == user_id).order_by(Grant.action, Grant.pattern)
        with self._database.session() as session:
            return session.scalars(own).all()

    def _add(self, user: User, by: Actor | None = None) -> User:
        user.created_at = self._clock()
        try:
            with self._database.session() as session:
                session.add(user)
                if by is not None:
                    self._record(session, by, "user.created", user, {"role": user.role})
        except IntegrityError:
            raise Conflict(f"There is already a user {user.username!r}.", code="username_taken") from None
        return user

    @contextmanager
    def _change(
        self, user: User, act: str, by: Actor, details: dict[str, Any] | None = None, **values: str | float | None
    ) -> Iterator[Session]:
        """Change the user, after what the block checks and does in the same transaction."""
        with self._database.session() as session:
            self._database.one_at_a_time(session)
            yield session
            session.execute(update(User).where(User.id == user.id).values(**values))
            self._record(session, by, act, user, details or {})

    def _end_logins(self, session: Session, user: User) -> None:
        now = self._clock()
        own = (Login.user_id == user.id, Login.closed_at.is_(None))
        session.execute(update(Login).where(*own).values(closed_at=now))
        keys = (ChatKey.user_id == user.id, ChatKey.revoked_at.is_(None))
        session.execute(update(ChatKey).where(*keys).values(revoked_at=now))

    @staticmethod
    def _check_dispensable(session: Session, user: User) -> None:
        role = session.scalar(select(User.role).where(User.id == user.id))
        others = select(func.count()).where(User.role == "admin", User.disabled_at.is_(None), User.id != user.id)
        if role == "admin" and not session.scalar(others):
            raise Conflict(f"{user.username} is the last admin: make another one first.", code="last_admin")

    def _record(self, session: Session, by: Actor, act: str, user: User, details: dict[str, Any]) -> None:
        record(session, by, act, Subject("user", user.id, user.username), details, at=self._clock())


def outside_key(issuer: str, subject: str) -> str:
    """What somebody is known by who signs in elsewhere; a long one by its digest."""
    key = f"{issuer} {subject}"
    return key if len(key) <= _LONGEST_KEY else f"sha256 {hashlib.sha256(key.encode()).hexdigest()}"


def _check_role(role: str) -> None:
    if role not in ("admin", "member"):
        raise BadRequest("A role is admin or member.", code="bad_role")
