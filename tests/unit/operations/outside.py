"""Programs elsewhere that report, for tests: a log, an inbox and an intake, and a clock that only the test moves."""

from __future__ import annotations

import math
from collections.abc import Iterable

from sqlalchemy import select

from services.auth.identity import Identity
from services.database.database import Database
from services.operations.executions.intake import INBOX, Intake
from services.operations.executions.owner import owner_of_report
from services.operations.executions.record import ExecutionEventRecord
from services.operations.executions.report import checked, copy_of
from services.runs.execution_record import ExecutionRecord
from services.streaming.event import NewEvent, encode_event, new_event
from services.streaming.log.event_log import Append
from services.streaming.log.memory_log import MemoryEventLog

ALICE = Identity("alice", "alice", "member", "access", "l1", math.inf)


class Outside:
    def __init__(self, database: Database, *, patience_s: float = 0.0, events: int = 100) -> None:
        self.database = database
        self.at = 1_800_000_000.0
        self.log = MemoryEventLog(now_s=lambda: self.at)
        self.intake = self.new_intake(patience_s=patience_s, events=events)

    def new_intake(self, *, patience_s: float = 0.0, events: int = 100) -> Intake:
        return Intake(
            self.database,
            self.log,
            lambda: "here",
            patience_s=patience_s,
            events=events,
            owner_of=owner_of_report,
            now=lambda: self.at,
        )

    def publish(self, *reports: tuple[str, dict[str, object]], author: Identity | None = ALICE) -> list[int]:
        """Each is the last word of a type, and the data; the execution is ``e1`` unless they say otherwise."""
        events = [new_event("jobs.etl", f"execution.{type}", {"execution_id": "e1"} | data) for type, data in reports]
        (outcome,) = self.log.append([Append([*events, *_copies(events, author)])])
        assert isinstance(outcome, list)
        return outcome[: len(events)]

    def read(self) -> None:
        while self.intake.read():
            pass

    def report(self, type: str, author: Identity | None = ALICE, **data: object) -> ExecutionRecord:
        self.publish((type, data), author=author)
        self.read()
        return self.row(str(data.get("execution_id", "e1")))

    def row(self, execution_id: str = "e1") -> ExecutionRecord:
        with self.database.session() as session:
            return session.scalars(select(ExecutionRecord).where(ExecutionRecord.execution_id == execution_id)).one()

    def kept(self) -> list[str]:
        """The types of the kept events, without what they have in common."""
        with self.database.session() as session:
            types = session.scalars(select(ExecutionEventRecord.type).order_by(ExecutionEventRecord.id))
            return [type.removeprefix("execution.") for type in types]


def _copies(events: list[NewEvent], author: Identity | None) -> Iterable[NewEvent]:
    for event in events:
        yield encode_event(INBOX, event.type, copy_of(event, checked(event), author, len(events)), 70_000)
