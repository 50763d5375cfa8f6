"""Work on whole reports, which may be as large as one's memory: comparing two, grouping the issues of one, laying
verdicts over it, and splitting those of older versions.

A web worker does none of it itself. It waits while a process of its own reads the reports and writes what is asked for
beside them, within limits of time, memory and size, one at a time for each user. What was written is kept.
"""

from __future__ import annotations

import hashlib
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import msgspec

from services.errors import Conflict, NotFound
from services.process.access import Access
from services.process.limits import Limits
from services.process.resident import RequestFailed, Resident, ResidentFailed
from services.process.slots import Slots
from services.scanning.analysis.issue_room import IssueRoom
from services.scanning.report.comparison import compare_open
from services.scanning.report.export import EXPORTS
from services.scanning.report.group import By, to_groups
from services.scanning.report.json import from_json
from services.scanning.scan_folder import FileIssues, OldIssues, ScanFolder
from services.scanning.triage.verdict import VerdictsByFile

LIMITS = Limits(wall_s=30.0, memory_bytes=2**30, file_bytes=64 * 2**20, processes=8)
AT_ONCE = 2
"""In one web worker, of all users."""
WAIT_S = 10.0
_OLD_BYTES = 512 * 2**20
_COMPARISON = "comparison-"
_FUNCTION = f"{__name__}:work"


class Asked(msgspec.Struct, frozen=True):
    """``form``: one of `EXPORTS`, or ``groups``."""

    form: str
    by: By

    def name(self, verdicts: VerdictsByFile) -> str:
        """Of the file that is kept: with verdicts another one whenever they change."""
        if not verdicts:
            return f"grouped-{self.by}.json" if self.form == "groups" else f"report-{self.by}.{self.form}"
        return self.pattern.replace("*", _digest(verdicts))

    @property
    def pattern(self) -> str:
        """Of the names with verdicts."""
        return f"triaged-{self.form}-{self.by}-*.{'json' if self.form == 'groups' else self.form}"


class ReportWork:
    """Of one process. Calls block; they start a process, so under gevent they come from a greenlet."""

    def __init__(self, limits: Limits = LIMITS) -> None:
        self._limits = limits
        self._slots = Slots(
            AT_ONCE,
            WAIT_S,
            busy="Too many reports are being read; try again in a moment.",
            own="Another report of yours is being read already; try again in a moment.",
        )

    def compared(
        self, user_id: str, before: ScanFolder, after: ScanFolder, verdicts: tuple[VerdictsByFile, VerdictsByFile]
    ) -> Path:
        """Where the comparison of two reports lies, as JSON; ``verdicts`` are those of the one and of the other.

        Raises: LimitReached, Unavailable, Conflict, NotFound: see `_do`.
        """
        path = after.path / f"{_COMPARISON}{before.path.name}-{_digest(verdicts)}.json"
        if not path.exists():
            self._do(user_id, path.name, before, after, more=(None, verdicts))
        return path

    def grouped(self, user_id: str, folder: ScanFolder, by: By, verdicts: VerdictsByFile) -> Path:
        """Where the open issues of a report lie in groups, as JSON. Raises: as `compared`."""
        return self._made(user_id, folder, Asked("groups", by), verdicts)

    def export(self, user_id: str, folder: ScanFolder, form: str, by: By, verdicts: VerdictsByFile) -> Path:
        """Where an export lies with these verdicts. Raises: as `compared`."""
        by = by if form in ("html", "md") else "rule"
        is_triaged = bool(verdicts) and form != "cyclonedx"
        if by == "rule" and not is_triaged:
            return folder.report(form)
        return self._made(user_id, folder, Asked(form, by), verdicts if is_triaged else {})

    def _made(self, user_id: str, folder: ScanFolder, asked: Asked, verdicts: VerdictsByFile) -> Path:
        path = folder.path / asked.name(verdicts)
        if not path.exists():
            self._do(user_id, path.name, folder, more=(asked, verdicts))
        return path

    def split(self, user_id: str, folder: ScanFolder) -> None:
        """Lay the issues of a scan of an older version out by file. Raises: as `compared`."""
        self._do(user_id, "split", folder)

    def _do(self, user_id: str, what: str, *folders: ScanFolder, more: tuple[object, ...] = ()) -> None:
        """Raises:
        LimitReached: something of this user's is still being made. Unavailable: too much is.
        Conflict: the reports are too large. NotFound: one was deleted meanwhile.
        """
        read, written = tuple(folder.path for folder in folders[:-1]), folders[-1].path
        worker = Resident[None](_FUNCTION, None, self._limits, Access(read=read, write=(written,)))
        with self._slots.one_of(user_id), worker:
            try:
                worker.ask(what, [str(folder.path) for folder in folders], *more)
            except (RequestFailed, ResidentFailed):
                if not all(folder.has_report for folder in folders):
                    raise NotFound("The analysis was deleted meanwhile.") from None
                raise Conflict(
                    "The report is too large or damaged; analyse the repository again.", code="report_unreadable"
                ) from None


