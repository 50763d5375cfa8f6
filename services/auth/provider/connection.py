"""A connection: an account at the sign-in provider that opens a user's account here."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence

from sqlalchemy import ColumnElement, or_, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from services.auth.audit import COMMAND_LINE, Actor, Subject, record
from services.auth.login import Login
from services.auth.user import User
from services.database.database import Database
from services.errors import Conflict, NotFound

_TAKEN = "That account at the sign-in provider already opens another account here: disconnect it there first."


class Connections:
    """Both acts return the ids of the logins that they have ended: those which another account there had opened."""

    def __init__(self, database: Database, *, clock: Callable[[], float] = time.time) -> None:
        self._database = database
        self._clock = clock

    def connect(self, user: User, key: str, *, by: Actor = COMMAND_LINE) -> Sequence[str]:
        """Let whoever an `outside_key` stands for sign in as this user. An admin may put another in its place.

        Raises: Conflict, they are somebody else here, or the user who asks has another.
        """
        is_own_act = by.user_id == user.id
        try:
            with self._database.session() as session:
                row = self._locked(session, user)
                owner = session.scalar(select(User).where(User.outside_subject == key))
                if owner is not None and owner.id != user.id:
                    raise _taken(owner, is_own_act=is_own_act)
                if is_own_act and row.outside_subject not in (None, key):
                    raise Conflict("You have connected another account there: disconnect it first.", code="connected")
                row.outside_subject = key
                self._record(session, by, "user.connected", row, key)
                return self._end(session, user, or_(Login.provider_subject.is_(None), Login.provider_subject != key))
        except IntegrityError:  # two at once
            raise Conflict(_TAKEN, code="already_connected") from None

    def disconnect(self, user: User, *, by: Actor = COMMAND_LINE) -> Sequence[str]:
        """Let nobody sign in as this user by the provider. Raises: NotFound. Conflict, they have no other way in."""
        with self._database.session() as session:
            row = self._locked(session, user)
            key = row.outside_subject
            if key is None:
                raise NotFound(f"No account elsewhere is connected to {user.username}.", code="not_connected")
            if row.password_hash is None:
                raise Conflict(
                    f"{user.username} has no password, so this is their only way in. It stays.", code="only_way_in"
                )
            row.outside_subject = None
            self._record(session, by, "user.disconnected", row, key)
            return self._end(session, user, Login.id.is_not(None))

    def _locked(self, session: Session, user: User) -> User:
        """Raises: NotFound."""
        self._database.one_at_a_time(session)
        row = session.get(User, user.id)
        if row is None:
            raise NotFound(f"There is no user {user.username!r}.", code="no_user")
        return row

    def _end(self, session: Session, user: User, which: ColumnElement[bool]) -> Sequence[str]:
        by_provider = (Login.user_id == user.id, Login.id_token.is_not(None), Login.closed_at.is_(None))
        ended = session.scalars(select(Login.id).where(*by_provider, which)).all()
        session.execute(update(Login).where(Login.id.in_(ended)).values(closed_at=self._clock()))
        return ended

    def _record(self, session: Session, by: Actor, act: str, user: User, key: str) -> None:
        record(session, by, act, Subject("user", user.id, user.username), {"subject": key}, at=self._clock())


def _taken(owner: User, *, is_own_act: bool) -> Conflict:
    """Users are not told who else is here."""
    said = _TAKEN if is_own_act else f"They are already {owner.username}: disconnect them there, or delete that user."
    return Conflict(said, code="already_connected")
