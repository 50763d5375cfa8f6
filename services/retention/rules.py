"""Retention rules: what is kept of channels whose names match a pattern, set by admins, for all processes.

They lie in the database. Every web worker asks for them right before it trims, every five seconds. What a rule leaves
open is as the settings say.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from sqlalchemy import String, func, select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Mapped, mapped_column

from services.auth.audit import Actor, Subject, record
from services.auth.permission import check_pattern
from services.database.database import Base, Database
from services.errors import BadRequest, Conflict, NotFound
from services.streaming.log.retention import Kept, Retention, Rule

logger = logging.getLogger(__name__)

MOST_RULES = 200
MOST_EVENTS = 100_000_000
LONGEST_S = 100 * 365 * 86_400.0


class RetentionRule(Base):
    """None stands for the settings' value."""

    __tablename__ = "retention_rules"

    pattern: Mapped[str] = mapped_column(String(129), primary_key=True)
    events: Mapped[int | None]
    age_s: Mapped[float | None]
    grace_s: Mapped[float | None]
    changed_at: Mapped[float]


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a rule says. None leaves it to the settings."""

    events: int | None = None
    age_s: float | None = None
    grace_s: float | None = None


class RetentionRules:
    """``general``: what the settings say."""

    def __init__(self, database: Database, general: Retention, *, clock: Callable[[], float] = time.time) -> None:
        self.general = general
        self._database = database
        self._clock = clock
        self._last = general

    def list(self) -> Sequence[RetentionRule]:
        """By pattern."""
        with self._database.session() as session:
            return session.scalars(select(RetentionRule).order_by(RetentionRule.pattern)).all()

    def put(self, pattern: str, wanted: Wanted, *, by: Actor) -> RetentionRule:
        """Set the rule for a pattern, in place of the one it has. Raises: BadRequest, Conflict: there are too many."""
        check_pattern(pattern)
        _check(wanted)
        with self._database.session() as session:
            rule = session.get(RetentionRule, pattern)
            before = None if rule is None else _said(rule)
            if rule is None:
                if session.scalar(select(func.count()).select_from(RetentionRule)) >= MOST_RULES:  # type: ignore[operator]
                    raise Conflict(f"There are {MOST_RULES} retention rules, which is the limit; delete one first.")
                rule = RetentionRule(pattern=pattern)
                session.add(rule)
            rule.events, rule.age_s, rule.grace_s = wanted.events, wanted.age_s, wanted.grace_s
            rule.changed_at = self._clock()
            details = {"before": before, "after": _said(rule)}
            record(session, by, "retention.set", Subject("retention", pattern, pattern), details)
        return rule

    def delete(self, pattern: str, *, by: Actor) -> None:
        """Raises: NotFound."""
        with self._database.session() as session:
            rule = session.get(RetentionRule, pattern)
            if rule is None:
                raise NotFound(f"There is no retention rule for {pattern!r}.", code="no_rule")
            session.delete(rule)
            details = {"before": _said(rule)}
            record(session, by, "retention.deleted", Subject("retention", pattern, pattern), details)

    def in_force(self) -> Retention:
        """What is kept now. While the database does not answer: what was said last."""
        try:
            rules = self.list()
        except SQLAlchemyError as error:
            logger.warning("retention_rules_unknown", extra={"error": type(error).__name__})
            return self._last
        general = self.general
        self._last = Retention(
            general.events,
            general.age_s,
            general.grace_s,
            (*general.rules, *(Rule(rule.pattern, kept_by(rule, general)) for rule in rules)),
        )
        return self._last


def kept_by(rule: RetentionRule, general: Retention) -> Kept:
    return Kept(
        general.events if rule.events is None else rule.events,
        general.age_s if rule.age_s is None else rule.age_s,
        general.grace_s if rule.grace_s is None else rule.grace_s,
    )


def _said(rule: RetentionRule) -> dict[str, float | None]:
    return {"events": rule.events, "age_s": rule.age_s, "grace_s": rule.grace_s}


def _check(wanted: Wanted) -> None:
    """Raises: BadRequest."""
    if wanted.events is None and wanted.age_s is None and wanted.grace_s is None:
        raise BadRequest("A retention rule says something: events, age_s or grace_s.", code="bad_retention")
    if wanted.events is not None and not 1 <= wanted.events <= MOST_EVENTS:
        raise BadRequest(f"'events' is a whole number from 1 to {MOST_EVENTS:,}.", code="bad_retention")
    for name, value, least in (("age_s", wanted.age_s, 1), ("grace_s", wanted.grace_s, 0)):
        if value is not None and not least <= value <= LONGEST_S:  # NaN, too
            raise BadRequest(f"'{name}' is a number of seconds from {least} to {LONGEST_S:,.0f}.", code="bad_retention")
