"""The store of scans: starting, finding, cancelling and deleting them, and who may.

A scan belongs to who started it; others, admins aside, are told that there is no such thing.
"""

from __future__ import annotations

import time
from collections.abc import Callable

import msgspec
from sqlalchemy import delete, select, update

from services.auth.identity import Identity
from services.database.database import Database
from services.errors import Conflict, NotFound
from services.files.intake import Intake, IntakeLimits, ReceivedFile, remove_abandoned
from services.identifier import new_id
from services.jobs.job_record import JobRecord, job_of
from services.jobs.submission import Jobs
from services.scanning import scan_query
from services.scanning.scan_folder import ScanFolder
from services.scanning.scan_record import Ending, Scan, ScanRecord, channel_of, ending_of, scan_of
from services.scanning.scan_request import UPLOAD_FOLDER, ScanRequest, check_token, upload_path
from services.scanning.source.location import parse_archive_name, parse_location
from services.scanning.source.ref import check_ref
from services.settings import Settings
from services.streaming.log.event_log import EventLog

KIND = "scan"
NO_SCAN = "There is no such analysis; it may have been deleted."
STARTING_S = 60.0
"""A scan without a job this long after its row was made was lost between the two."""


class Scans:
    """The scans of this data folder. Thread-safe and greenlet-safe; calls block for a few statements."""

    def __init__(
        self, database: Database, jobs: Jobs, settings: Settings, event_log: EventLog, now: Callable[[], float] = time.time
    ) -> None:
        self._database = database
        self._jobs = jobs
        self._settings = settings
        self._event_log = event_log
        self._now = now

    # -- starting ----------------------------------------------------------------------------------------------

    def start(self, owner_id: str, url: str, *, ref: str | None = None, access_token: str | None = None) -> Scan:
        """Queue the analysis of a repository by its address. The token goes to the runner's memory, never to a disk.

        Raises:
            BadRequest: the address or the ref is refused; nothing was stored. LimitReached: too many jobs of this user.
            Unavailable: there is a token and no runner to hand it to.
        """
        location = parse_location(url, self._settings)
        ref = check_ref(ref) if ref else None
        if access_token:
            check_token(access_token, location)
        request = ScanRequest(new_id(), location.repo_name, location.owner, location.url, address=location.address, ref=ref)
        secret = {"access_token": access_token} if access_token else None
        return self._queue(owner_id, location.kind, request, ref or next(iter(location.refs), None), secret)

    def new_upload(self) -> Intake:
        """Where an archive is received."""
        size = self._settings.upload_bytes
        return Intake(self._settings.data / UPLOAD_FOLDER, IntakeLimits(files=1, file_bytes=size, total_bytes=size))

    def start_upload(self, owner_id: str, archive: ReceivedFile) -> Scan:
        """Queue the analysis of an archive received by `new_upload`, which is the scan's from here on."""
        owner, repo_name = parse_archive_name(archive.name)
        scan_id = new_id()
        archive.path.rename(upload_path(self._settings.data, scan_id))
        try:
            request = ScanRequest(scan_id, repo_name, owner, f"{repo_name} (uploaded)", upload=scan_id)
            return self._queue(owner_id, owner, request, None, None)
        except BaseException:
            upload_path(self._settings.data, scan_id).unlink(missing_ok=True)
            raise

    def _queue(self, owner_id: str, kind: str, request: ScanRequest, ref: str | None, secret: dict[str, str] | None) -> Scan:
        row = ScanRecord(
            scan_id=request.scan_id,
            owner_id=owner_id,
            kind=kind,
            owner=request.owner,
            repo_name=request.repo_name,
            url=request.url,
            ref=ref,
            created_at=self._now(),
        )
        with self._database.session() as session:
            session.add(row)
        try:
            params = msgspec.to_builtins(request)
            self._jobs.submit(KIND, owner_id, channel_of(row.scan_id), params, job_id=row.scan_id, secret=secret)
        except BaseException:
            self._delete_row(row.scan_id)
            raise
        return self._find(row.scan_id)

    # -- finding -----------------------------------------------------------------------------------------------

    def list(
        self,
        identity: Identity,
        *,
        query: str | None = None,
        status: str | None = None,
        limit: int = 50,
        page: int = 1,
    ) -> list[Scan]:
        """The newest first: the caller's own, an admin's everybody's."""
        self._settle()
        conditions = scan_query.filtered(_owner_filter(identity), query, status)
        ordered = scan_query.scans().where(*conditions).order_by(ScanRecord.created_at.desc(), ScanRecord.scan_id)
        with self._database.session() as session:
            rows = session.execute(ordered.limit(limit).offset((page - 1) * limit)).all()
            return [self._scan(row, job, previous) for row, job, previous in rows]

    def count(self, identity: Identity, *, query: str | None = None, status: str | None = None) -> int:
        with self._database.session() as session:
            conditions = scan_query.filtered(_owner_filter(identity), query, status)
            return session.execute(scan_query.count(conditions)).scalar_one()

    def get(self, identity: Identity, scan_id: str) -> Scan:
        """Raises: NotFound, also when it is somebody else's."""
        self._settle()
        scan = self._find(scan_id)
        if not identity.is_admin and scan.owner_id != identity.user_id:
            raise NotFound(NO_SCAN, code="no_scan")
        return scan

    def watched(self, scan_id: str) -> Scan:
        """A scan whose channel the caller may read. Raises: NotFound."""
        return self._find(scan_id)

    def newest(self, repo_name: str, may_read: Callable[[str], bool], scan_ids: frozenset[str] | None = None) -> Scan:
        """The newest scan of that name whose channel may be read; one of ``scan_ids``, if they are given. Raises: NotFound."""
        query = select(ScanRecord.scan_id).where(ScanRecord.repo_name == repo_name).order_by(ScanRecord.created_at.desc())
        if scan_ids is not None:
            query = query.where(ScanRecord.scan_id.in_(scan_ids))
        with self._database.session() as session:
            candidates = session.scalars(query).all()
        for scan_id in candidates:
            if may_read(channel_of(scan_id)):
                return self._find(scan_id)
        raise NotFound(f"There is no analysis of a repository named {repo_name} that you may see.", code="no_scan")

    def owner_of(self, scan_id: str) -> str | None:
        """Whose it is: for `Permissions`."""
        with self._database.lookups.connect() as connection:
            found = connection.execute(select(ScanRecord.owner_id).where(ScanRecord.scan_id == scan_id))
            return found.scalar_one_or_none()

    def folder(self, scan: Scan) -> ScanFolder:
        return ScanFolder(self._settings.data, scan.scan_id)

    def _find(self, scan_id: str) -> Scan:
        with self._database.session() as session:
            found = session.execute(scan_query.scans().where(ScanRecord.scan_id == scan_id)).one_or_none()
            if found is None:
                raise NotFound(NO_SCAN, code="no_scan")
            return self._scan(*found)

    def _scan(self, row: ScanRecord, job: JobRecord | None, previous_id: str | None) -> Scan:
        return scan_of(row, None if row.state else self._ending(row, job), previous_id)

    def _ending(self, row: ScanRecord, job: JobRecord | None) -> Ending:
        folder = ScanFolder(self._settings.data, row.scan_id)
        found = job_of(job) if job is not None else None
        is_starting = found is None and self._now() - row.created_at < STARTING_S
        return ending_of(found, row.created_at, folder.facts(), has_report=folder.has_report, is_starting=is_starting)

    def _settle(self) -> None:
        """Copy the endings of jobs into the rows of their scans; what a scan uploaded has no more use then."""
        with self._database.session() as session:
            found = session.execute(scan_query.unsettled()).all()
            endings = {row.scan_id: self._ending(row, job) for row, job in found}
        for scan_id, ending in endings.items():
            if ending.state not in ("succeeded", "failed", "cancelled"):
                continue
            upload_path(self._settings.data, scan_id).unlink(missing_ok=True)
            with self._database.session() as session:
                session.execute(
                    update(ScanRecord)
                    .where(ScanRecord.scan_id == scan_id, ScanRecord.state.is_(None))
                    .values(
                        state=ending.state,
                        error=ending.error,
                        stage=ending.stage,
                        progress=ending.progress,
                        started_at=ending.started_at,
                        finished_at=ending.finished_at,
                        facts=msgspec.json.encode(ending.facts).decode(),
                    )
                )

    # -- ending ------------------------------------------------------------------------------------------------

    def cancel(self, identity: Identity, scan_id: str) -> Scan:
        """Ask for the end of a scan; an ended one stays as it is. Raises: NotFound."""
        scan = self.get(identity, scan_id)
        if scan.is_live:
            self._jobs.cancel(scan_id)
        return self._find(scan_id)

    def delete(self, identity: Identity, scan_id: str) -> None:
        """Delete a scan with its files and events.

        Raises:
            NotFound: no such scan. Conflict: it is still running, or its last events are still on their way.
        """
        scan = self.get(identity, scan_id)
        self._check_deletable(scan)
        self._remove(scan.scan_id)

    def delete_all(self, owner_id: str) -> int:
        """Delete all scans of a user; how many. Raises: Conflict, one is still running: then none is deleted."""
        with self._database.session() as session:
            scan_ids = session.scalars(select(ScanRecord.scan_id).where(ScanRecord.owner_id == owner_id)).all()
        for scan_id in scan_ids:
            self._check_deletable(self._find(scan_id))
        for scan_id in scan_ids:
            self._remove(scan_id)
        return len(scan_ids)

    def _check_deletable(self, scan: Scan) -> None:
        if scan.is_live:
            raise Conflict("The analysis is still running; cancel it first.", code="scan_running")
        if not self._is_told(scan):
            raise Conflict("The analysis is just ending; try again in a moment.", code="scan_ending")

    def tidy(self, owner_id: str) -> None:
        """Delete this user's ended scans beyond the newest `scans_kept`, and uploads that nobody took. May take seconds."""
        self._settle()
        ended = select(ScanRecord.scan_id).where(ScanRecord.owner_id == owner_id, ScanRecord.state.is_not(None))
        with self._database.session() as session:
            old = session.scalars(ended.order_by(ScanRecord.created_at.desc()).offset(self._settings.scans_kept)).all()
        for scan_id in old:
            self._remove(scan_id)
        uploads = self._settings.data / UPLOAD_FOLDER
        remove_abandoned(uploads, lambda name: self.owner_of(name) is not None, self._now)

    def _remove(self, scan_id: str) -> None:
        """The row goes last: what a crash leaves half deleted can be deleted again."""
        ScanFolder(self._settings.data, scan_id).remove()
        upload_path(self._settings.data, scan_id).unlink(missing_ok=True)
        self._event_log.purge(channel_of(scan_id))
        self._delete_row(scan_id)

    def _delete_row(self, scan_id: str) -> None:
        with self._database.session() as session:
            session.execute(delete(ScanRecord).where(ScanRecord.scan_id == scan_id))

    def _is_told(self, scan: Scan) -> bool:
        with self._database.session() as session:
            job = session.get(JobRecord, scan.scan_id)
            return job is None or job.told


def _owner_filter(identity: Identity) -> str | None:
    return None if identity.is_admin else identity.user_id
