"""Reading a report for an answer, wherever that holds nobody up: a small one in a thread, a large one, which may be as
large as one's memory, in a process of its own, within limits of time and memory.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path

import msgspec

from services.agent import AgentFailed
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
from services.scanning.scan_folder import ScanFolder
from services.thread import in_thread

SMALL_BYTES = 512 * 1024
"""Of all files of an answer: read in a few milliseconds."""
LIMITS = Limits(wall_s=30.0, memory_bytes=2**30, file_bytes=1, output_bytes=2**20, processes=8)
REPORT_BYTES = 512 * 2**20
AT_ONCE = 2
WAIT_S = 30.0
_FUNCTION = f"{__name__}:read_in_process"


def answer_from_report(query: Query, folder: ScanFolder, before: ScanFolder | None = None) -> str:
    """What a report says, in Markdown. ``before``: the one to compare it with.

    Raises: AgentFailed, it cannot be read.
    """
    folders = [folder] if before is None else [folder, before]
    if sum(map(_bytes, folders)) <= SMALL_BYTES:
        try:
            return in_thread(read_report, query, folder, before)
        except (OSError, msgspec.MsgspecError):
            raise _unreadable() from None
    resident = Resident[str](_FUNCTION, str, LIMITS, Access(read=tuple(one.path for one in folders)))
    try:
        with _slots().one(), resident:
            return resident.ask(msgspec.to_builtins(query), [str(one.path) for one in folders])
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


def read_in_process(query: dict[str, object], folders: list[str]) -> str:
    """Runs in the process."""
    opened = [ScanFolder(Path(folder).parent.parent, Path(folder).name) for folder in folders]
    return read_report(msgspec.convert(query, Query), opened[0], opened[1] if len(opened) > 1 else None)


def read_report(query: Query, folder: ScanFolder, before: ScanFolder | None = None) -> str:
    """Raises: OSError, msgspec.MsgspecError."""
    report = _report(folder)
    parts = changes(_report(before), report, query) if before is not None else _parts(query, folder, report)
    return "\n\n".join(parts)


def _report(folder: ScanFolder) -> Report:
    return from_json(folder.read("report.json", REPORT_BYTES))


def _parts(query: Query, folder: ScanFolder, report: Report) -> Iterator[str]:
    match query.topic:
        case "secrets":
            return issue_answer.secrets(report, query)
        case "complexity":
            return issue_answer.complexity(report, query)
        case "duplicates":
            none = "The analysis found no duplicated code outside tests"
            return issue_answer.of_rule(report, query, "duplicated-code", "duplicate", none)
        case "unused":
            none = "The analysis found no function, class or constant that nothing uses"
            return issue_answer.of_rule(report, query, "unused-export", "unused export", none)
        case "files":
            return issue_answer.worst_files(report, query)
        case "rules":
            return issue_answer.rules(report, query)
        case "issues":
            return issue_answer.issues(report, query)
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
            return issue_answer.summary(report, query)