def work(what: str, folders: list[str], asked: object = None, verdicts: object = None) -> None:
    """Runs in the process."""
    opened = [ScanFolder(Path(folder).parent.parent, Path(folder).name) for folder in folders]
    if what.startswith(_COMPARISON):
        before, after = opened
        _compare(what, before, after, msgspec.convert(verdicts, tuple[VerdictsByFile, VerdictsByFile]))
    elif what == "split":
        _split(*opened)
    else:
        _write(what, opened[0], msgspec.convert(asked, Asked), msgspec.convert(verdicts, VerdictsByFile))


def _compare(name: str, before: ScanFolder, after: ScanFolder, verdicts: tuple[VerdictsByFile, VerdictsByFile]) -> None:
    reports = [from_json(folder.read("report.json", _OLD_BYTES)) for folder in (before, after)]
    for report, decided in zip(reports, verdicts, strict=True):
        report.verdicts = decided
    found = compare_open(*reports)
    for earlier in after.path.glob(f"{_COMPARISON}*.json"):  # one is kept: there may be as many as there are scans
        earlier.unlink(missing_ok=True)
    after.write(name, msgspec.json.encode(found))


def _digest(verdicts: object) -> str:
    return hashlib.sha256(msgspec.json.encode(verdicts, order="sorted")).hexdigest()[:16]


def _write(name: str, folder: ScanFolder, asked: Asked, verdicts: VerdictsByFile) -> None:
    report = from_json(folder.read("report.json", _OLD_BYTES))
    report.verdicts = verdicts
    made = to_groups(report, asked.by) if asked.form == "groups" else EXPORTS[asked.form](report, asked.by)
    if verdicts:
        for outdated in folder.path.glob(asked.pattern):
            outdated.unlink(missing_ok=True)
    folder.write(name, made)


def _split(folder: ScanFolder) -> None:
    """The folder appears whole, so that nobody reads half of it."""
    room = IssueRoom(per_file=1000, per_scan=10**6)
    with tempfile.TemporaryDirectory(dir=folder.path, prefix=".split-") as draft:
        laid_out = ScanFolder(Path(draft), folder.path.name)
        laid_out.create()
        for old in _old_issues(folder):
            for path, issues in old.issues_by_file.items():
                laid_out.write_issues(path, FileIssues(*room.keep(path, issues)))
        if not folder.is_split:
            shutil.move(laid_out.issues_folder, folder.issues_folder)


def _old_issues(folder: ScanFolder) -> Iterator[OldIssues]:
    """From the report; of a scan without one, from the lines that it wrote batch by batch."""
    decoder = msgspec.json.Decoder(OldIssues)
    if folder.has_report:
        yield decoder.decode(folder.read("report.json", _OLD_BYTES))
        return
    try:
        lines = (folder.path / "findings.jsonl").open("rb")
    except FileNotFoundError:
        return
    with lines:
        yield from (decoder.decode(line) for line in lines if line.endswith(b"\n"))
