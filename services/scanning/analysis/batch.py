"""Batches: every engine checks the files of a scan, some at a time, and each result is reported before the next.

Starting an engine costs more than checking a few files with it (semgrep: 0.25 s), so batches are checked in rounds: the
first has one batch, for the first result to come at once, and each next one twice as many. A round's engines run two at
a time, and the next round starts while the slowest engine still works; results come in order all the same. If an engine
fails, only the findings that it had not yet made in that round are lost.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path

import msgspec

from services.scanning.analysis.depth import Depth
from services.scanning.analysis.finding_cache import FindingCache
from services.scanning.analysis.issue import Issue, IssuesByFile, bounded
from services.scanning.analysis.issue_room import IssueRoom
from services.scanning.analysis.judgement import Judgement
from services.scanning.engines.catalogue import offline_engines
from services.scanning.engines.engine import Engine, EngineFailed, Findings
from services.scanning.engines.stage import Stage
from services.scanning.files.source_file import SourceFile

THREADS = 2  # they wait for other processes: two keep two cores busy and leave the rest to the server
_AHEAD = 1  # rounds started before the one whose results are due next
_ROUND_BATCHES = 16  # at most
_FIRST_BYTES = 24_000
"""Of the first batch, which is waited for. What most files depend on is often long, and one file is the least."""


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
class _Round:
    """Batches that are checked together: what the cache knew, and the checks that are running."""

    first: int  # number of its first batch
    batches: list[Sequence[SourceFile]]
    known: dict[str, dict[Engine, list[Issue]]] = field(default_factory=dict)
    checks: list[tuple[Engine, Future[Findings]]] = field(default_factory=list)
    stage: Stage | None = None

    @property
    def files(self) -> list[SourceFile]:
        return [file for batch in self.batches for file in batch]

    def number_of(self, is_meant: Callable[[SourceFile], bool]) -> int:
        """The first batch with such a file; otherwise the round's first one."""
        numbered = enumerate(self.batches, start=self.first)
        return next((number for number, batch in numbered if any(map(is_meant, batch))), self.first)


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
        self._batches = _batches(files, batch_files)
        self._timeout_s = engine_timeout_s
        self._cache = cache
        self._room = room
        self._engines = engines
        self._depth = Depth(files)
        self._judgement = Judgement(root)
        self._summary = Summary(total_batches=len(self._batches))

    def run(self, on_batch: Callable[[BatchResult], None], on_error: Callable[[BatchError], None]) -> None:
        under_way: deque[_Round] = deque()
        with ThreadPoolExecutor(THREADS, thread_name_prefix="engine") as pool:
            try:
                # A language model takes seconds for each file: its batches are told one by one.
                most = 1 if any(engine.reads_tree for engine in self._engines) else _ROUND_BATCHES
                for started in _rounds(self._batches, most):
                    self._begin(started, pool)
                    under_way.append(started)
                    if len(under_way) > _AHEAD:
                        self._finish(under_way, on_batch, on_error)
                while under_way:
                    self._finish(under_way, on_batch, on_error)
            finally:
                pool.shutdown(wait=True, cancel_futures=True)
                for left in under_way:
                    self._clear(left)

    def _begin(self, started: _Round, pool: ThreadPoolExecutor) -> None:
        files = started.files
        if self._cache:
            started.known = {file.path: self._cache.get(self._cached(file), file) for file in files}
        for engine in self._engines:
            checked = [file for file in files if self._depth.checks(engine, file)]
            unknown = [file for file in checked if engine not in started.known.get(file.path, ())]
            if unknown:
                if started.stage is None and not engine.reads_tree:
                    started.stage = Stage(self._root, files)
                timeout_s = self._timeout_s * len(started.batches)
                started.checks.append((engine, pool.submit(self._check, engine, started.stage, unknown, timeout_s)))

    def _cached(self, file: SourceFile) -> list[Engine]:
        """The engines that are to check the file and whose findings are kept."""
        return [engine for engine in self._engines if _is_cached(engine) and self._depth.checks(engine, file)]

    def _check(self, engine: Engine, stage: Stage | None, files: Sequence[SourceFile], timeout_s: float) -> Findings:
        """Runs in a thread of the pool. Findings come back under the repository's paths."""
        failure: EngineFailed | None = None
        root, given = self._root, list(files)
        if stage is not None and not engine.reads_tree:
            root, given = stage.root, [stage.files[file.path] for file in files if file.path in stage.files]
        try:
            findings = engine.check(root, given, timeout_s) if given else {}
        except EngineFailed as failed:
            failure, findings = failed, failed.findings
        if stage is not None and not engine.reads_tree:
            findings = {stage.original[path]: issues for path, issues in findings.items()}
        findings = {path: [bounded(issue) for issue in issues] for path, issues in findings.items()}
        if failure:
            raise EngineFailed(failure.reason, findings)
        return findings

    def _finish(
        self,
        under_way: deque[_Round],
        on_batch: Callable[[BatchResult], None],
        on_error: Callable[[BatchError], None],
    ) -> None:
        ended = under_way[0]
        found = {file.path: dict(ended.known.get(file.path, ())) for file in ended.files}
        errors: list[BatchError] = []
        for engine, check in ended.checks:
            try:
                findings = check.result()
            except EngineFailed as failed:
                findings = failed.findings
                reason = ended.stage.with_original_paths(failed.reason) if ended.stage else failed.reason
                errors.append(self._error(ended.number_of(self._is_left(engine, findings)), reason, engine.name))
            for path, issues in findings.items():
                found[path][engine] = issues
        if ended.stage and ended.stage.unreadable:
            unreadable = set(ended.stage.unreadable)
            number = ended.number_of(lambda file: file.path in unreadable)
            errors.append(self._error(number, f"{len(unreadable)} files could not be read", "files"))
        self._remember(ended, found)
        self._clear(under_way.popleft())
        for number, files in enumerate(ended.batches, start=ended.first):
            for error in errors:
                if error.batch == number:
                    on_error(error)
            on_batch(self._result(number, files, found))

    def _remember(self, ended: _Round, found: Mapping[str, Mapping[Engine, list[Issue]]]) -> None:
        """Once a round: what was found in one that is interrupted is found anew."""
        if self._cache is None:
            return
        for file in ended.files:
            cached = {engine: issues for engine, issues in found[file.path].items() if _is_cached(engine)}
            if cached.keys() != ended.known[file.path].keys():
                self._cache.put(file, cached)

    def _is_left(self, engine: Engine, findings: Findings) -> Callable[[SourceFile], bool]:
        """Whether the engine left a file that it should have checked."""
        return lambda file: self._depth.checks(engine, file) and file.path not in findings

    def _error(self, batch: int, reason: str, engine: str) -> BatchError:
        return BatchError(batch, len(self._batches), reason, engine)

    def _result(
        self, number: int, batch: Sequence[SourceFile], found: Mapping[str, Mapping[Engine, list[Issue]]]
    ) -> BatchResult:
        issues_by_file: IssuesByFile = {}
        not_kept: dict[str, int] = {}
        for path, file in sorted((file.path, file) for file in batch):
            issues = list(chain.from_iterable(found[path].values()))
            if not issues:
                continue
            kept = self._room.keep(path, self._judgement.of(issues, file))
            if kept.issues:
                issues_by_file[path] = kept.issues
            if kept.not_kept:
                not_kept[path] = kept.not_kept
        summary = self._summary
        summary.total_files += len(batch)
        summary.files_with_issues += len(issues_by_file)
        for issues in issues_by_file.values():
            summary.total_issues += len(issues)
            summary.critical_issues += sum(issue.severity == "critical" for issue in issues)
            summary.high_issues += sum(issue.severity == "high" for issue in issues)
        summary.issues_not_kept += sum(not_kept.values())
        summary.batches_completed = number
        paths = [file.path for file in batch]
        totals = msgspec.structs.asdict(summary)
        return BatchResult(number, len(self._batches), issues_by_file, paths, totals, not_kept)

    @staticmethod
    def _clear(ended: _Round) -> None:
        if ended.stage:
            ended.stage.close()


def _batches(files: Sequence[SourceFile], most: int) -> list[Sequence[SourceFile]]:
    first, size = 0, 0
    while first < min(most, len(files)) and (first == 0 or size + files[first].size <= _FIRST_BYTES):
        size += files[first].size
        first += 1
    return [files[:first], *(files[start : start + most] for start in range(first, len(files), most))]


def _rounds(batches: Sequence[Sequence[SourceFile]], most: int) -> Iterator[_Round]:
    start, count = 0, 1
    while start < len(batches):
        yield _Round(start + 1, list(batches[start : start + count]))
        start, count = start + count, min(2 * count, most)


def _is_cached(engine: Engine) -> bool:
    """Whether findings depend on the file alone. An engine that reads the tree may have looked at others, too."""
    return not engine.reads_tree
