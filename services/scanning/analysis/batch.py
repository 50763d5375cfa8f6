"""Batches: every engine checks the files of a scan, some at a time, and each result is reported before the next.

A batch's engines run two at a time, and the next batch starts while the slowest engine still works; results come in
order all the same. If an engine fails, only the findings that it had not yet made in that batch are lost.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

import msgspec

from services.scanning.analysis.duplicate import without_duplicates
from services.scanning.analysis.false_alarm import is_false_alarm
from services.scanning.analysis.finding_cache import MAX_CACHED_ISSUES, FindingCache
from services.scanning.analysis.issue import Issue, IssuesByFile, bounded
from services.scanning.analysis.issue_room import IssueRoom
from services.scanning.analysis.risk import rated
from services.scanning.engines.catalogue import offline_engines
from services.scanning.engines.engine import Engine, EngineFailed, Findings
from services.scanning.engines.stage import Stage
from services.scanning.files.source_file import SourceFile

_THREADS = 2  # they wait for other processes: two keep two cores busy and leave the rest to the server
_AHEAD = 1  # batches started before the result that is due next


class Summary(msgspec.Struct):
    """The totals of all batches so far (docs/contract.md, section 4): of the issues that are kept, and how many are
    not.
    """

    total_files: int = 0
    files_with_issues: int = 0
    total_issues: int = 0
    critical_issues: int = 0
    high_issues: int = 0
    batches_completed: int = 0
    total_batches: int = 0
    issues_not_kept: int = 0


@dataclass(frozen=True, slots=True)
class BatchResult:
    batch: int
    total_batches: int
    issues_by_file: IssuesByFile  # files with issues only
    files: list[str]
    summary: dict[str, int]
    not_kept: dict[str, int] = field(default_factory=dict)  # issues for which there was no room, by file


@dataclass(frozen=True, slots=True)
class BatchError:
    batch: int
    total_batches: int
    error: str
    engine: str


@dataclass(slots=True)
class _Batch:
    """A batch in progress: what the cache knew, and the checks that are running."""

    number: int
    files: Sequence[SourceFile]
    known: list[tuple[str, list[Issue]]] = field(default_factory=list)
    checks: list[tuple[Engine, Future[Findings]]] = field(default_factory=list)
    stage: Stage | None = None


def analyse(
    root: Path,
    files: Sequence[SourceFile],
    *,
    batch_files: int,
    engine_timeout_s: float,
    cache: FindingCache | None,
    room: IssueRoom,
    on_batch: Callable[[BatchResult], None],
    on_error: Callable[[BatchError], None],
    engines: Sequence[Engine] | None = None,
) -> None:
    """Check every file; blocks until the last result. There is always at least one batch, even if it is empty.

    Calls the callbacks in this thread, batch by batch, errors before the result. The caller closes the engines that it
    passes.
    """
    own = offline_engines() if engines is None else []
    used = engines if engines is not None else own
    analysis = _Analysis(root, files, batch_files, engine_timeout_s, cache, room, used)
    try:
        analysis.run(on_batch, on_error)
    finally:
        for engine in own:
            engine.close()
    if cache is not None:
        cache.prune()


class _Analysis:
    def __init__(
        self,
        root: Path,
        files: Sequence[SourceFile],
        batch_files: int,
        engine_timeout_s: float,
        cache: FindingCache | None,
        room: IssueRoom,
        engines: Sequence[Engine],
    ) -> None:
        self._root = root
        self._parts = [files[start : start + batch_files] for start in range(0, len(files), batch_files)] or [[]]
        self._timeout_s = engine_timeout_s
        self._cache = cache
        self._room = room
        self._engines = engines
        self._summary = Summary(total_batches=len(self._parts))

    def run(self, on_batch: Callable[[BatchResult], None], on_error: Callable[[BatchError], None]) -> None:
        under_way: deque[_Batch] = deque()
        with ThreadPoolExecutor(_THREADS, thread_name_prefix="engine") as pool:
            try:
                for number, part in enumerate(self._parts, start=1):
                    under_way.append(self._begin(number, part, pool))
                    if len(under_way) > _AHEAD:
                        on_batch(self._finish(under_way, on_error))
                while under_way:
                    on_batch(self._finish(under_way, on_error))
            finally:
                pool.shutdown(wait=True, cancel_futures=True)
                for batch in under_way:
                    self._clear(batch)

    def _begin(self, number: int, files: Sequence[SourceFile], pool: ThreadPoolExecutor) -> _Batch:
        batch = _Batch(number, files)
        for engine in self._engines:
            unknown = []
            for file in filter(engine.handles, files):
                issues = self._cache.get(engine, file) if self._cache and _is_cached(engine) else None
                if issues is None:
                    unknown.append(file)
                else:
                    batch.known.append((file.path, issues))
            if unknown:
                if batch.stage is None and not engine.reads_tree:
                    batch.stage = Stage(self._root, files)
                batch.checks.append((engine, pool.submit(self._check, engine, batch.stage, unknown)))
        return batch

    def _check(self, engine: Engine, stage: Stage | None, files: Sequence[SourceFile]) -> Findings:
        """Runs in a thread of the pool. Findings come back under the repository's paths."""
        failure: EngineFailed | None = None
        root, given = self._root, list(files)
        if stage is not None and not engine.reads_tree:
            root, given = stage.root, [stage.files[file.path] for file in files if file.path in stage.files]
        try:
            findings = engine.check(root, given, self._timeout_s) if given else {}
        except EngineFailed as failed:
            failure, findings = failed, failed.findings
        if stage is not None and not engine.reads_tree:
            findings = {stage.original[path]: issues for path, issues in findings.items()}
        findings = {path: [bounded(issue) for issue in issues] for path, issues in findings.items()}
        if self._cache and _is_cached(engine):
            for file in files:
                found = findings.get(file.path)
                if found is not None and len(found) <= MAX_CACHED_ISSUES:
                    self._cache.put(engine, file, found)
        if failure:
            raise EngineFailed(failure.reason, findings)
        return findings

    def _finish(self, under_way: deque[_Batch], on_error: Callable[[BatchError], None]) -> BatchResult:
        batch = under_way[0]
        found: dict[str, list[Issue]] = {}
        for path, issues in batch.known:
            found.setdefault(path, []).extend(issues)
        errors: list[BatchError] = []
        for engine, check in batch.checks:
            try:
                findings = check.result()
            except EngineFailed as failed:
                findings = failed.findings
                reason = batch.stage.with_original_paths(failed.reason) if batch.stage else failed.reason
                errors.append(self._error(batch, reason, engine.name))
            for path, issues in findings.items():
                found.setdefault(path, []).extend(issues)
        if batch.stage and batch.stage.unreadable:
            errors.append(self._error(batch, f"{len(batch.stage.unreadable)} files could not be read", "files"))
        self._clear(under_way.popleft())
        for error in errors:
            on_error(error)
        return self._result(batch, found)

    def _error(self, batch: _Batch, reason: str, engine: str) -> BatchError:
        return BatchError(batch.number, len(self._parts), reason, engine)

    def _result(self, batch: _Batch, found: dict[str, list[Issue]]) -> BatchResult:
        issues_by_file: IssuesByFile = {}
        not_kept: dict[str, int] = {}
        files = {file.path: file for file in batch.files}
        for path in sorted(path for path in found if found[path]):
            kept = self._room.keep(path, _judged(found[path], files[path]))
            if kept.issues:
                issues_by_file[path] = kept.issues
            if kept.not_kept:
                not_kept[path] = kept.not_kept
        summary = self._summary
        summary.total_files += len(batch.files)
        summary.files_with_issues += len(issues_by_file)
        for issues in issues_by_file.values():
            summary.total_issues += len(issues)
            summary.critical_issues += sum(issue.severity == "critical" for issue in issues)
            summary.high_issues += sum(issue.severity == "high" for issue in issues)
        summary.issues_not_kept += sum(not_kept.values())
        summary.batches_completed = batch.number
        paths = [file.path for file in batch.files]
        totals = msgspec.structs.asdict(summary)
        return BatchResult(batch.number, len(self._parts), issues_by_file, paths, totals, not_kept)

    @staticmethod
    def _clear(batch: _Batch) -> None:
        if batch.stage:
            batch.stage.close()


def _judged(issues: Sequence[Issue], file: SourceFile) -> list[Issue]:
    """What is left of a file's findings, with the severity that their risk has there."""
    true = (issue for issue in issues if not is_false_alarm(issue, file))
    return without_duplicates(rated(issue, file.role) for issue in true)


def _is_cached(engine: Engine) -> bool:
    """Whether findings depend on the file alone. An engine that reads the tree may have looked at others, too."""
    return not engine.reads_tree
