"""The scans: runs that analyse a repository, by its address or from an uploaded archive."""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import msgspec

from services.auth.identity import Identity
from services.auth.user import Users
from services.database.database import Database
from services.errors import Conflict, NotFound
from services.files.intake import Intake, IntakeLimits, ReceivedFile, remove_abandoned
from services.identifier import new_id
from services.jobs.submission import Jobs
from services.language_model.budget import Use
from services.language_model.spending import Spending
from services.runs.run import Run
from services.runs.runs import Runs
from services.scanning.analysis.finding_cache import cache_of, remove_idle
from services.scanning.model.issue_insight import Insights
from services.scanning.report.work import ReportWork
from services.scanning.scan_folder import ScanFolder
from services.scanning.scan_kind import SCAN
from services.scanning.scan_request import CACHE_FOLDER, UPLOAD_FOLDER, ScanRequest, check_token, upload_path
from services.scanning.scan_run import Scan, facts_of, request_of, scan_of
from services.scanning.settings import ScanningSettings
from services.scanning.source.location import parse_archive_name, parse_location
from services.scanning.source.ref import check_ref
from services.scanning.triage.triage import Triage
from services.scanning.triage.verdicts import Verdicts
from services.settings.settings import Settings
from services.streaming.log.event_log import EventLog


