"""The runs of one kind: starting, finding, cancelling, repeating and deleting them, and who may.

A run belongs to who started it; others, admins aside, are told that there is no such thing.
"""

from __future__ import annotations

import time
from abc import ABC, abstractmethod
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any, Generic, TypeVar

import msgspec
from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from services.auth.identity import Identity
from services.database.database import Database
from services.errors import BadRequest, Conflict, NotFound
from services.files.free_space import FreeSpace
from services.files.upload_room import UploadRoom
from services.identifier import new_id
from services.jobs.job import LIVE
from services.jobs.submission import Jobs
from services.runs import query as run_query
from services.runs.announcement import announce_begun, announce_gone
from services.runs.kind import RunKind
from services.runs.quota import DiskQuota
from services.runs.record import RunRecord
from services.runs.run import Run, run_of
from services.settings.settings import Settings
from services.streaming.log.event_log import EventLog

R = TypeVar("R")


class Runs(ABC, Generic[R]):
    """The runs of this data folder. A face says in a subclass how a run is `shown` (``R``) and what files it has.

    Thread-safe and greenlet-safe; calls block for a few statements.
    """

    def __init__(
        self,
        kind: RunKind,
        database: Database,
        jobs: Jobs,
        settings: Settings,
        event_log: EventLog,
        now: Callable[[], float] = time.time,
    ) -> None:
        self.kind = kind
        self.settings = settings
        self._database = database
        self._jobs = jobs
        self._event_log = event_log
        self._now = now
        self._quota = DiskQuota(database, settings.files.user_bytes)
        self._free_space = FreeSpace(settings)
        self._uploads = UploadRoom(settings)

    # -- what a face adds --------------------------------------------------------------------------------------

    @abstractmethod
    def shown(self, run: Run) -> R:
        """The run in the face's own words."""

    def remove_files(self, run_id: str) -> None:
        """Delete what the face keeps of a run outside the database; may be called again after a crash."""

    def repeat(self, run: Run, secret: dict[str, str] | None) -> R:
        """A new run that asks for the same. Raises: BadRequest or Conflict, if that cannot be done."""
        run_id = new_id()
        request = run.request | {self.kind.id_name: run_id}
        return self.begin(
            run.owner_id,
            run_id,
            request,
            title=run.title,
            subject=run.subject,
            series=run.series,
            words=run.words,
            secret=secret,
        )

    # -- starting ----------------------------------------------------------------------------------------------

    def begin(
        self,
        owner_id: str,
        run_id: str,
        request: dict[str, Any],
        *,
        title: str,
        subject: str,
        series: str = "",
        words: str = "",
        secret: dict[str, str] | None = None,
        upload_bytes: int = 0,
    ) -> R:
        """Queue a run; its job gets ``request``. The row and its job are made together or not at all.
        ``upload_bytes`` is the size of what was uploaded for it and waits.

        Waits for the event log's disk, so a web worker calls it in a thread.

        Raises:
            LimitReached: too many jobs of this user, or too much of theirs on the disk.
            Unavailable: the disk is almost full, or there is a secret and no runner to hand it to.
        """
        self._quota.check(owner_id, upload_bytes)
        self._free_space.check()
        row = RunRecord(
            id=run_id,
            kind=self.kind.name,
            owner_id=owner_id,
            title=title,
            subject=subject,
            series=series,
            words=(words or title).lower(),
            request=msgspec.json.encode(request).decode(),
            has_secret=bool(secret),
            state="queued",
            disk_bytes=upload_bytes,
            created_at=self._now(),
        )

        def add_row(session: Session) -> None:
            session.add(row)

        channel = self.kind.channel(run_id)
        job = self._jobs.submit(
            self.kind.job.name, owner_id, channel, request, job_id=run_id, secret=secret, alongside=add_row
        )
        announce_begun(self._event_log, self.kind, job)
        return self._find(run_id)

    def upload(self, owner_id: str, announced_bytes: int) -> AbstractContextManager[Path]:
        """The folder in which an upload for a run arrives, for a ``with`` block. Asked for before a byte is read: what
        the run would be refused for, the upload is.

        Raises: LimitReached, the user has no room for another run. Unavailable: the server has none for an upload.
        """
        self._quota.check(owner_id)
        jobs_left, bytes_left = self._jobs.places_left(owner_id), self._quota.left_bytes(owner_id)
        return self._uploads.place(owner_id, announced_bytes, most_of_owner=jobs_left, most_bytes_of_owner=bytes_left)

    def retry(self, identity: Identity, run_id: str, secret: dict[str, str] | None = None) -> R:
        """A new run that asks for the same as an ended one, and belongs to the same user.

        Raises:
            NotFound: no such run. Conflict: it has not ended, or what it needs was not kept.
            BadRequest: it was started with a secret, which is never kept, and none was given.
        """
        run = self._own(identity, run_id)
        if run.is_live:
            raise Conflict(
                f"The {self.kind.noun} has not ended yet; cancel it first.", code=f"{self.kind.name}_running"
            )
        if run.has_secret and not secret:
            raise BadRequest(
                f"This {self.kind.noun} was started with an access token, which is never stored; send it again.",
                code="secret_needed",
            )
        return self.repeat(run, secret)

    # -- finding -----------------------------------------------------------------------------------------------

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

    # -- ending ------------------------------------------------------------------------------------------------

    def cancel(self, identity: Identity, run_id: str) -> R:
        """Ask for the end of a run; an ended one stays as it is. Raises: NotFound."""
        if self._own(identity, run_id).is_live:
            self._jobs.cancel(run_id)
        return self._find(run_id)

    def delete(self, identity: Identity, run_id: str) -> None:
        """Delete a run with its files and events.

        Raises:
            NotFound: no such run. Conflict: it is still running, or its last events are still on their way.
        """
        self._check_deletable(self._own(identity, run_id))
        self._remove(run_id)

    def delete_all(self, owner_id: str) -> int:
        """Delete all runs of a user; how many. Raises: Conflict, one is still running: then none is deleted."""
        with self._database.session() as session:
            own = select(RunRecord).where(RunRecord.kind == self.kind.name, RunRecord.owner_id == owner_id)
            runs = [run_of(self.kind, row, None) for row in session.scalars(own)]
        for run in runs:
            self._check_deletable(run)
        for run in runs:
            self._remove(run.id)
        return len(runs)

    def tidy(self, owner_id: str) -> None:
        """Delete this user's ended runs beyond the newest that are kept. May take seconds."""
        ended = run_query.ended(self.kind.name, owner_id)
        with self._database.session() as session:
            old = session.scalars(ended.offset(self.kind.kept(self.settings))).all()
        for run_id in old:
            self._remove(run_id)

    # -- shared ------------------------------------------------------------------------------------------------

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

    def _check_deletable(self, run: Run) -> None:
        noun, name = self.kind.noun, self.kind.name
        if run.is_live:
            raise Conflict(f"The {noun} is still running; cancel it first.", code=f"{name}_running")
        if not self._jobs.is_told(run.id):
            raise Conflict(f"The {noun} is just ending; try again in a moment.", code=f"{name}_ending")

    def _remove(self, run_id: str) -> None:
        """The row goes last: what a crash leaves half deleted can be deleted again."""
        owner_id = self.owner_of(run_id)
        self.remove_files(run_id)
        self._event_log.purge(self.kind.channel(run_id))
        with self._database.session() as session:
            session.execute(delete(RunRecord).where(RunRecord.id == run_id))
        if owner_id is not None:
            announce_gone(self._event_log, self.kind, run_id, owner_id)


def _owner_filter(identity: Identity) -> str | None:
    return None if identity.is_admin else identity.user_id
