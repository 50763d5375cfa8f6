"""A local scan: the analysis without a server, for the command line. The same code in the same kind of child process; its
messages are read here instead of by the runner, and nothing of it stays but the finding cache.
"""

from __future__ import annotations

import os
import select
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import msgspec

from services.errors import TailraceError
from services.identifier import new_id
from services.jobs.child.message import AnyMessage, FailureMessage, ProgressMessage, ResultMessage, decode
from services.jobs.job import Job
from services.jobs.kind import KINDS, kind_named
from services.jobs.runner.child_process import ChildProcess
from services.process.control import become_subreaper
from services.scanning.report.json import from_json
from services.scanning.report.report import Report
from services.scanning.scan_folder import ScanFolder
from services.scanning.scan_record import channel_of
from services.scanning.scan_request import CACHE_FOLDER, ScanRequest, check_token
from services.scanning.source.location import parse_location
from services.scanning.source.ref import check_ref
from services.settings import Settings

_LOOK_S = 0.25
_READ_BYTES = 65_536
_TAIL_BYTES = 4096

OnProgress = Callable[[float, str], None]


class ScanFailed(TailraceError):
    """The analysis did not come to its end; the message says why."""

    code = "scan_failed"


def scan_locally(
    target: str, settings: Settings, *, ref: str | None, access_token: str | None, on_progress: OnProgress
) -> Report:
    """Analyse a repository by address or by a path of this machine, whichever folder that is. Blocks until it is done.

    ``on_progress`` is given a fraction and a sentence. Whatever ends this call, the child and its files are gone.

    Raises:
        TailraceError: why the repository cannot be analysed.
    """
    folder = Path(target).expanduser()
    if folder.is_dir():
        target = str(folder.resolve())
        settings = replace(settings, local_roots=(folder.resolve(),))
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
        cache=str(settings.data / CACHE_FOLDER),
    )
    with tempfile.TemporaryDirectory(prefix="tailrace-scan-") as data:
        own = replace(settings, data=Path(data))
        become_subreaper()
        _Run(request, own, {"access_token": access_token} if access_token else {}, on_progress).run()
        return from_json(ScanFolder(own.data, request.scan_id).report("json").read_bytes())


class _Run:
    """One child, from its start to its end."""

    def __init__(self, request: ScanRequest, settings: Settings, secret: dict[str, str], on_progress: OnProgress) -> None:
        self._job = _job(request)
        self._settings = settings
        self._secret = secret
        self._on_progress = on_progress
        self._rest = b""
        self._said = b""
        self._failure = ""
        self._has_result = False

    def run(self) -> None:
        child = ChildProcess(self._job, kind_named(KINDS, "scan"), self._settings, self._secret)
        try:
            self._watch(child)
        finally:
            child.kill(within_s=2.0)
            status = child.collect()
            os.close(child.message_fd)
        if not self._has_result:
            raise ScanFailed(self._failure or self._last_words(status))

    def _watch(self, child: ChildProcess) -> None:
        """Return when the child has ended and all that it said was read."""
        deadline = time.monotonic() + self._settings.job_deadline_s
        poll = select.poll()
        for fd in (child.message_fd, child.output_fd):
            poll.register(fd, select.POLLIN)
        is_open = {child.message_fd, child.output_fd}
        while is_open:
            for fd, _ in poll.poll(1000 * _LOOK_S):
                part = os.read(fd, _READ_BYTES)
                if not part:
                    poll.unregister(fd)
                    is_open.discard(fd)
                elif fd == child.message_fd:
                    self._take(part)
                else:
                    self._said = (self._said + part)[-_TAIL_BYTES:]
            self._check_limits(child, time.monotonic() > deadline)

    def _check_limits(self, child: ChildProcess, is_late: bool) -> None:
        limit = self._settings.job_memory_bytes
        if is_late:
            raise ScanFailed(f"The analysis took longer than {self._settings.job_deadline_s:.0f} s (TAILRACE_JOB_DEADLINE_S).")
        if child.memory_bytes(limit) > limit:
            raise ScanFailed(f"The analysis needed more than {limit / 2**20:.0f} MiB of memory (TAILRACE_JOB_MEMORY_BYTES).")

    def _take(self, part: bytes) -> None:
        *lines, self._rest = (self._rest + part).split(b"\n")
        for line in lines:
            self._note(decode(line))

    def _note(self, message: AnyMessage) -> None:
        if isinstance(message, ProgressMessage):
            self._on_progress(message.fraction, message.text)
        elif isinstance(message, FailureMessage):
            self._failure = message.reason
        elif isinstance(message, ResultMessage):
            self._has_result = True

    def _last_words(self, status: int) -> str:
        lines = [line.strip() for line in self._said.decode(errors="replace").splitlines() if line.strip()]
        said = f" It last said: {lines[-1][:300]}" if lines else ""
        return f"The analysis ended too early, with exit status {status}.{said}"


def _job(request: ScanRequest) -> Job:
    """A job that is in no database."""
    return Job(
        id=request.scan_id,
        kind="scan",
        owner_id="",
        channel=channel_of(request.scan_id),
        params=msgspec.to_builtins(request),
        state="running",
        reason="",
        stage="",
        progress=0.0,
        progress_message="",
        result=None,
        attempt=1,
        has_secret=False,
        cancel_requested=False,
        created_at=time.time(),
        started_at=time.time(),
        finished_at=None,
    )
