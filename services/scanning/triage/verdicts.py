"""The verdicts of this server, in the database. A repository's are its owner's: of whoever has it analysed."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Collection, Sequence

import msgspec
from sqlalchemy import ColumnElement, CursorResult, delete, func, select
from sqlalchemy.orm import Session

from services.database.database import Database
from services.errors import LimitReached
from services.scanning.triage.record import VerdictRecord
from services.scanning.triage.verdict import MAX_HISTORY, STATES, Change, Place, State, Triaged, Verdict

_history = msgspec.json.Decoder(list[Verdict])


class Repository(msgspec.Struct, frozen=True):
    """``address`` as scans of it show it."""

    owner_id: str
    address: str

    @property
    def digest(self) -> str:
        return _digest(self.address)


class Verdicts:
    """Thread-safe and greenlet-safe; calls block for a few statements. ``most``: of one owner."""

    def __init__(self, database: Database, most: int, now: Callable[[], float] = time.time) -> None:
        self._database = database
        self._most = most
        self._now = now

    def of(self, repository: Repository, paths: Collection[str] | None = None) -> list[Triaged]:
        """All of a repository, or of these of its files, in the order in which they were first made."""
        own = select(VerdictRecord).where(*_of(repository)).order_by(VerdictRecord.id)
        if paths is not None:
            own = own.where(VerdictRecord.path.in_(paths))
        with self._database.session() as session:
            return [_triaged(row) for row in session.scalars(own)]

    def decide(self, by: str, repository: Repository, before: dict[Place, Verdict], change: Change) -> list[Triaged]:
        """Change the verdicts about the issues in ``before``: there and as it says, where there is none of their own.

        Raises: LimitReached; then nothing has changed.
        """
        now = self._now()
        with self._database.session() as session:
            self._database.one_at_a_time(session)
            known = _known(session, repository, list(before))
            if more := len(before.keys() - known.keys()):
                self._make_room(session, repository.owner_id, more, [row.id for row in known.values()])
            rows = [known.get(place) or _new_row(repository, place) for place in before]
            for row, inherited in zip(rows, before.values(), strict=True):
                earlier = _verdict(row) if row.decided_at else inherited
                _write(row, change.applied(earlier, by, now), [earlier] if earlier.at else [])
            session.add_all(rows)
            session.flush()
            return [_triaged(row) for row in rows]

    def delete_all(self, owner_id: str) -> int:
        with self._database.session() as session:
            result = session.execute(delete(VerdictRecord).where(VerdictRecord.owner_id == owner_id))
            assert isinstance(result, CursorResult)
            return result.rowcount

    def _make_room(self, session: Session, owner_id: str, more: int, needed: Sequence[int]) -> None:
        """What says nothing any more goes first."""
        own = VerdictRecord.owner_id == owner_id
        count = select(func.count()).select_from(VerdictRecord).where(own)
        if session.execute(count).scalar_one() + more <= self._most:
            return
        says_nothing = (VerdictRecord.state == "open", VerdictRecord.assignee == "", VerdictRecord.note == "")
        session.execute(delete(VerdictRecord).where(own, *says_nothing, VerdictRecord.id.not_in(needed)))
        if session.execute(count).scalar_one() + more > self._most:
            raise LimitReached(
                f"At most {self._most:,} issues of one user's repositories can be triaged (TAILRACE_SCAN_VERDICTS);"
                " open some again, without note and assignee, or ask the operator for more.",
                code="verdict_limit",
                retry_after_s=60,
            )


def _of(repository: Repository) -> tuple[ColumnElement[bool], ...]:
    return VerdictRecord.owner_id == repository.owner_id, VerdictRecord.repository == repository.digest


def _known(session: Session, repository: Repository, places: Sequence[Place]) -> dict[Place, VerdictRecord]:
    named = VerdictRecord.issue.in_([_digest(*place) for place in places])
    rows = session.scalars(select(VerdictRecord).where(*_of(repository), named))
    return {(row.path, row.fingerprint): row for row in rows}


def _new_row(repository: Repository, place: Place) -> VerdictRecord:
    path, fingerprint = place
    return VerdictRecord(
        owner_id=repository.owner_id,
        repository=repository.digest,
        issue=_digest(*place),
        path=path,
        fingerprint=fingerprint,
        decided_at=0.0,
        history="[]",
    )


def _write(row: VerdictRecord, verdict: Verdict, earlier: list[Verdict]) -> None:
    history = [*earlier, *_history.decode(row.history)][:MAX_HISTORY]
    row.history = msgspec.json.encode(history).decode()
    row.state, row.assignee, row.note = verdict.state, verdict.assignee, verdict.note
    row.username, row.decided_at = verdict.by, verdict.at


def _verdict(row: VerdictRecord) -> Verdict:
    return Verdict(_state(row.state), row.assignee, row.note, row.username, row.decided_at)


def _state(stored: str) -> State:
    return next((state for state in STATES if state == stored), "open")


def _triaged(row: VerdictRecord) -> Triaged:
    return Triaged(
        path=row.path, fingerprint=row.fingerprint, verdict=_verdict(row), history=_history.decode(row.history)
    )


def _digest(*parts: str) -> str:
    return hashlib.sha256("\0".join(parts).encode("utf-8", "replace")).hexdigest()[:40]
