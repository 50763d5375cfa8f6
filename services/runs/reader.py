"""Finding runs: the runs of one kind as their rows say, and who may see them.

A run belongs to who started it; others, admins aside, are told that there is no such thing.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable
from typing import Generic, TypeVar

from sqlalchemy import func, select

from services.auth.identity import Identity
from services.database.database import Database
from services.errors import NotFound
from services.jobs.job import LIVE
from services.runs import query as run_query
from services.runs.kind import RunKind
from services.runs.record import RunRecord
from services.runs.run import Run, run_of

R = TypeVar("R")


class RunReader(ABC, Generic[R]):
    """The runs of this data folder. A subclass says how a run is `shown` (``R``)."""

    def __init__(self, kind: RunKind, database: Database) -> None:
        self.kind = kind
        self._database = database

    @abstractmethod
    def shown(self, run: Run) -> R:
        """The run in the face's own words."""

    def list(
        self,
        identity: Identity,
        *,
        query: str | None = None,
        status: str | None = None,
        limit: int = 50,
        page: int = 1,
    ) -> list[R]:
        """The newest first: the caller's own, an admin's everybody's."""
        conditions = run_query.filtered(self.kind.name, _owner_filter(identity), query, status)
        ordered = run_query.runs().where(*conditions).order_by(*run_query.NEWEST_FIRST)
        with self._database.session() as session:
            rows = session.execute(ordered.limit(limit).offset((page - 1) * limit)).all()
        return [self.shown(run_of(self.kind, row, previous)) for row, previous in rows]

    def count(self, identity: Identity, *, query: str | None = None, status: str | None = None) -> int:
        conditions = run_query.filtered(self.kind.name, _owner_filter(identity), query, status)
        with self._database.session() as session:
            return session.execute(select(func.count()).select_from(RunRecord).where(*conditions)).scalar_one()

    def get(self, identity: Identity, run_id: str) -> R:
        """Raises: NotFound, also when it is somebody else's."""
        return self.shown(self._own(identity, run_id))

    def watched(self, run_id: str) -> R:
        """A run whose channel the caller may read. Raises: NotFound."""
        return self._find(run_id)

    def newest(self, subject: str, may_read: Callable[[str], bool], run_ids: frozenset[str] | None = None) -> R:
        """The newest run of that subject whose channel may be read; one of ``run_ids``, if given. Raises: NotFound."""
        query = select(RunRecord.id).where(RunRecord.kind == self.kind.name, RunRecord.subject == subject)
        if run_ids is not None:
            query = query.where(RunRecord.id.in_(run_ids))
        newest_first = query.order_by(*run_query.NEWEST_FIRST).execution_options(yield_per=100)
        with self._database.session() as session, session.scalars(newest_first) as candidates:
            found = next((run_id for run_id in candidates if may_read(self.kind.channel(run_id))), None)
        if found is None:
            raise NotFound(f"There is no {self.kind.noun} of {subject} that you may see.", code=f"no_{self.kind.name}")
        return self._find(found)

    def latest_id(self, owner_id: str, subject: str, series: str) -> str | None:
        """The newest run of a series that succeeded."""
        newest = run_query.succeeded(self.kind.name, owner_id, subject, series).limit(1)
        with self._database.session() as session:
            return session.scalars(newest).first()

    def ids(self) -> set[str]:
        """Of all runs of this kind: one statement, where somebody would ask for each."""
        with self._database.session() as session:
            return set(session.scalars(select(RunRecord.id).where(RunRecord.kind == self.kind.name)))

    def owner_of(self, run_id: str) -> str | None:
        """Whose it is: for `Permissions`."""
        with self._database.lookups.connect() as connection:
            found = select(RunRecord.owner_id).where(RunRecord.id == run_id, RunRecord.kind == self.kind.name)
            return connection.execute(found).scalar_one_or_none()

    def is_live(self, run_id: str) -> bool:
        """Whether there is such a run and it has not ended."""
        with self._database.lookups.connect() as connection:
            state = connection.execute(select(RunRecord.state).where(RunRecord.id == run_id)).scalar_one_or_none()
        return state in LIVE

    def _own(self, identity: Identity, run_id: str) -> Run:
        run = self._read(run_id)
        if not identity.is_admin and run.owner_id != identity.user_id:
            raise self._unknown()
        return run

    def _find(self, run_id: str) -> R:
        return self.shown(self._read(run_id))

    def _read(self, run_id: str) -> Run:
        with self._database.session() as session:
            this = (RunRecord.id == run_id, RunRecord.kind == self.kind.name)
            found = session.execute(run_query.runs().where(*this)).one_or_none()
        if found is None:
            raise self._unknown()
        return run_of(self.kind, *found)

    def _unknown(self) -> NotFound:
        return NotFound(f"There is no such {self.kind.noun}; it may have been deleted.", code=f"no_{self.kind.name}")


def _owner_filter(identity: Identity) -> str | None:
    return None if identity.is_admin else identity.user_id
