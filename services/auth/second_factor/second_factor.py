"""The second factor: whoever signs in with a password proves that they have their telephone as well.

It counts from the moment at which a first code has confirmed it. A code is good once, whichever worker sees it first.
Wrong codes in a row end in a lock that only a recovery code opens: six digits can be guessed by somebody who knows the
password and has weeks; a recovery code cannot.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Sequence

from sqlalchemy import ForeignKey, String, delete, func, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from services.auth.audit import Actor, Subject, record
from services.auth.login import Login
from services.auth.second_factor.one_time_code import is_one_time_code, new_secret, step_of
from services.auth.second_factor.recovery_code import digest_of, new_recovery_codes
from services.auth.user import User
from services.database.database import Base, Database
from services.errors import BadRequest, Conflict, NotFound, Unauthenticated
from services.sealing import Sealing
from services.settings.settings import Settings

PENDING_S = 900.0
"""In which a new one has to be confirmed."""

MOST_WRONG = 20
"""Codes in a row, over any time. 20 guesses are right once in 17,000 times."""


class SecondFactor(Base):
    """``last_step`` is the newest step of time whose code was used; ``failures`` counts the wrong codes since then."""

    __tablename__ = "second_factors"

    user_id: Mapped[str] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), primary_key=True)
    secret: Mapped[str] = mapped_column(String(255))  # sealed
    made_at: Mapped[float]
    confirmed_at: Mapped[float | None]
    last_step: Mapped[int]
    failures: Mapped[int]


class RecoveryCode(Base):
    """One that was not used yet."""

    __tablename__ = "recovery_codes"

    user_id: Mapped[str] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), primary_key=True)
    digest: Mapped[str] = mapped_column(String(64), primary_key=True)


class SecondFactors:
    def __init__(
        self, database: Database, sealing: Sealing, settings: Settings, *, clock: Callable[[], float] = time.time
    ) -> None:
        self._database = database
        self._sealing = sealing
        self._demanded_of = settings.sign_in.second_factor
        self._clock = clock

    def is_demanded(self, user: User) -> bool:
        """Whether they may not sign in with a password alone (``TAILRACE_SECOND_FACTOR``)."""
        return self._demanded_of == "all" or (self._demanded_of == "admins" and user.role == "admin")

    def on_since(self, user_id: str) -> float | None:
        """Since when a user has one; None without."""
        return self.on_among([user_id]).get(user_id)

    def on_among(self, user_ids: Collection[str]) -> dict[str, float]:
        """Which of these users have one, and since when."""
        is_on = SecondFactor.user_id.in_(user_ids) & SecondFactor.confirmed_at.is_not(None)
        with self._database.session() as session:
            rows = session.execute(select(SecondFactor.user_id, SecondFactor.confirmed_at).where(is_on))
            return {user_id: confirmed_at for user_id, confirmed_at in rows if confirmed_at is not None}

    def recovery_codes_left(self, user_id: str) -> int:
        with self._database.session() as session:
            return session.scalar(select(func.count()).where(RecoveryCode.user_id == user_id)) or 0

    def begin(self, user_id: str) -> str:
        """A new secret, which counts once it is confirmed. Raises: Conflict, they have one."""
        secret = new_secret()
        row = SecondFactor(
            user_id=user_id, secret=self._sealing.seal(secret), made_at=self._clock(), last_step=0, failures=0
        )
        with self._database.session() as session:
            self._database.one_at_a_time(session)
            if self._confirmed(session, user_id):
                raise Conflict("You have a second factor: turn it off first.", code="second_factor_on")
            session.merge(row)
        return secret

    def pending(self, user_id: str) -> str | None:
        """The secret that is still to be confirmed."""
        row = self._pending(user_id)
        return None if row is None else self._open(row)

    def confirm(self, user_id: str, code: str) -> Sequence[str]:
        """Turn it on. Returns the recovery codes, to be shown once.

        Raises: Conflict, nothing waits for a confirmation. BadRequest, the code is wrong.
        """
        row = self._pending(user_id)
        if row is None:
            raise Conflict("There is nothing to confirm, or no longer: begin again.", code="nothing_to_confirm")
        step = step_of(self._open(row), _plain(code), self._clock())
        if step is None:
            raise BadRequest(
                "The code is wrong. Is the clock of the telephone right? Take the code that it shows now.",
                code="wrong_code",
            )
        codes = new_recovery_codes()
        with self._database.session() as session:
            self._database.one_at_a_time(session)
            same = (SecondFactor.user_id == user_id, SecondFactor.secret == row.secret)  # not one begun meanwhile
            waiting = update(SecondFactor).where(*same, SecondFactor.confirmed_at.is_(None))
            on = {"confirmed_at": self._clock(), "last_step": step, "failures": 0}
            if not session.execute(waiting.values(on)).rowcount:  # type: ignore[attr-defined]
                raise Conflict("It is on already, or was begun anew.", code="second_factor_on")
            session.execute(delete(RecoveryCode).where(RecoveryCode.user_id == user_id))
            session.add_all(RecoveryCode(user_id=user_id, digest=digest_of(user_id, one)) for one in codes)
            self._record_own(session, user_id, "user.second_factor_on")
        return codes

    def renew_recovery_codes(self, user: User, *, by: Actor) -> Sequence[str]:
        """New recovery codes in place of all old ones, to be shown once. Check a code of theirs first.

        Raises: NotFound, they have no second factor.
        """
        codes = new_recovery_codes()
        with self._database.session() as session:
            self._database.one_at_a_time(session)
            if not self._confirmed(session, user.id):
                raise NotFound(f"{user.username} has no second factor.", code="no_second_factor")
            session.execute(delete(RecoveryCode).where(RecoveryCode.user_id == user.id))
            session.add_all(RecoveryCode(user_id=user.id, digest=digest_of(user.id, one)) for one in codes)
            subject = Subject("user", user.id, user.username)
            record(session, by, "user.recovery_codes_renewed", subject, at=self._clock())
        return codes

    def check(self, user_id: str, code: str) -> None:
        """Use a code up: one of the telephone, or a recovery code. Count the attempt first (``login_limit``).

        Raises: Unauthenticated.
        """
        code = _plain(code)
        is_right = self._use_one_time(user_id, code) if is_one_time_code(code) else self._use_recovery(user_id, code)
        if not is_right:
            raise Unauthenticated("The code is wrong, or was used before: wait for the next one.", code="wrong_code")

    def turn_off(self, user_id: str) -> None:
        """For themselves, once their password and a code were checked."""
        with self._database.session() as session:
            self._delete(session, user_id)
            self._record_own(session, user_id, "user.second_factor_off")

    def reset(self, user: User, *, by: Actor) -> None:
        """Turn it off for somebody who has lost it, and end all their logins. Raises: NotFound, they have none."""
        now = self._clock()
        with self._database.session() as session:
            if session.get(SecondFactor, user.id) is None:
                raise NotFound(f"{user.username} has no second factor.", code="no_second_factor")
            self._delete(session, user.id)
            own = (Login.user_id == user.id, Login.closed_at.is_(None))
            session.execute(update(Login).where(*own).values(closed_at=now))
            record(session, by, "user.second_factor_reset", Subject("user", user.id, user.username), at=now)

    def _pending(self, user_id: str) -> SecondFactor | None:
        with self._database.session() as session:
            row = session.get(SecondFactor, user_id)
        is_over = row is None or row.confirmed_at is not None or row.made_at < self._clock() - PENDING_S
        return None if is_over else row

    def _use_one_time(self, user_id: str, code: str) -> bool:
        mine = SecondFactor.user_id == user_id
        with self._database.session() as session:  # counted first, so that a burst gets no more tries
            counted = update(SecondFactor).where(mine, SecondFactor.failures < MOST_WRONG)
            if not session.execute(counted.values(failures=SecondFactor.failures + 1)).rowcount:  # type: ignore[attr-defined]
                raise Unauthenticated(
                    "Too many codes were wrong, so only a recovery code opens this account now. Without one, ask"
                    " whoever runs this server to reset your second factor.",
                    code="codes_locked",
                )
            row = session.get(SecondFactor, user_id)
        step = None if row is None or row.confirmed_at is None else step_of(self._open(row), code, self._clock())
        if step is None:
            return False
        with self._database.session() as session:
            unused = update(SecondFactor).where(mine, SecondFactor.last_step < step)
            return bool(session.execute(unused.values(last_step=step, failures=0)).rowcount)  # type: ignore[attr-defined]

    def _use_recovery(self, user_id: str, code: str) -> bool:
        row = (RecoveryCode.user_id == user_id, RecoveryCode.digest == digest_of(user_id, code))
        with self._database.session() as session:
            if not session.execute(delete(RecoveryCode).where(*row)).rowcount:  # type: ignore[attr-defined]
                return False
            session.execute(update(SecondFactor).where(SecondFactor.user_id == user_id).values(failures=0))
            return True

    def _open(self, row: SecondFactor) -> str:
        return self._sealing.open(row.secret, "a second factor")

    @staticmethod
    def _confirmed(session: Session, user_id: str) -> bool:
        row = session.get(SecondFactor, user_id)
        return row is not None and row.confirmed_at is not None

    def _record_own(self, session: Session, user_id: str, act: str) -> None:
        user = session.get_one(User, user_id)
        by = Actor(user.id, user.username)
        record(session, by, act, Subject("user", user.id, user.username), at=self._clock())

    @staticmethod
    def _delete(session: Session, user_id: str) -> None:
        session.execute(delete(RecoveryCode).where(RecoveryCode.user_id == user_id))
        session.execute(delete(SecondFactor).where(SecondFactor.user_id == user_id))


def _plain(code: str) -> str:
    return code.replace(" ", "").strip()[:64]
