"""A demonstration: lifelike traffic of outside programs, reported as theirs is, and deleted without a rest.

All of it is published with one service token, whose secret nobody is ever given, to one channel. By these two it is
found again. What real programs report is never touched.
"""

from __future__ import annotations

import heapq
import random
import time
from collections.abc import Callable, Iterator
from typing import Any

from sqlalchemy import ColumnElement, delete, func, or_, select

from services.auth.identity import Identity
from services.auth.service_token import ServiceToken, ServiceTokens
from services.database.database import Database
from services.inbox import Inboxes
from services.operations.demonstration.program import LABEL, PROGRAMS, Step
from services.operations.executions.record import ExecutionEventRecord
from services.operations.executions.report import FINISHED
from services.operations.executions.reports import Reports
from services.operations.pictures.pictures import Pictures
from services.runs.execution_record import ExecutionRecord
from services.streaming.event import new_event
from services.streaming.publishing.publisher import Publisher

CHANNEL = "jobs.demonstration"
_AT_ONCE = 500
_NEVER_ENDED = frozenset({"sensor"})


class Demonstration:
    def __init__(
        self,
        database: Database,
        tokens: ServiceTokens,
        inboxes: Inboxes,
        publisher: Publisher,
        reports: Reports,
        pictures: Pictures,
        *,
        chance: random.Random | None = None,
        now: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._database = database
        self._tokens = tokens
        self._inboxes = inboxes
        self._publisher = publisher
        self._reports = reports
        self._pictures = pictures
        self._chance = chance or random.Random()  # noqa: S311 – it is for show
        self._now = now
        self._sleep = sleep

    def real_executions(self) -> int:
        """How many executions there are that are no demonstration's."""
        others = or_(ExecutionRecord.publisher.is_(None), ExecutionRecord.publisher.not_in(self._token_ids()))
        with self._database.session() as session:
            return session.scalar(select(func.count()).select_from(ExecutionRecord).where(others)) or 0

    def run(self, duration_s: float | None, told: Callable[[str], None]) -> None:
        """Report until the time is up, or until KeyboardInterrupt, which ends it as well. What is under way is then
        cancelled; what is silent stays so. ``told`` hears of each start and end.
        """
        author = self._author()
        ends_at = None if duration_s is None else self._now() + duration_s
        stamp = f"{self._chance.getrandbits(32):08x}"
        due: list[tuple[float, str, int, Iterator[Step]]] = []
        for place, name in enumerate(PROGRAMS):
            heapq.heappush(due, (self._now() + place, name, 1, PROGRAMS[name](self._chance, 1)))
        under_way: dict[str, str] = {}
        try:
            while ends_at is None or due[0][0] < ends_at:
                at, name, number, steps = heapq.heappop(due)
                self._sleep(max(0.0, at - self._now()))
                step = next(steps, None)
                if step is None:
                    number += 1
                    steps = PROGRAMS[name](self._chance, number)
                    step = next(steps)
                if step.type:
                    self._report(author, f"{stamp}-{name}-{number}", step)
                    under_way[name] = f"{stamp}-{name}-{number}"
                if step.type == FINISHED:
                    del under_way[name]
                    told(f"{LABEL}: {name} {number} {step.report['status']}")
                elif "title" in step.report:
                    told(f"{step.report['title']} started")
                heapq.heappush(due, (self._now() + step.pause_s, name, number, steps))
        except KeyboardInterrupt:
            pass
        finally:
            for name, execution_id in under_way.items():
                if name not in _NEVER_ENDED:
                    error = f"{LABEL}: it was ended"
                    self._report(author, execution_id, Step(0, FINISHED, {"status": "cancelled", "error": error}))

    def clean(self) -> int:
        """Delete what demonstrations have reported, with their pictures; how many executions that were."""
        ids = self._token_ids()
        if not ids:
            return 0
        while self._reports.read():  # what was published and not read yet would appear afterwards
            pass
        count = 0
        while found := self._delete_some(ExecutionRecord.publisher.in_(ids)):
            count += found
        for token_id in ids:
            self._pictures.delete_all(token_id)
            self._revoke(token_id)
        return count

    def _delete_some(self, whose: ColumnElement[bool]) -> int:
        with self._database.session() as session:
            ids = session.scalars(select(ExecutionRecord.id).where(whose).limit(_AT_ONCE)).all()
            session.execute(delete(ExecutionEventRecord).where(ExecutionEventRecord.execution.in_(ids)))
            session.execute(delete(ExecutionRecord).where(ExecutionRecord.id.in_(ids)))
        return len(ids)

    def _report(self, author: Identity, execution_id: str, step: Step) -> None:
        report: dict[str, Any] = {"execution_id": execution_id, **step.report}
        if step.picture is not None:
            report["picture"] = self._pictures.add(author, step.picture)
        event = new_event(CHANNEL, step.type, report)
        self._publisher.publish([event, *self._inboxes.copies(author, [event])])

    def _author(self) -> Identity:
        living = [row.id for row in self._rows() if row.revoked_at is None]
        token_id = living[0] if living else self._tokens.create(name=LABEL, publish=[CHANNEL]).id
        return Identity(token_id, LABEL, "service", "service", token_id, 0.0, publish=(CHANNEL,))

    def _revoke(self, token_id: str) -> None:
        if any(row.id == token_id and row.revoked_at is None for row in self._rows()):
            self._tokens.revoke(token_id)

    def _token_ids(self) -> list[str]:
        return [row.id for row in self._rows()]

    def _rows(self) -> list[ServiceToken]:
        """Made on the command line, of this name, for this channel and nothing else."""
        return [
            row
            for row in self._tokens.list()
            if row.name == LABEL and row.publish == [CHANNEL] and not row.subscribe and row.maker_id is None
        ]
