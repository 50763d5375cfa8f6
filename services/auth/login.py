"""A login: one sign-in of one user. It lives until it expires, is closed, or its user is disabled.

A session cookie and an access token each stand for their own login; a stream token stands for the login that asked for
it. So closing one row revokes everything made from that sign-in.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Literal, cast

from sqlalchemy import ForeignKey, String, bindparam, delete, select, text, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Mapped, mapped_column

from services.auth.identity import Identity, Kind, Role
from services.database.database import Base, Database
from services.database.kept_lookup import KeptLookups
from services.identifier import new_id
from services.settings.settings import Settings

KEPT_S = 30 * 86_400
"""How long an ended login is kept: its address counts as known to its user (``login_limit``)."""

# One statement, one row per grant: it runs on every request and whenever a stream opens.
_IDENTITY = text(
    """
    SELECT users.id, users.username, users.role, logins.kind, logins.expires_at, grants.action, grants.pattern
    FROM logins JOIN users ON users.id = logins.user_id LEFT JOIN grants ON grants.user_id = users.id
    WHERE logins.id = :login_id AND logins.closed_at IS NULL AND logins.expires_at > :now AND users.disabled_at IS NULL
    """
)

_OPEN = text(
    "SELECT logins.id FROM logins JOIN users ON users.id = logins.user_id"
    " WHERE logins.id IN :login_ids AND logins.closed_at IS NULL AND users.disabled_at IS NULL"
).bindparams(bindparam("login_ids", expanding=True))


class Login(Base):
    __tablename__ = "logins"

    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    user_id: Mapped[str] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), index=True)
    kind: Mapped[str] = mapped_column(String(16))
    address: Mapped[str] = mapped_column(String(64))
    created_at: Mapped[float]
    expires_at: Mapped[float] = mapped_column(index=True)
    closed_at: Mapped[float | None]


@dataclass(frozen=True, slots=True)
class OpenLogin:
    """A new login, as the sign-in returns it."""

    login_id: str
    user_id: str
    expires_at: float


class Logins:
    def __init__(self, database: Database, settings: Settings, *, clock: Callable[[], float] = time.time) -> None:
        self._database = database
        self._settings = settings
        self._clock = clock
        self._kept: KeptLookups[Identity] = KeptLookups(database)

    def open(self, user_id: str, kind: Literal["session", "access"], address: str = "") -> OpenLogin:
        """Sign a user in, under a fresh id."""
        now = self._clock()
        login = OpenLogin(new_id() + new_id(), user_id, now + self._settings.auth.login_s)
        with self._database.session() as session:
            session.add(self._row(login, kind, address))
            session.execute(delete(Login).where(Login.expires_at < now - KEPT_S))
        return login

    def open_outside(self, login_id: str, user_id: str, expires_at: float) -> None:
        """Record the first use of an outside issuer's token, so that it can be closed like any login."""
        with self._database.session() as session:
            if session.get(Login, login_id) is not None:
                return
        try:
            with self._database.session() as session:
                session.add(self._row(OpenLogin(login_id, user_id, expires_at), "access", ""))
        except IntegrityError:  # another request with the same token came first
            return

    def close(self, login_id: str) -> None:
        """Revoke: after the commit, no process accepts anything made from this login. Closing twice is harmless."""
        with self._database.session() as session:
            session.execute(
                update(Login).where(Login.id == login_id, Login.closed_at.is_(None)).values(closed_at=self._clock())
            )

    def identity(self, login_id: str) -> Identity | None:
        """The identity of a live login, with its grants; None if it expired or was closed, or its user is disabled."""
        identity = self._kept.get(login_id, self._look_up)
        return identity if identity is not None and identity.authorised_until > self._clock() else None

    def _look_up(self, login_id: str) -> Identity | None:
        with self._database.lookups.connect() as connection:
            rows = connection.execute(_IDENTITY, {"login_id": login_id, "now": self._clock()}).all()
        if not rows:
            return None
        user_id, username, role, kind, expires_at, *_ = rows[0]
        return Identity(
            user_id=user_id,
            username=username,
            role=cast(Role, role),
            kind=cast(Kind, kind),
            login_id=login_id,
            authorised_until=expires_at,
            publish=tuple(pattern for *_, action, pattern in rows if action == "publish"),
            subscribe=tuple(pattern for *_, action, pattern in rows if action == "subscribe"),
        )

    def open_among(self, login_ids: Collection[str]) -> set[str]:
        """Which of these logins nobody has ended, whatever their age."""
        with self._database.lookups.connect() as connection:
            return set(connection.scalars(_OPEN, {"login_ids": list(login_ids)}))

    def is_known_address(self, username: str, address: str) -> bool:
        """Whether this user has signed in from this address in the last month."""
        query = text(
            "SELECT 1 FROM logins JOIN users ON users.id = logins.user_id"
            " WHERE users.username = :username AND logins.address = :address AND logins.created_at > :since LIMIT 1"
        )
        values = {"username": username, "address": address, "since": self._clock() - KEPT_S}
        with self._database.lookups.connect() as connection:
            return connection.execute(query, values).first() is not None

    def open_count(self, user_id: str) -> int:
        """How many live logins a user has."""
        alive = select(Login.id).where(
            Login.user_id == user_id, Login.closed_at.is_(None), Login.expires_at > self._clock()
        )
        with self._database.session() as session:
            return len(session.scalars(alive).all())

    def _row(self, login: OpenLogin, kind: str, address: str) -> Login:
        return Login(
            id=login.login_id,
            user_id=login.user_id,
            kind=kind,
            address=address,
            created_at=self._clock(),
            expires_at=login.expires_at,
        )
