"""The crowd: how many executions of one publisher run at once. A program that never says the end of what it starts is
told so, before lists of what runs are full of it.
"""

from __future__ import annotations

import threading
import time
from collections import defaultdict
from collections.abc import Callable, Collection

from sqlalchemy import func, select

from services.database.database import Database
from services.errors import LimitReached
from services.operations.executions.report import AnyReport, Finished
from services.runs.execution_record import ExecutionRecord

_FRESH_S = 1.0
"""For so long a count is not asked for again, while it is far from the limit."""
_ON_THE_WAY_S = 60.0
"""After so long, what was accepted is in the database or never comes."""
_AT_ONCE = 500


class Crowd:
    """Of one process; thread-safe. What was accepted and has not been read from the inbox counts as well. Several
    processes may each accept what fits: the limit is passed by no more than what they accept within a moment.
    """

    def __init__(self, database: Database, most: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._database = database
        self._most = most
        self._clock = clock
        self._lock = threading.Lock()
        self._live: dict[str, tuple[float, int]] = {}
        self._lately: defaultdict[str, dict[str, float]] = defaultdict(dict)
        """The executions that a publisher has just named, known or not, and when."""

    def check(self, publisher: str, report: AnyReport) -> None:
        """Raises: LimitReached, it would begin one more than may run. What only ends may always come."""
        if isinstance(report, Finished):
            return
        now, id = self._clock(), report.execution_id
        with self._lock:
            lately = self._lately[publisher]
            counted_at, live = self._live.get(publisher, (-_FRESH_S, 0))
            if now - counted_at >= _FRESH_S:
                live = self._count(publisher)
                self._live[publisher] = now, live
                self._forget(now)
            if live + len(lately) >= self._most and id not in lately and not self._known(publisher, [id]):
                for known in self._known(publisher, lately):
                    del lately[known]
                live = self._count(publisher)
                self._live[publisher] = now, live
                if live + len(lately) >= self._most:
                    raise LimitReached(
                        f"{self._most:,} executions of this publisher run or are silent, and no more may at once: "
                        "publish execution.finished for those that have ended.",
                        code="too_many_running",
                        retry_after_s=60,
                    )
            lately[id] = now

    def _count(self, publisher: str) -> int:
        live = (ExecutionRecord.publisher == publisher, ExecutionRecord.finished_at.is_(None))
        found = select(ExecutionRecord.publisher).where(*live).limit(self._most).subquery()
        with self._database.lookups.connect() as connection:
            return connection.scalar(select(func.count()).select_from(found)) or 0

    def _known(self, publisher: str, ids: Collection[str]) -> list[str]:
        found: list[str] = []
        asked = list(ids)
        with self._database.lookups.connect() as connection:
            for first in range(0, len(asked), _AT_ONCE):
                some = ExecutionRecord.execution_id.in_(asked[first : first + _AT_ONCE])
                rows = connection.scalars(
                    select(ExecutionRecord.execution_id).where(ExecutionRecord.publisher == publisher, some)
                )
                found += (row for row in rows if row is not None)
        return found

    def _forget(self, now: float) -> None:
        """What nobody has spoken of for a while."""
        for publisher, lately in list(self._lately.items()):
            for id in [id for id, at in lately.items() if now - at > _ON_THE_WAY_S]:
                del lately[id]
            if not lately and publisher in self._live and now - self._live[publisher][0] > _ON_THE_WAY_S:
                del self._lately[publisher], self._live[publisher]
