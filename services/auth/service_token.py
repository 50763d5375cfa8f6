"""A service token: lets a program publish and subscribe to granted channels until it expires or is revoked."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Collection, Sequence

from sqlalchemy import JSON, String, bindparam, select, text, update
from sqlalchemy.orm import Mapped, mapped_column

from services.auth.identity import Identity
from services.auth.permission import check_pattern
from services.database.database import Base, Database
from services.database.kept_lookup import KeptLookups
from services.errors import BadRequest, NotFound
from services.identifier import new_id

_ALIVE = text(
    "SELECT name, expires_at, publish, subscribe FROM service_tokens"
    " WHERE id = :id AND revoked_at IS NULL AND (expires_at IS NULL OR expires_at > :now)"
).columns(publish=JSON, subscribe=JSON)

_OPEN = text("SELECT id FROM service_tokens WHERE id IN :ids AND revoked_at IS NULL").bindparams(
    bindparam("ids", expanding=True)
)


class ServiceToken(Base):
    """The row behind a token; the token itself is signed, shown once and never stored."""

    __tablename__ = "service_tokens"

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    name: Mapped[str] = mapped_column(String(128))
    publish: Mapped[list[str]] = mapped_column(JSON)
    subscribe: Mapped[list[str]] = mapped_column(JSON)
    created_at: Mapped[float]
    expires_at: Mapped[float | None]
    revoked_at: Mapped[float | None]


class ServiceTokens:
    def __init__(self, database: Database, *, clock: Callable[[], float] = time.time) -> None:
        self._database = database
        self._clock = clock
        self._kept: KeptLookups[Identity] = KeptLookups(database)

    def create(
        self,
        *,
        name: str = "",
        publish: Sequence[str] = (),
        subscribe: Sequence[str] = (),
        lasts_s: float | None = None,
    ) -> ServiceToken:
        """Raises: BadRequest when nothing is granted, or a pattern is not valid."""
        if not publish and not subscribe:
            raise BadRequest("Grant something: --publish PATTERN, --subscribe PATTERN, or both.", code="no_grant")
        token_id = new_id()
        now = self._clock()
        token = ServiceToken(
            id=token_id,
            name=name[:128] or f"service-{token_id}",
            publish=[check_pattern(pattern) for pattern in publish],
            subscribe=[check_pattern(pattern) for pattern in subscribe],
            created_at=now,
            expires_at=None if lasts_s is None else now + lasts_s,
        )
        with self._database.session() as session:
            session.add(token)
        return token

    def list(self) -> Sequence[ServiceToken]:
        with self._database.session() as session:
            return session.scalars(select(ServiceToken).order_by(ServiceToken.created_at)).all()

    def revoke(self, token_id: str) -> None:
        """Raises: NotFound when there is no such token, or it is already revoked."""
        with self._database.session() as session:
            alive = select(ServiceToken.id).where(ServiceToken.id == token_id, ServiceToken.revoked_at.is_(None))
            if session.scalar(alive) is None:
                raise NotFound(f"There is no service token {token_id!r} to revoke; see `flask token list`.")
            session.execute(update(ServiceToken).where(ServiceToken.id == token_id).values(revoked_at=self._clock()))

    def identity(self, token_id: str) -> Identity | None:
        """The program behind a live token; None if it expired or was revoked."""
        identity = self._kept.get(token_id, self._look_up)
        return identity if identity is not None and identity.authorised_until > self._clock() else None

    def open_among(self, token_ids: Collection[str]) -> set[str]:
        """Which of these tokens nobody has revoked, whatever their age."""
        with self._database.lookups.connect() as connection:
            return set(connection.scalars(_OPEN, {"ids": list(token_ids)}))

    def _look_up(self, token_id: str) -> Identity | None:
        with self._database.lookups.connect() as connection:
            row = connection.execute(_ALIVE, {"id": token_id, "now": self._clock()}).first()
        if row is None:
            return None
        return Identity(
            user_id=token_id,
            username=row.name,
            role="service",
            kind="service",
            login_id=token_id,
            authorised_until=math.inf if row.expires_at is None else row.expires_at,
            publish=tuple(row.publish),
            subscribe=tuple(row.subscribe),
        )
