"""Acting on executions: cancel, retry, mark as a false positive; one, or all that a filter finds.

Each act is done by the face whose run it is, under that face's own rules. A program elsewhere cannot be stopped from
here.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any, Literal

from sqlalchemy import select

from services.auth.identity import Identity
from services.errors import Conflict, NotFound, TailraceError
from services.face import Face, RunActs, SharedRooms
from services.operations.executions.filter import ExecutionFilter
from services.operations.executions.query import ExecutionQuery
from services.runs.execution import move_execution
from services.runs.execution_record import ExecutionRecord
from services.runs.kind import RunKind
from services.runs.runs import Runs

Act = Literal["cancel", "retry", "false_positive"]
ACTS: tuple[Act, ...] = ("cancel", "retry", "false_positive")

MOST_AT_ONCE = 10_000
BUDGET_S = 20.0
_READ_AT_ONCE = 500
_SHOWN_REFUSALS = 200
_LIVE = ("queued", "running", "no_news")


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why it was not done to one execution, as an error says it."""

    id: str
    title: str
    code: str
    message: str


@dataclass(slots=True)
class Outcome:
    """What became of an act on many. ``left``: how many were not tried, because time was up. ``others`` is how many of
    those done belong to somebody else.
    """

    done: int = 0
    others: int = 0
    refused: int = 0
    refusals: list[Refusal] = field(default_factory=list)
    left: int = 0


class Acts:
    def __init__(self, rooms: SharedRooms, clock: Callable[[], float] = time.monotonic) -> None:
        self._rooms = rooms
        self._database = rooms.database
        self._clock = clock

    def cancel(self, identity: Identity, row: ExecutionRecord) -> str:
        """Ask for its end. Returns its id. Raises: Conflict, and whatever its face says."""
        face, acts = self._of(row, "stop it there.")
        if row.state not in _LIVE:
            raise Conflict("It has ended already.", code="execution_ended")
        acts.cancel(self._rooms.service(face), identity, row.id)
        return row.id

    def retry(self, identity: Identity, row: ExecutionRecord) -> str:
        """The id of a new run that asks for the same. Raises: Conflict, and whatever its face says."""
        face, acts = self._of(row, "start it again there.")
        return acts.retry(self._rooms.service(face), identity, row.id)

    def mark(self, identity: Identity, row: ExecutionRecord, *, is_false_positive: bool = True) -> str:
        """Note that its alert was none, or that it was one after all."""
        with self._database.session() as session:
            move_execution(session, row.id, false_positive=is_false_positive)
        return row.id

    def find(self, identity: Identity, execution_id: str) -> ExecutionRecord:
        """Raises: NotFound, also when it is somebody else's."""
        of_it = (ExecutionRecord.id == execution_id, *ExecutionFilter().conditions(identity))
        with self._database.session() as session:
            row = session.scalars(select(ExecutionRecord).where(*of_it)).one_or_none()
        if row is None:
            raise NotFound("There is no such execution, or it is somebody else's.", code="no_execution")
        return row

    def on_many(self, identity: Identity, act: Act, wanted: ExecutionFilter, expected: int) -> Outcome:
        """Do it to all that the filter finds, the oldest first; for at most `BUDGET_S`.

        Raises: Conflict, the filter now finds another number than ``expected``, or more than can be acted on at once.
        """
        do = {"cancel": self.cancel, "retry": self.retry, "false_positive": self.mark}[act]
        rows = self._found(identity, wanted, expected)
        outcome = Outcome()
        deadline = self._clock() + BUDGET_S
        for number, row in enumerate(rows):
            if self._clock() > deadline:
                outcome.left = len(rows) - number
                break
            try:
                do(identity, row)
            except TailraceError as error:
                outcome.refused += 1
                if len(outcome.refusals) < _SHOWN_REFUSALS:
                    outcome.refusals.append(Refusal(row.id, row.title, error.code, str(error)))
            else:
                outcome.done += 1
                outcome.others += row.owner_id != identity.user_id
        return outcome

    def is_private(self, kind: str) -> bool:
        """Whether what a run of this kind told is its owner's alone."""
        return any(acts.is_private for face in self._rooms.faces for acts in face.acts if acts.kind == kind)

    def _found(self, identity: Identity, wanted: ExecutionFilter, expected: int) -> Sequence[ExecutionRecord]:
        found = ExecutionQuery(self._database).page(identity, wanted, limit=MOST_AT_ONCE, budget_s=BUDGET_S)
        if found.older is not None:
            raise Conflict(f"The filter finds more than {MOST_AT_ONCE:,}; narrow it.", code="too_many_executions")
        ids = [one.id for one in reversed(found.executions)]
        if len(ids) != expected:
            raise Conflict(
                f"The filter finds {len(ids):,} now, not {expected:,}; look again and repeat.", code="number_changed"
            )
        rows: dict[str, ExecutionRecord] = {}
        with self._database.session() as session:
            for first in range(0, len(ids), _READ_AT_ONCE):
                some = ExecutionRecord.id.in_(ids[first : first + _READ_AT_ONCE])
                rows |= {row.id: row for row in session.scalars(select(ExecutionRecord).where(some))}
        return [rows[id] for id in ids if id in rows]

    def _of(self, row: ExecutionRecord, what_else: str) -> tuple[Face[Any], RunActs[Any]]:
        if row.publisher is not None:
            raise Conflict(f"This runs in a program elsewhere; {what_else}", code="outside_execution")
        for face in self._rooms.faces:
            for acts in _acts_of(face):
                if acts.kind == row.kind:
                    return face, acts
        raise Conflict("Nothing here runs this kind any more.", code="unknown_kind")


def _acts_of(face: Face[Any]) -> Iterator[RunActs[Any]]:
    yield from face.acts
    for kind in face.runs:
        yield RunActs(kind.name, Runs.cancel, partial(_repeat, kind))


def _repeat(kind: RunKind, runs: Runs[Any], identity: Identity, run_id: str) -> str:
    return str(runs.retry(identity, run_id).as_dict()[kind.id_name])
