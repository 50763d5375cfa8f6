"""A login: one sign-in of one user. It lives until it expires, is closed, or its user is disabled.

A session cookie and an access token each stand for their own login; a stream token stands for the login that asked for
it. So closing one row revokes everything made from that sign-in. Its id opens nothing: what people and programs hold
is signed.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from typing import Literal, cast

from sqlalchemy import ColumnElement, ForeignKey, String, Text, bindparam, delete, func, select, text, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Mapped, mapped_column

from services.auth.audit import Actor, Subject, record
from services.auth.client_name import kept_client
from services.auth.identity import Identity, Kind, Role
from services.auth.last_seen import LastSeen
from services.database.database import Base, Database
from services.database.kept_lookup import KeptLookups
from services.errors import NotFound
from services.identifier import new_id
from services.settings.settings import Settings

KEPT_S = 30 * 86_400
"""How long an ended login is kept: its address counts as known to its user (``login_limit``)."""

# One statement, a row for who they are and one per grant, their own and their groups': it runs on every request and
# whenever a stream opens.
_IDENTITY = text(
    """
    WITH who AS (
        SELECT users.id, users.username, users.role, logins.kind, logins.expires_at
        FROM logins JOIN users ON users.id = logins.user_id
        WHERE logins.id = :login_id AND logins.closed_at IS NULL AND logins.expires_at > :now
        AND users.disabled_at IS NULL
    )
    SELECT who.*, NULL AS action, NULL AS pattern FROM who
    UNION ALL SELECT who.*, grants.action, grants.pattern FROM who JOIN grants ON grants.user_id = who.id
    UNION ALL SELECT who.*, group_grants.action, group_grants.pattern FROM who
        JOIN group_members ON group_members.user_id = who.id
        JOIN group_grants ON group_grants.group_id = group_members.group_id
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
    client: Mapped[str] = mapped_column(String(255))  # the User-Agent that it began with
    created_at: Mapped[float]
    last_seen_at: Mapped[float | None]
    expires_at: Mapped[float] = mapped_column(index=True)
    closed_at: Mapped[float | None]
    id_token: Mapped[str | None] = mapped_column(Text)  # sealed; of the provider that vouched for them
    provider_subject: Mapped[str | None] = mapped_column(String(255), index=True)  # an `outside_key`
    provider_session: Mapped[str | None] = mapped_column(String(255), index=True)  # made in the same way


@dataclass(frozen=True, slots=True)
class Voucher:
    """What a login keeps of the provider that vouched for its user: the sealed ID token, whom it is about, and the
    session there if it has a name.
    """

    id_token: str
    subject: str
    session: str | None


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
        self.last_seen = LastSeen(database, clock)

    def open(
        self,
        user_id: str,
        kind: Literal["session", "access"],
        address: str = "",
        client: str = "",
        voucher: Voucher | None = None,
    ) -> OpenLogin:
        """Sign a user in, under a fresh id. ``client`` is a ``User-Agent``."""
        now = self._clock()
        login = OpenLogin(new_id() + new_id(), user_id, now + self._settings.auth.login_s)
        with self._database.session() as session:
            session.add(self._row(login, kind, address, client, voucher))
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

    def close_one(self, login_id: str, user_id: str, *, by: Actor | None = None) -> None:
        """Close one of a user's logins. ``by``: who does it, if it is not they themselves.

        Raises: NotFound, they have no such live login.
        """
        if not self._close(user_id, Login.id == login_id, by):
            raise NotFound(f"There is no live login {login_id!r}: it has ended, or was never theirs.", code="no_login")

    def close_others(self, user_id: str, kept_id: str = "", *, by: Actor | None = None) -> Sequence[str]:
        """Close all of a user's logins but one, or all. Returns the ids of those that were closed."""
        return self._close(user_id, Login.id != kept_id, by)

    def live(self, user_id: str) -> Sequence[Login]:
        """A user's logins that have not ended, the last used first."""
        used_at = func.coalesce(Login.last_seen_at, Login.created_at)
        with self._database.session() as session:
            return session.scalars(select(Login).where(*self._are_live(user_id)).order_by(used_at.desc())).all()

    def id_token(self, login_id: str) -> str | None:
        """What the provider gave for this login, sealed; also after it has ended."""
        with self._database.session() as session:
            return session.scalar(select(Login.id_token).where(Login.id == login_id))

    def has_just_begun(self, login_id: str, within_s: float) -> bool:
        """Whether somebody signed in here with their password so short a time ago."""
        with self._database.session() as session:
            row = session.get(Login, login_id)
        if row is None or row.kind != "session" or row.id_token is not None:
            return False
        return 0 <= self._clock() - row.created_at <= within_s

    def known_addresses(self, username: str) -> Sequence[str]:
        """From where this user has signed in during the last month."""
        query = text(
            "SELECT DISTINCT logins.address FROM logins JOIN users ON users.id = logins.user_id"
            " WHERE users.username = :username AND logins.created_at > :since"
        )
        with self._database.lookups.connect() as connection:
            return connection.scalars(query, {"username": username, "since": self._clock() - KEPT_S}).all()

    def identity(self, login_id: str) -> Identity | None:
        """The identity of a live login, with its grants; None if it expired or was closed, or its user is disabled."""
        identity = self._kept.get(login_id, self._look_up)
        if identity is None or identity.authorised_until <= self._clock():
            return None
        self.last_seen.note(login_id)
        return identity

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

    def _are_live(self, user_id: str) -> tuple[ColumnElement[bool], ...]:
        return Login.user_id == user_id, Login.closed_at.is_(None), Login.expires_at > self._clock()

    def _close(self, user_id: str, which: ColumnElement[bool], by: Actor | None) -> Sequence[str]:
        with self._database.session() as session:
            login_ids = session.scalars(select(Login.id).where(*self._are_live(user_id), which)).all()
            session.execute(update(Login).where(Login.id.in_(login_ids)).values(closed_at=self._clock()))
            if by is not None and login_ids:
                name = session.scalar(text("SELECT username FROM users WHERE id = :id"), {"id": user_id}) or ""
                details = {"logins": list(login_ids)}
                record(session, by, "user.logged_out", Subject("user", user_id, name), details, at=self._clock())
        return login_ids

    def _row(
        self, login: OpenLogin, kind: str, address: str, client: str = "", voucher: Voucher | None = None
    ) -> Login:
        now = self._clock()
        return Login(
            id=login.login_id,
            user_id=login.user_id,
            kind=kind,
            address=address,
            client=kept_client(client),
            created_at=now,
            last_seen_at=now,
            expires_at=login.expires_at,
            id_token=voucher and voucher.id_token,
            provider_subject=voucher and voucher.subject,
            provider_session=voucher and voucher.session,
        )
