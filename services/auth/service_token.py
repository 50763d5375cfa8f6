"""A service token: lets a program publish and subscribe to granted channels until it expires or is revoked.

Its secret can be changed while its programs run: after a rotation the new secret works beside the old one, for as long
as the admin says. Each secret is a credential of its own (``<token id>``, then ``<token id>.2``, …), so that a stream
which was opened with an old one ends when that one does.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Collection, Sequence

from sqlalchemy import JSON, String, bindparam, or_, select, text, update
from sqlalchemy.orm import Mapped, mapped_column

from services.auth.audit import COMMAND_LINE, Actor, Subject, record
from services.auth.identity import Identity
from services.auth.permission import check_pattern
from services.database.database import Base, Database
from services.database.kept_lookup import KeptLookups
from services.errors import BadRequest, Conflict, NotFound
from services.identifier import new_id

LONGEST_NAME = 128
LONGEST_GRACE_S = 7 * 86_400.0
SOON_S = 14 * 86_400.0
"""A token that expires within this time is pointed out."""
USE_NOTED_S = 60.0

_ALIVE = text(
    "SELECT name, expires_at, publish, subscribe, secret_number, previous_until FROM service_tokens"
    " WHERE id = :id AND revoked_at IS NULL AND (expires_at IS NULL OR expires_at > :now)"
).columns(publish=JSON, subscribe=JSON)

_OPEN = text(
    "SELECT id, secret_number, previous_until FROM service_tokens WHERE id IN :ids AND revoked_at IS NULL"
).bindparams(bindparam("ids", expanding=True))


class ServiceToken(Base):
    """The row behind a token; the token itself is signed, shown once and never stored. ``maker_id`` is the admin who
    made it, and None if it was made on the command line. Until ``previous_until`` the secret before works, too.
    """

    __tablename__ = "service_tokens"

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    name: Mapped[str] = mapped_column(String(128))
    publish: Mapped[list[str]] = mapped_column(JSON)
    subscribe: Mapped[list[str]] = mapped_column(JSON)
    maker_id: Mapped[str | None] = mapped_column(String(32))
    maker: Mapped[str] = mapped_column(String(255))
    created_at: Mapped[float]
    expires_at: Mapped[float | None]
    revoked_at: Mapped[float | None]
    secret_number: Mapped[int] = mapped_column(default=1)
    rotated_at: Mapped[float | None]
    previous_until: Mapped[float | None]
    last_used_at: Mapped[float | None]
    last_used_address: Mapped[str | None] = mapped_column(String(64))

    @property
    def credential(self) -> str:
        """What its newest secret is signed for."""
        return self.id if self.secret_number == 1 else f"{self.id}.{self.secret_number}"

    def state(self, now: float) -> str:
        """``active``, ``expiring`` (soon), ``expired`` or ``revoked``."""
        if self.revoked_at is not None:
            return "revoked"
        left_s = math.inf if self.expires_at is None else self.expires_at - now
        return "expired" if left_s <= 0 else "expiring" if left_s <= SOON_S else "active"


class ServiceTokens:
    def __init__(self, database: Database, *, clock: Callable[[], float] = time.time) -> None:
        self._database = database
        self._clock = clock
        self._kept: KeptLookups[Identity] = KeptLookups(database)
        self._noted: dict[str, float] = {}

    def create(
        self,
        *,
        name: str = "",
        publish: Sequence[str] = (),
        subscribe: Sequence[str] = (),
        lasts_s: float | None = None,
        by: Actor = COMMAND_LINE,
    ) -> ServiceToken:
        """Raises: BadRequest when nothing is granted, or a pattern or the name is not valid."""
        if not publish and not subscribe:
            raise BadRequest("Grant something: a pattern to publish to, to subscribe to, or both.", code="no_grant")
        if not name.isprintable():
            raise BadRequest("A token's name is one line.", code="bad_name")
        token_id = new_id()
        now = self._clock()
        token = ServiceToken(
            id=token_id,
            name=name.strip()[:LONGEST_NAME] or f"service-{token_id}",
            publish=[check_pattern(pattern) for pattern in publish],
            subscribe=[check_pattern(pattern) for pattern in subscribe],
            maker_id=by.user_id or None,
            maker=by.name,
            created_at=now,
            expires_at=None if lasts_s is None else now + lasts_s,
            secret_number=1,
        )
        with self._database.session() as session:
            session.add(token)
            details = {"publish": token.publish, "subscribe": token.subscribe, "expires_at": token.expires_at}
            record(session, by, "token.created", _subject(token), details, at=now)
        return token

    def list(self) -> Sequence[ServiceToken]:
        """The oldest first; those that are over, too."""
        with self._database.session() as session:
            return session.scalars(select(ServiceToken).order_by(ServiceToken.created_at)).all()

    def get(self, token_id: str) -> ServiceToken:
        """Raises: NotFound."""
        with self._database.session() as session:
            return _found(session.get(ServiceToken, token_id), token_id)

    def maker_of(self, token_id: str) -> str | None:
        """The id of the user who made the token; None from the command line, or if there is no such token."""
        with self._database.session() as session:
            return session.scalar(select(ServiceToken.maker_id).where(ServiceToken.id == token_id))

    def rotate(
        self, token_id: str, grace_s: float, *, lasts_s: float | None = None, by: Actor = COMMAND_LINE
    ) -> ServiceToken:
        """Give the token a new secret. The old one works for another ``grace_s``; one before that, no longer.
        ``lasts_s``: from now on; without it the token expires when it did.

        Raises:
            NotFound: no such token. Conflict: it has ended. BadRequest: the grace is too long.
        """
        if not 0 <= grace_s <= LONGEST_GRACE_S:
            raise BadRequest("The old secret may work for another 0 to 7 days.", code="bad_grace")
        now = self._clock()
        with self._database.session() as session:
            self._database.one_at_a_time(session)
            token = _found(session.get(ServiceToken, token_id), token_id)
            if lasts_s is not None:
                token.expires_at = now + lasts_s
            if token.state(now) in ("expired", "revoked"):
                raise Conflict(f"This token has {token.state(now)}: make a new one.", code="token_ended")
            token.secret_number += 1
            token.rotated_at, token.previous_until = now, now + grace_s
            details = {"grace_s": grace_s, "expires_at": token.expires_at}
            record(session, by, "token.rotated", _subject(token), details, at=now)
        return token

    def revoke(self, token_id: str, *, by: Actor = COMMAND_LINE) -> None:
        """Raises: NotFound when there is no such token, or it is already revoked."""
        with self._database.session() as session:
            token = session.get(ServiceToken, token_id)
            if token is None or token.revoked_at is not None:
                raise NotFound(f"There is no service token {token_id!r} to revoke; see `flask token list`.")
            token.revoked_at = self._clock()
            record(session, by, "token.revoked", _subject(token), at=token.revoked_at)

    def note_use(self, token_id: str, address: str) -> None:
        """Write down when and from where the token was last used; at most once a minute."""
        now = self._clock()
        if now - self._noted.get(token_id, -math.inf) < USE_NOTED_S:
            return
        self._noted[token_id] = now
        old = or_(ServiceToken.last_used_at.is_(None), ServiceToken.last_used_at <= now - USE_NOTED_S)
        used = update(ServiceToken).where(ServiceToken.id == token_id, old)
        with self._database.session() as session:
            session.execute(used.values(last_used_at=now, last_used_address=address[:64]))

    def identity(self, credential: str) -> Identity | None:
        """The program behind a live secret; None if it expired, was revoked or was rotated away."""
        identity = self._kept.get(credential, self._look_up)
        return identity if identity is not None and identity.authorised_until > self._clock() else None

    def open_among(self, credentials: Collection[str]) -> set[str]:
        """Which of these nobody has revoked or rotated away, whatever their age."""
        ids = {_token_id(credential) for credential in credentials}
        now = self._clock()
        with self._database.lookups.connect() as connection:
            rows = {row.id: row for row in connection.execute(_OPEN, {"ids": list(ids)})}
        return {
            credential
            for credential in credentials
            if (row := rows.get(_token_id(credential))) is not None
            and _until(credential, row.secret_number, row.previous_until) > now
        }

    def _look_up(self, credential: str) -> Identity | None:
        token_id = _token_id(credential)
        with self._database.lookups.connect() as connection:
            row = connection.execute(_ALIVE, {"id": token_id, "now": self._clock()}).first()
        if row is None:
            return None
        until = _until(credential, row.secret_number, row.previous_until)
        return Identity(
            user_id=token_id,
            username=row.name,
            role="service",
            kind="service",
            login_id=credential,
            authorised_until=min(until, math.inf if row.expires_at is None else row.expires_at),
            publish=tuple(row.publish),
            subscribe=tuple(row.subscribe),
        )


def _token_id(credential: str) -> str:
    return credential.partition(".")[0]


def _until(credential: str, newest: int, previous_until: float | None) -> float:
    """When this secret of a token stops working, its expiry aside."""
    number = credential.partition(".")[2]
    if number and not (number.isascii() and number.isdigit() and len(number) < 10):
        return -math.inf
    age = newest - int(number or 1)
    if age == 0:
        return math.inf
    return (previous_until or -math.inf) if age == 1 else -math.inf


def _found(token: ServiceToken | None, token_id: str) -> ServiceToken:
    if token is None:
        raise NotFound(f"There is no service token {token_id!r}.", code="no_token")
    return token


def _subject(token: ServiceToken) -> Subject:
    return Subject("token", token.id, token.name)
