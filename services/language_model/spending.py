"""Spending: what each user, and all of them together, may have a language model do in one day (UTC).

Tokens and calls are taken from the day's row before the model is asked, in the transaction that checks the limits, and
what was not used is given back: so any number of requests, workers and restarts at the same time stay within the day.
A run takes what it may use as a whole when it is queued. Its grant is settled when somebody looks after it has ended.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import partial
from typing import Literal

from sqlalchemy import Integer, String, delete, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Mapped, Session, mapped_column

from services.database.database import Base, Database
from services.errors import LimitReached
from services.language_model.budget import Use
from services.limit import Limit, Used
from services.settings.settings import Settings

EVERYBODY = ""
DAY_S = 86_400
KEPT_DAYS = 7
_LEAST_TOKENS = 2000
"""A run that may use fewer does without."""
_TOKENS_PER_CALL = 500


class ModelSpending(Base):
    """One day of one user, or of `EVERYBODY`. ``day`` counts from 1970-01-01."""

    __tablename__ = "model_spending"

    user_id: Mapped[str] = mapped_column(String(64), primary_key=True)
    day: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    tokens: Mapped[int] = mapped_column(Integer, default=0)
    calls: Mapped[int] = mapped_column(Integer, default=0)


class ModelGrant(Base):
    """What a run that has not been settled yet may use."""

    __tablename__ = "model_grants"

    run_id: Mapped[str] = mapped_column(String(64), primary_key=True)
    user_id: Mapped[str] = mapped_column(String(64), index=True)
    day: Mapped[int] = mapped_column(Integer)
    tokens: Mapped[int] = mapped_column(Integer)
    calls: Mapped[int] = mapped_column(Integer)


UsedBy = Callable[[str], Use | None]
"""What an ended run used, by its id; None while it lives, or where nobody can know: then the grant stays used."""


class Spending:
    """Thread-safe and greenlet-safe; calls block for a few statements."""

    def __init__(self, database: Database, settings: Settings, now: Callable[[], float] = time.time) -> None:
        self._database = database
        self._limits = settings.language_model
        self._now = now

    @contextmanager
    def call(self, user_id: str, tokens: int) -> Iterator[Use]:
        """One call that takes at most about ``tokens``. The block says in ``tokens`` what it really took.

        Raises: LimitReached, before the block: nothing is left today.
        """
        day = self._day()
        with self._database.session() as session:
            left = self._left(session, user_id, day)
            if left.tokens < tokens or left.calls < 1:
                raise self._used_up()
            self._add(session, user_id, day, Use(tokens, 1))
        use = Use(tokens, 1)
        try:
            yield use
        finally:
            with self._database.session() as session:
                self._add(session, user_id, day, Use(use.tokens - tokens))

    def grant(self, user_id: str, run_id: str, tokens: int) -> Use:
        """What a run may use: up to ``tokens``, as much as is left, or nothing."""
        day = self._day()
        with self._database.session() as session:
            left = self._left(session, user_id, day)
            granted = Use(min(tokens, left.tokens), min(tokens // _TOKENS_PER_CALL, left.calls))
            if granted.tokens < _LEAST_TOKENS or granted.calls < 1:
                return Use()
            self._add(session, user_id, day, granted)
            grant = ModelGrant(run_id=run_id, user_id=user_id, day=day, tokens=granted.tokens, calls=granted.calls)
            session.add(grant)
        return granted

    def limits(self) -> Iterator[Limit]:
        """What each user, and everybody together, has used today."""
        limits = self._limits
        if not limits.base_url:
            return
        yield Limit("model_tokens", "TAILRACE_LLM_USER_TOKENS", limits.user_tokens, lambda: self._used("tokens"))
        yield Limit("model_calls", "TAILRACE_LLM_USER_CALLS", limits.user_calls, lambda: self._used("calls"))
        everybody = partial(self._used, "tokens", of_everybody=True)
        yield Limit("model_day", "TAILRACE_LLM_DAY_TOKENS", limits.day_tokens, everybody, is_shared=True)

    def _used(self, what: Literal["tokens", "calls"], *, of_everybody: bool = False) -> dict[str, Used]:
        day = self._day()
        is_everybody = ModelSpending.user_id == EVERYBODY
        whose = is_everybody if of_everybody else ~is_everybody
        with self._database.session() as session:
            rows = session.scalars(select(ModelSpending).where(ModelSpending.day == day, whose)).all()
        ends_at = float((day + 1) * DAY_S)
        return {row.user_id: Used(getattr(row, what), ends_at) for row in rows}

    def settle(self, user_id: str, used_by: UsedBy) -> None:
        """Give back what the user's ended runs did not use."""
        with self._database.session() as session:
            grants = session.scalars(select(ModelGrant).where(ModelGrant.user_id == user_id)).all()
        for grant in grants:
            used = used_by(grant.run_id)
            if used is not None:
                self._settle(grant, used)

    def forget(self, user_id: str) -> None:
        """Delete what is known of a user; what everybody spent stays."""
        with self._database.session() as session:
            session.execute(delete(ModelGrant).where(ModelGrant.user_id == user_id))
            session.execute(delete(ModelSpending).where(ModelSpending.user_id == user_id))

    def _settle(self, grant: ModelGrant, used: Use) -> None:
        with self._database.session() as session:
            gone = session.execute(
                delete(ModelGrant).where(ModelGrant.run_id == grant.run_id).execution_options(synchronize_session=False)
            )
            if gone.rowcount:  # type: ignore[attr-defined]
                change = Use(min(0, used.tokens - grant.tokens), min(0, used.calls - grant.calls))
                self._add(session, grant.user_id, grant.day, change)

    def _left(self, session: Session, user_id: str, day: int) -> Use:
        """What is left of the day. Its rows are made and locked: nobody else changes them before the end."""
        for owner in (EVERYBODY, user_id):
            self._ensure_row(session, owner, day)
        rows = {
            row.user_id: row
            for row in session.scalars(
                select(ModelSpending)
                .where(ModelSpending.user_id.in_((EVERYBODY, user_id)), ModelSpending.day == day)
                .order_by(ModelSpending.user_id)
                .with_for_update()
            )
        }
        own, all_of_them = rows[user_id], rows[EVERYBODY]
        tokens = min(self._limits.user_tokens - own.tokens, self._limits.day_tokens - all_of_them.tokens)
        return Use(max(0, tokens), max(0, self._limits.user_calls - own.calls))

    def _ensure_row(self, session: Session, owner: str, day: int) -> None:
        # A write comes first: SQLite then holds its lock before anything is read.
        insert = sqlite.insert if self._database.is_sqlite else postgresql.insert
        row = {"user_id": owner, "day": day, "tokens": 0, "calls": 0}
        session.execute(insert(ModelSpending).values(row).on_conflict_do_nothing())
        for table in (ModelSpending, ModelGrant):
            session.execute(delete(table).where(table.user_id == owner, table.day < day - KEPT_DAYS))

    @staticmethod
    def _add(session: Session, user_id: str, day: int, use: Use) -> None:
        session.execute(
            update(ModelSpending)
            .where(ModelSpending.user_id.in_((EVERYBODY, user_id)), ModelSpending.day == day)
            .values(tokens=ModelSpending.tokens + use.tokens, calls=ModelSpending.calls + use.calls)
            .execution_options(synchronize_session=False)
        )

    def _day(self) -> int:
        return int(self._now() // DAY_S)

    def _used_up(self) -> LimitReached:
        wait_s = DAY_S - int(self._now() % DAY_S)
        again = datetime.fromtimestamp(self._now() + wait_s, UTC).strftime("%Y-%m-%d %H:%M UTC")
        return LimitReached(
            f"What you may ask the language model today is used up; ask again after {again}.",
            code="model_budget_spent",
            retry_after_s=wait_s,
        )
