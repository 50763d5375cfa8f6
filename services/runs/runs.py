"""The runs of one kind: starting, cancelling, repeating and deleting them, and who may. Finding them: `reader`."""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any, TypeVar

import msgspec
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from services.auth.identity import Identity
from services.database.database import Database
from services.errors import BadRequest, Conflict
from services.files.free_space import FreeSpace
from services.files.upload_room import UploadRoom
from services.identifier import new_id
from services.jobs.submission import Jobs
from services.runs import query as run_query
from services.runs.announcement import announce_begun, announce_gone
from services.runs.execution import Execution, add_execution, remove_executions
from services.runs.kind import RunKind
from services.runs.quota import DiskQuota, RunSizes
from services.runs.reader import RunReader
from services.runs.record import RunRecord
from services.runs.run import Run, run_of
from services.settings.settings import Settings
from services.streaming.log.event_log import EventLog

R = TypeVar("R")
_EXPIRED_AT_ONCE = 20


class Runs(RunReader[R]):
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
        super().__init__(kind, database)
        self.settings = settings
        self._jobs = jobs
        self._event_log = event_log
        self._now = now
        self._quota = DiskQuota(database, settings.files.user_bytes)
        self._free_space = FreeSpace(settings)
        self._uploads = UploadRoom(settings)

    # -- what a face adds --------------------------------------------------------------------------------------

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
        execution = Execution(
            id=run_id,
            kind=self.kind.name,
            title=title,
            owner_id=owner_id,
            channel=self.kind.channel(run_id),
            created_at=self._now(),
            stage=self.kind.first_stage,
        )
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
            created_at=execution.created_at,
        )

        def add_rows(session: Session) -> None:
            session.add(row)
            add_execution(session, execution, words=words, is_told=True)

        job = self._jobs.submit(
            self.kind.job.name, owner_id, execution.channel, request, job_id=run_id, secret=secret, alongside=add_rows
        )
        announce_begun(self._event_log, self.kind, job, execution)
        return self._find(run_id)

    def measure(self, run_id: str) -> None:
        """Write down what an ended run takes on the disk, after its files have changed."""
        RunSizes(self._database, {self.kind.name: self.kind}, self.settings.data).measure(run_id, self.kind.name)

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

    def expire(self) -> None:
        """Delete runs that ended longer ago than their kind is kept, some at a time. The runner calls it."""
        if self.kind.kept_s is None:
            return
        old = run_query.expired(self.kind.name, self._now() - self.kind.kept_s(self.settings)).limit(_EXPIRED_AT_ONCE)
        with self._database.session() as session:
            run_ids = session.scalars(old).all()
        for run_id in run_ids:
            if self._jobs.is_told(run_id):
                self._remove(run_id)

    # -- shared ------------------------------------------------------------------------------------------------

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
            remove_executions(session, [run_id])
        if owner_id is not None:
            announce_gone(self._event_log, self.kind, run_id, owner_id)
