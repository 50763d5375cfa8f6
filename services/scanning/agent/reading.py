"""Reading a report for an answer, wherever that holds nobody up: a small one in a thread, a large one, which may be as
large as one's memory, in a process of its own, within limits of time and memory.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

import msgspec

from services.agent import AgentFailed
from services.answering.markdown import counted
from services.errors import Unavailable
from services.process.access import Access
from services.process.limits import Limits
from services.process.resident import RequestFailed, Resident, ResidentFailed
from services.process.slots import Slots
from services.scanning.agent import code_answer, issue_answer
from services.scanning.agent.change_answer import changes
from services.scanning.agent.query import Query
from services.scanning.report.json import from_json
from services.scanning.report.report import Report
from services.scanning.report.triaged import triaged
from services.scanning.scan_folder import ScanFolder
from services.scanning.triage.verdict import VerdictsByFile
from services.thread import in_thread

SMALL_BYTES = 512 * 1024
"""Of all files of an answer: read in a few milliseconds."""
LIMITS = Limits(wall_s=30.0, memory_bytes=2**30, file_bytes=1, output_bytes=2**20, processes=8)
REPORT_BYTES = 512 * 2**20
AT_ONCE = 2
WAIT_S = 30.0
_FUNCTION = f"{__name__}:read_in_process"


class Judged(NamedTuple):
    """A scan's folder, and what people decided about its issues."""

    folder: ScanFolder
    verdicts: VerdictsByFile


def answer_from_report(query: Query, scan: Judged, before: Judged | None = None) -> str:
    """What a report says, in Markdown. ``before``: the one to compare it with.

    Raises: AgentFailed, it cannot be read.
    """
    scans = [scan] if before is None else [scan, before]
    folders = [one.folder for one in scans]
    if sum(map(_bytes, folders)) <= SMALL_BYTES:
        try:
            return in_thread(read_report, query, scan, before)
        except (OSError, msgspec.MsgspecError):
            raise _unreadable() from None
    resident = Resident[str](_FUNCTION, str, LIMITS, Access(read=tuple(one.path for one in folders)))
    try:
        with _slots().one(), resident:
            judged = [(str(one.folder.path), msgspec.to_builtins(one.verdicts)) for one in scans]
            return resident.ask(msgspec.to_builtins(query), judged)
    except Unavailable as busy:
        raise AgentFailed(str(busy), "limit") from None
    except (RequestFailed, ResidentFailed):
        raise _unreadable() from None


def _bytes(folder: ScanFolder) -> int:
    """What an answer reads of it. What is not there is missed later."""
    found = (folder.report("json"), folder.path / "graph.json.gz")
    return sum(path.stat().st_size for path in found if path.exists())


@cache
def _slots() -> Slots:
    """Of this process."""
    return Slots(AT_ONCE, WAIT_S, busy="Too many large reports are being read; ask again in a moment.")


def _unreadable() -> AgentFailed:
    return AgentFailed("The report is too large or damaged to be read; analyse the repository again.")


def read_in_process(query: dict[str, object], judged: list[tuple[str, object]]) -> str:
    """Runs in the process."""
    scans = [
        Judged(ScanFolder(Path(folder).parent.parent, Path(folder).name), msgspec.convert(verdicts, VerdictsByFile))
        for folder, verdicts in judged
    ]
    return read_report(msgspec.convert(query, Query), scans[0], scans[1] if len(scans) > 1 else None)


def read_report(query: Query, scan: Judged, before: Judged | None = None) -> str:
    """Raises: OSError, msgspec.MsgspecError."""
    report = _report(scan)
    parts = changes(_report(before), report, query) if before is not None else _parts(query, scan.folder, report)
    return "\n\n".join(parts)


def _report(scan: Judged) -> Report:
    report = from_json(scan.folder.read("report.json", REPORT_BYTES))
    report.verdicts = scan.verdicts
    return report


def _parts(query: Query, folder: ScanFolder, report: Report) -> Iterator[str]:
    match query.topic:
        case "cycles":
            return code_answer.cycles(report, query)
        case "depended":
            return code_answer.depended(report, query)
        case "imports":
            return code_answer.imports(report, folder, query)
        case "languages":
            return code_answer.languages(report, query)
        case "lines":
            return code_answer.lines(report, query)
        case "sizes":
            return code_answer.sizes(report, query)
        case "counts":
            return code_answer.counts(report, folder)
        case "long":
            return code_answer.long_functions(report, folder, query)
        case "failures":
            return code_answer.failures(report)
        case _:
            return _of_issues(query, report)


def _of_issues(query: Query, report: Report) -> Iterator[str]:
    """Of open issues; how many others there are is said last."""
    found = triaged(report)
    yield from _ABOUT_ISSUES.get(query.topic or "summary", issue_answer.summary)(found.open, query)
    if closed := len(found.accepted) + found.false_positives:
        yield f"Left out: {counted(closed, 'issue')} that people accepted or marked as a false positive."


_ABOUT_ISSUES = {
    "secrets": issue_answer.secrets,
    "complexity": issue_answer.complexity,
    "duplicates": issue_answer.duplicates,
    "unused": issue_answer.unused,
    "files": issue_answer.worst_files,
    "rules": issue_answer.rules,
    "issues": issue_answer.issues,
}
