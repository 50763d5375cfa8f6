"""Decisions: what people decided about candidates, and who ended a screening's blindness. Each is logged, by ids."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy import delete, insert, select

from services.auth.audit import Actor, Subject, record
from services.auth.identity import Identity
from services.database.database import Database
from services.screening.record import DecisionRecord, UnblindingRecord

SHORTLIST, REJECT = "shortlist", "reject"
CHOICES = (SHORTLIST, REJECT)
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Decision:
    """``decision`` is one of `CHOICES`, or None: none was made, or it was taken back."""

    decision: str | None = None
    note: str = ""
    by: str = ""
    at: float = 0.0


@dataclass(frozen=True, slots=True)
class Unblinding:
    by: str
    at: float


class Decisions:
    """Thread-safe and greenlet-safe; calls block for a statement or two."""

    def __init__(self, database: Database, now: Callable[[], float] = time.time) -> None:
        self._database = database
        self._now = now

    def decide(self, identity: Identity, screening_id: str, candidate_id: str, decision: str | None, note: str) -> None:
        """Write down what holds from now on."""
        row = DecisionRecord(
            screening_id=screening_id,
            candidate_id=candidate_id,
            decision=decision,
            note=note,
            user_id=identity.user_id,
            username=identity.username,
            decided_at=self._now(),
        )
        with self._database.session() as session:
            session.add(row)
        who = {"screening": screening_id, "candidate": candidate_id, "user": identity.user_id}
        _log.info("candidate_decided", extra={**who, "decision": decision or "none"})

    def of(self, screening_id: str) -> dict[str, list[Decision]]:
        """The decisions about each candidate, the newest last."""
        query = select(DecisionRecord).where(DecisionRecord.screening_id == screening_id).order_by(DecisionRecord.id)
        found: dict[str, list[Decision]] = {}
        with self._database.session() as session:
            for row in session.scalars(query):
                made = Decision(row.decision, row.note, row.username, row.decided_at)
                found.setdefault(row.candidate_id, []).append(made)
        return found

    def take_over(self, earlier_id: str, screening_id: str) -> None:
        """What was decided in the screening that this one continues holds here, too."""
        names = [
            column.name for column in DecisionRecord.__table__.columns if column.name not in ("id", "screening_id")
        ]
        query = select(DecisionRecord).where(DecisionRecord.screening_id == earlier_id).order_by(DecisionRecord.id)
        with self._database.session() as session:
            rows = [{name: getattr(row, name) for name in names} for row in session.scalars(query)]
            if rows:
                session.execute(insert(DecisionRecord), [row | {"screening_id": screening_id} for row in rows])

    def unblind(self, by: Actor, screening_id: str, title: str) -> None:
        """Once is enough: the first one stays who did it."""
        if self.unblinding(screening_id) is not None:
            return
        row = UnblindingRecord(screening_id=screening_id, user_id=by.user_id, username=by.name, at=self._now())
        with self._database.session() as session:
            session.merge(row)
            record(session, by, "screening.unblinded", Subject("screening", screening_id, title))
        _log.info("screening_unblinded", extra={"screening": screening_id, "user": by.user_id})

    def unblinding(self, screening_id: str) -> Unblinding | None:
        with self._database.session() as session:
            row = session.get(UnblindingRecord, screening_id)
        return None if row is None else Unblinding(row.username, row.at)

    def delete(self, screening_id: str, candidate_id: str | None = None) -> None:
        """Delete what was decided about one candidate, or all of a screening."""
        rows = delete(DecisionRecord).where(DecisionRecord.screening_id == screening_id)
        with self._database.session() as session:
            if candidate_id is not None:
                session.execute(rows.where(DecisionRecord.candidate_id == candidate_id))
                return
            session.execute(rows)
            session.execute(delete(UnblindingRecord).where(UnblindingRecord.screening_id == screening_id))
