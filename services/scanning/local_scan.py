"""A local scan: the analysis without a server, for the command line. Only the finding cache stays."""

from __future__ import annotations

import tempfile
from pathlib import Path

import msgspec

from services.errors import TailraceError
from services.identifier import new_id
from services.runs.local_run import OnProgress, run_locally
from services.scanning.analysis.finding_cache import cache_of
from services.scanning.report.json import from_json
from services.scanning.report.report import Report
from services.scanning.scan_folder import ScanFolder
from services.scanning.scan_kind import SCAN
from services.scanning.scan_request import CACHE_FOLDER, ScanRequest, check_token
from services.scanning.source.location import parse_location
from services.scanning.source.ref import check_ref
from services.settings.settings import Settings


class ScanFailed(TailraceError):
    """The analysis did not finish; the message says why."""

    code = "scan_failed"


def scan_locally(
    target: str, settings: Settings, *, ref: str | None, access_token: str | None, on_progress: OnProgress
) -> Report:
    """Analyse a repository, given by its address or as any folder of this machine. Blocks until it is done.

    ``on_progress`` gets a fraction and a sentence. However this call ends, the child and its files are gone.

    Raises:
        TailraceError: why the repository cannot be analysed.
    """
    folder = Path(target).expanduser()
    if folder.is_dir():
        target = str(folder.resolve())
        settings = settings.changed(scanning={"local_roots": (folder.resolve(),)})
    location = parse_location(target, settings)
    if access_token:
        check_token(access_token, location)
    request = ScanRequest(
        scan_id=new_id(),
        repo_name=location.repo_name,
        owner=location.owner,
        url=location.url,
        address=location.address,
        ref=check_ref(ref) if ref else None,
        cache=str(cache_of(settings.data / CACHE_FOLDER, "")),
    )
    with tempfile.TemporaryDirectory(prefix="tailrace-scan-") as data:
        own = settings.changed(server={"data": Path(data)}, files={"free_bytes": 0, "free_files": 0})
        secret = {"access_token": access_token} if access_token else {}
        outcome = run_locally(SCAN, request.scan_id, msgspec.to_builtins(request), own, secret, on_progress)
        if outcome.state != "succeeded":
            raise ScanFailed(outcome.reason)
        return from_json(ScanFolder(own.data, request.scan_id).report("json").read_bytes())
