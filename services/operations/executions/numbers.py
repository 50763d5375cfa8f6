"""The numbers on top of the dashboard: what goes on now, and how the last day went."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import func, select

from services.auth.identity import Identity
from services.database.database import Database
from services.operations.executions.filter import ExecutionFilter
from services.operations.executions.query import COUNTED
from services.runs.execution_record import ExecutionRecord

DAY_S = 86_400
_LATEST = 50_000
"""So many of the day's endings are counted; of a busier day, the latest."""


@dataclass(frozen=True, slots=True)
class Numbers:
    """``failed`` and ``succeeded`` ended in the last 24 hours. A number that reaches `COUNTED` may be more."""

    running: int
    queued: int
    no_news: int
    failed: int
    succeeded: int

    @property
    def success_rate(self) -> float | None:
        """In percent, of what succeeded or failed; None when nothing did. It is 100 only if nothing failed."""
        ended = self.succeeded + self.failed
        if not ended:
            return None
        rate = 100 * self.succeeded / ended
        return min(rate, 99.9) if self.failed else rate

    def as_dict(self) -> dict[str, Any]:
        return asdict(self) | {"success_rate": self.success_rate, "counted": COUNTED}


def read_numbers(database: Database, identity: Identity, now: Callable[[], float] = time.time) -> Numbers:
    """Of what the caller may see. Blocks for a few statements."""
    own = ExecutionFilter().range_conditions(identity)
    with database.session() as session:
        live = {}
        for state in ("running", "queued", "no_news"):
            found = select(ExecutionRecord.id).where(ExecutionRecord.state == state, *own).limit(COUNTED).subquery()
            live[state] = session.scalar(select(func.count()).select_from(found)) or 0
        lately = (
            select(ExecutionRecord.state)
            .where(ExecutionRecord.finished_at >= now() - DAY_S, *own)
            .order_by(ExecutionRecord.finished_at.desc())
            .limit(_LATEST)
            .subquery()
        )
        by_state = select(lately.c.state, func.count()).group_by(lately.c.state)
        ended = {row[0]: row[1] for row in session.execute(by_state)}
    return Numbers(**live, failed=ended.get("failed", 0), succeeded=ended.get("succeeded", 0))


def latest_kinds(database: Database, identity: Identity) -> list[str]:
    """The kinds among the latest executions, for a filter to offer."""
    own = ExecutionFilter().range_conditions(identity)
    newest_first = (ExecutionRecord.created_at.desc(), ExecutionRecord.id.desc())
    latest = select(ExecutionRecord.kind).where(*own).order_by(*newest_first).limit(COUNTED).subquery()
    with database.session() as session:
        return sorted(session.scalars(select(latest.c.kind).distinct()))