class Scans(Runs[Scan]):
    """Scans and their uploads and folders."""

    def __init__(
        self,
        database: Database,
        jobs: Jobs,
        settings: Settings,
        event_log: EventLog,
        spending: Spending | None = None,
        now: Callable[[], float] = time.time,
        users: Users | None = None,
    ) -> None:
        super().__init__(SCAN, database, jobs, settings, event_log, now)
        self._verdicts = Verdicts(database, settings.of(ScanningSettings).verdicts, now)
        self.triage = Triage(self._verdicts, self.folder, (users or Users(database)).exists)
        self.reports = ReportWork()
        self._spending = spending or Spending(database, settings, now)
        self._insights = Insights(self._spending)

    def start(self, owner_id: str, url: str, *, ref: str | None = None, access_token: str | None = None) -> Scan:
        """Queue the analysis of a repository by its address. The token goes to the runner's memory, never to a disk.

        Raises:
            BadRequest: the address or the ref is refused; nothing was stored. LimitReached: too many jobs of this user.
            Unavailable: there is a token and no runner to hand it to.
        """
        location = parse_location(url, self.settings)
        if access_token:
            check_token(access_token, location)
        request = ScanRequest(
            scan_id=new_id(),
            repo_name=location.repo_name,
            owner=location.owner,
            url=location.url,
            kind=location.kind,
            address=location.address,
            ref=check_ref(ref) if ref else None,
            ref_in_address=next(iter(location.refs), None),
            cache=self._cache(owner_id),
        )
        return self._queue(owner_id, request, {"access_token": access_token} if access_token else None)

    @contextmanager
    def new_upload(self, owner_id: str, announced_bytes: int | None) -> Iterator[Intake]:
        """Where an archive is received. Raises: see `upload`."""
        size = self.settings.files.upload_bytes
        wanted = size if announced_bytes is None else min(size, announced_bytes)
        with (
            self.upload(owner_id, wanted) as folder,
            Intake(folder, IntakeLimits(files=1, file_bytes=size, total_bytes=size)) as intake,
        ):
            yield intake

    def start_upload(self, owner_id: str, archive: ReceivedFile) -> Scan:
        """Queue the analysis of an archive received by `new_upload`, which is the scan's from here on."""
        owner, repo_name = parse_archive_name(archive.name)
        scan_id = new_id()
        (self.settings.data / UPLOAD_FOLDER).mkdir(mode=0o700, exist_ok=True)
        archive.path.rename(upload_path(self.settings.data, scan_id))
        try:
            request = ScanRequest(
                scan_id,
                repo_name,
                owner,
                f"{repo_name} (uploaded)",
                kind=owner,
                upload=scan_id,
                cache=self._cache(owner_id),
            )
            return self._queue(owner_id, request, None, archive.bytes)
        except BaseException:
            upload_path(self.settings.data, scan_id).unlink(missing_ok=True)
            raise

    def _queue(self, owner_id: str, request: ScanRequest, secret: dict[str, str] | None, upload_bytes: int = 0) -> Scan:
        request = self._with_model(owner_id, self._after_earlier(owner_id, request))
        title = f"{request.owner}/{request.repo_name}"
        try:
            return self.begin(
                owner_id,
                request.scan_id,
                msgspec.to_builtins(request),
                title=title,
                subject=request.repo_name,
                series=request.url,
                words=f"{title}\n{request.url}",
                secret=secret,
                upload_bytes=upload_bytes,
            )
        except BaseException:
            self._spending.settle(owner_id, lambda run_id: Use() if run_id == request.scan_id else None)
            raise

    def _after_earlier(self, owner_id: str, request: ScanRequest) -> ScanRequest:
        """The request with the scan by which it knows renamed files again."""
        previous = self.latest_id(owner_id, request.repo_name, request.url)
        return msgspec.structs.replace(request, previous=previous or "")

    def _with_model(self, owner_id: str, request: ScanRequest) -> ScanRequest:
        """The request with what it may use of the owner's day; perhaps nothing."""
        if not self.settings.language_model.base_url:
            return request
        self._spending.settle(owner_id, self._used_by)
        granted = self._spending.grant(owner_id, request.scan_id, self.settings.of(ScanningSettings).model_tokens)
        return msgspec.structs.replace(request, model_tokens=granted.tokens, model_calls=granted.calls)

    def explain(self, user_id: str, settings: Settings, scan_id: str, path: str, line: int, rule: str) -> str:
        """The language model's explanation of one issue. Raises: as `Insights.explain`."""
        self._spending.settle(user_id, self._used_by)
        return self._insights.explain(settings, user_id, self.folder(scan_id), path, line, rule)

    def _used_by(self, run_id: str) -> Use | None:
        """What an ended run used. One that was cut off may have used what it had no time to tell: then all of it."""
        try:
            run = self._read(run_id)
        except NotFound:
            return None
        if run.is_live:
            return None
        if run.state == "succeeded":
            facts = facts_of(run)
            return Use(facts.model_tokens, facts.model_calls)
        return Use() if run.stage in ("source", "graph", "files") else None

    # -- what runs ask of a face -------------------------------------------------------------------------------

    def shown(self, run: Run) -> Scan:
        return scan_of(run)

    def repeat(self, run: Run, secret: dict[str, str] | None) -> Scan:
        """Raises: Conflict, if an archive would be needed. BadRequest: the address is no longer accepted."""
        request = request_of(run)
        if request.upload:
            raise Conflict("An uploaded archive is not kept; upload it again.", code="upload_not_kept")
        return self.start(
            run.owner_id,
            request.address or request.url,
            ref=request.ref,
            access_token=(secret or {}).get("access_token"),
        )

    def cancel(self, identity: Identity, run_id: str) -> Scan:
        """As in `Runs`; what was uploaded has no more use then."""
        scan = super().cancel(identity, run_id)
        if not scan.is_live:
            upload_path(self.settings.data, run_id).unlink(missing_ok=True)
        return scan

    def remove_files(self, run_id: str) -> None:
        if (owner_id := self.owner_of(run_id)) is not None:
            self._spending.settle(owner_id, self._used_by)
        self.folder(run_id).remove()
        upload_path(self.settings.data, run_id).unlink(missing_ok=True)

    def tidy(self, owner_id: str) -> None:
        """As in `Runs`; uploads that nobody took go too."""
        super().tidy(owner_id)
        remove_abandoned(self.settings.data / UPLOAD_FOLDER, self.is_live, self._now)
        remove_idle(self.settings.data / CACHE_FOLDER, self._now())

    def folder(self, scan_id: str) -> ScanFolder:
        return ScanFolder(self.settings.data, scan_id)

    def delete_all(self, owner_id: str) -> int:
        """As in `Runs`; with what was kept for the user's next scans, and what was decided about their issues."""
        count = super().delete_all(owner_id)
        self._verdicts.delete_all(owner_id)
        shutil.rmtree(self._cache(owner_id), ignore_errors=True)
        self._spending.forget(owner_id)
        return count

    def _cache(self, owner_id: str) -> str:
        return str(cache_of(self.settings.data / CACHE_FOLDER, owner_id))
