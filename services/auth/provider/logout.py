"""Ending the logins of somebody who has signed out at the provider, because it says so (back-channel logout)."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Sequence

from sqlalchemy import ColumnElement, String, delete, or_, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Mapped, Session, mapped_column

from services.auth.audit import SERVER, Subject, record
from services.auth.login import Login
from services.auth.provider.logout_token import LASTS_S, Logout
from services.auth.provider.provider import Provider
from services.auth.provider.signed_token import LEEWAY_S
from services.auth.user import User, outside_key
from services.database.database import Base, Database
from services.errors import BadRequest


class UsedLogoutToken(Base):
    """A logout token that came, by the digest of its issuer and id, for as long as it could come again."""

    __tablename__ = "used_logout_tokens"

    digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    until: Mapped[float]


class ProviderLogouts:
    def __init__(self, database: Database, provider: Provider, *, clock: Callable[[], float] = time.time) -> None:
        self._database = database
        self._provider = provider
        self._clock = clock

    def end(self, token: str) -> Sequence[str]:
        """End the logins that a logout token is about. Returns their ids; none is no error: they may have ended.

        Raises: BadRequest, the token is refused, or came before. Unavailable, its key cannot be asked for.
        """
        logout = self._provider.logout(token)
        try:
            with self._database.session() as session:
                self._use_up(session, logout.id)
                return self._close(session, logout)
        except IntegrityError:
            raise BadRequest("This logout token came before.", code="logout_token_used") from None

    def _use_up(self, session: Session, token_id: str) -> None:
        now = self._clock()
        digest = hashlib.sha256(f"{self._provider.issuer} {token_id}".encode()).hexdigest()
        session.execute(delete(UsedLogoutToken).where(UsedLogoutToken.until < now))
        session.add(UsedLogoutToken(digest=digest, until=now + LASTS_S + 2 * LEEWAY_S))
        session.flush()

    def _close(self, session: Session, logout: Logout) -> Sequence[str]:
        now = self._clock()
        is_meant = Login.closed_at.is_(None) & (Login.expires_at > now) & self._which(logout)
        found = session.execute(
            select(Login.id, User.id, User.username).join(User, User.id == Login.user_id).where(is_meant)
        ).all()
        session.execute(update(Login).where(Login.id.in_([login_id for login_id, *_ in found])).values(closed_at=now))
        for user_id, username in {(user_id, username) for _, user_id, username in found}:
            ended = [login_id for login_id, owner_id, _ in found if owner_id == user_id]
            details = {"logins": ended, "asked_by": "sign-in provider"}
            record(session, SERVER, "user.logged_out", Subject("user", user_id, username), details, at=now)
        return [login_id for login_id, *_ in found]

    def _which(self, logout: Logout) -> ColumnElement[bool]:
        """Where it names both, the session counts; but a provider that gave us no session means all of theirs."""
        of_session = Login.provider_session == outside_key(self._provider.issuer, logout.session or "")
        of_subject = Login.provider_subject == outside_key(self._provider.issuer, logout.subject or "")
        if logout.subject is None:
            return of_session
        return of_subject if logout.session is None else of_subject & or_(of_session, Login.provider_session.is_(None))
