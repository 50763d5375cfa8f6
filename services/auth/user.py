"""A user: a person (or an outside issuer's subject) who can sign in, with a role and granted channel patterns."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Sequence
from typing import Literal

from sqlalchemy import ForeignKey, String, delete, func, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Mapped, mapped_column

from services.auth.login import Login
from services.auth.password import Passwords, check_password
from services.auth.permission import check_pattern
from services.database.database import Base, Database
from services.errors import BadRequest, Conflict, NotFound, Unauthenticated
from services.identifier import new_id
from services.settings.settings import Settings

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._@+-]{0,63}")

Action = Literal["publish", "subscribe"]


class User(Base):
    __tablename__ = "users"

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    username: Mapped[str] = mapped_column(String(255), unique=True)
    role: Mapped[str] = mapped_column(String(16))
    password_hash: Mapped[str | None] = mapped_column(String(255))  # None: signs in elsewhere
    outside_subject: Mapped[str | None] = mapped_column(String(255), unique=True)  # issuer and `sub`
    created_at: Mapped[float]
    disabled_at: Mapped[float | None]


class Grant(Base):
    """One channel pattern granted to a user beyond their own channels."""

    __tablename__ = "grants"

    user_id: Mapped[str] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), primary_key=True)
    action: Mapped[str] = mapped_column(String(16), primary_key=True)
    pattern: Mapped[str] = mapped_column(String(129), primary_key=True)


class Users:
    """All users. Every change that must end someone's logins ends them in the same transaction."""

    def __init__(
        self, database: Database, passwords: Passwords | None = None, *, clock: Callable[[], float] = time.time
    ) -> None:
        self._database = database
        self._passwords = passwords or Passwords()
        self._clock = clock

    def create(self, username: str, password: str, role: str = "member", *, is_operators_choice: bool = False) -> User:
        """Raises: BadRequest when the name, password or role is not valid; Conflict when the name is taken."""
        if not _NAME.fullmatch(username):
            raise BadRequest(
                "A user name has 1 to 64 letters, digits and '.', '_', '@', '+', '-',"
                " and begins with a letter or digit.",
                code="bad_username",
            )
        if role not in ("admin", "member"):
            raise BadRequest("A role is admin or member.", code="bad_role")
        return self._add(
            User(
                id=new_id(),
                username=username,
                role=role,
                password_hash=self._passwords.hash(password if is_operators_choice else check_password(password)),
            )
        )

    def by_name(self, username: str) -> User:
        """Raises: NotFound."""
        with self._database.session() as session:
            user = session.scalar(select(User).where(User.username == username))
        if user is None:
            raise NotFound(f"There is no user {username!r}.")
        return user

    def by_id(self, user_id: str) -> User | None:
        with self._database.session() as session:
            return session.get(User, user_id)

    def by_outside_subject(self, issuer: str, subject: str) -> User:
        """The user for an outside issuer's ``sub``; created on first sight, as a member without a password."""
        key = f"{issuer or 'outside'} {subject}"  # no name created here contains a space
        if len(key) > 255 or not key.isprintable():
            raise Unauthenticated("The token's subject cannot be used as a name.")
        with self._database.session() as session:
            user = session.scalar(select(User).where(User.outside_subject == key))
        if user is not None:
            return user
        try:
            return self._add(User(id=new_id(), username=key, role="member", outside_subject=key))
        except Conflict:  # another worker saw them first
            with self._database.session() as session:
                return session.scalars(select(User).where(User.outside_subject == key)).one()

    def list(self) -> Sequence[User]:
        with self._database.session() as session:
            return session.scalars(select(User).order_by(User.username)).all()

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
            self._change(user.id, password_hash=self._passwords.hash(password))
        return user

    def set_password(self, username: str, password: str) -> User:
        """Also ends all their logins: anyone who knew the old password is out."""
        user = self.by_name(username)
        self._change(user.id, password_hash=self._passwords.hash(check_password(password)), ends_logins=True)
        return user

    def disable(self, username: str) -> User:
        """Also ends all their logins, so that enabling them again revives none."""
        user = self.by_name(username)
        self._change(user.id, disabled_at=self._clock(), ends_logins=True)
        return user

    def enable(self, username: str) -> User:
        user = self.by_name(username)
        self._change(user.id, disabled_at=None)
        return user

    def set_role(self, username: str, role: str) -> User:
        """Takes effect with their next request; their logins stay. Raises: Conflict if this is the last admin."""
        user = self.by_name(username) if role == "admin" else self.dispensable(username)
        self._change(user.id, role=role)
        return user

    def dispensable(self, username: str) -> User:
        """The user, if another admin would remain. Raises: NotFound; Conflict if this is the last admin."""
        user = self.by_name(username)
        others = select(func.count()).where(User.role == "admin", User.disabled_at.is_(None), User.id != user.id)
        with self._database.session() as session:
            if user.role == "admin" and not session.scalar(others):
                raise Conflict(f"{username} is the last admin: make another one first.", code="last_admin")
        return user

    def delete(self, user: User) -> None:
        """Delete the user with their logins and grants. Delete everything else they own first."""
        with self._database.session() as session:
            session.execute(delete(User).where(User.id == user.id))

    def grant(self, username: str, action: Action, pattern: str) -> None:
        """Let a user publish or subscribe to a channel pattern. Granting twice is harmless."""
        user = self.by_name(username)
        with self._database.session() as session:
            session.merge(Grant(user_id=user.id, action=action, pattern=check_pattern(pattern)))

    def revoke_grant(self, username: str, action: Action, pattern: str) -> User:
        """Raises: NotFound when the user has no such grant."""
        user = self.by_name(username)
        with self._database.session() as session:
            row = session.get(Grant, (user.id, action, pattern))
            if row is None:
                raise NotFound(f"{username} was not granted to {action} {pattern!r}.")
            session.delete(row)
        return user

    def grants(self) -> Sequence[Grant]:
        with self._database.session() as session:
            return session.scalars(select(Grant).order_by(Grant.action, Grant.pattern)).all()

    def _add(self, user: User) -> User:
        user.created_at = self._clock()
        try:
            with self._database.session() as session:
                session.add(user)
        except IntegrityError:
            raise Conflict(f"There is already a user {user.username!r}.", code="username_taken") from None
        return user

    def _change(self, user_id: str, *, ends_logins: bool = False, **values: str | float | None) -> None:
        with self._database.session() as session:
            session.execute(update(User).where(User.id == user_id).values(**values))
            if ends_logins:
                session.execute(
                    update(Login)
                    .where(Login.user_id == user_id, Login.closed_at.is_(None))
                    .values(closed_at=self._clock())
                )


def ensure_admin(users: Users, settings: Settings) -> str | None:
    """Create the first admin if the database has no users. If two servers start at once, one of them does.

    Returns:
        The random password, to show once; None if one was configured, or there were users already.
    """
    if users.count():
        return None
    password = settings.auth.admin_password or new_id()
    try:
        # The operator answers for the password in the environment, however short.
        users.create(settings.auth.admin_user, password, "admin", is_operators_choice=True)
    except Conflict:
        return None
    return None if settings.auth.admin_password else password
