"""The scan: from a repository's address to a report, told as it happens (contract, section 4). Runs in the job's child
process.

    source ──► graph ──► files ──► analysis ──► report
    clone_progress   graph_complete   files_collected   batch_complete …

How the story ends is not told here but by the runner (`ending`), from the job's row.
"""

from __future__ import annotations

import time
from dataclasses import asdict
from pathlib import Path
from typing import Any

import msgspec

from services.jobs.child.context import JobContext
from services.scanning.analysis.batch import BatchError, BatchResult, analyse
from services.scanning.analysis.batch_event import data_with_files
from services.scanning.analysis.depth import Depth
from services.scanning.analysis.file_order import most_important_first
from services.scanning.analysis.finding_cache import FindingCache
from services.scanning.analysis.fingerprint import fingerprints
from services.scanning.analysis.issue import IssuesByFile, writable_text
from services.scanning.analysis.issue_room import IssueRoom
from services.scanning.analysis.sketch import sketches
from services.scanning.analysis.suppression import Suppression, read_suppression
from services.scanning.dependencies import finding
from services.scanning.dependencies.dependency_scan import DependencyScan
from services.scanning.engine_failures import EngineFailures
from services.scanning.engines.catalogue import offline_engines, used_engines
from services.scanning.engines.engine import Engine
from services.scanning.files.file_collection import Collection, collect
from services.scanning.files.source_file import SourceFile
from services.scanning.graph import CodeGraph, GraphStore, build
from services.scanning.history.history import History
from services.scanning.history.history_scan import HistoryScan
from services.scanning.history.hotspot import hotspots
from services.scanning.model.rlm_engine import RepositoryInsight, RlmEngine
from services.scanning.model.scan_model import ScanModel
from services.scanning.report.excerpt import excerpts
from services.scanning.report.export import write_exports
from services.scanning.report.lineage import write_former_paths
from services.scanning.report.report import EngineVersion, GraphFacts, Report
from services.scanning.scan_access import cache_folder
from services.scanning.scan_facts import ScanFacts
from services.scanning.scan_folder import ScanFolder
from services.scanning.scan_issues import ScanIssues
from services.scanning.scan_kind import SCAN
from services.scanning.scan_request import ScanRequest
from services.scanning.settings import ScanningSettings
from services.scanning.source import source
from services.scanning.source_stage import bring_source
from services.scanning.structure.structure_scan import Structure, read_structure

_GRAPH_PROGRESS_S = 0.25
_MAX_INSIGHT_CHARACTERS = 2000
_ENVELOPE_BYTES = 512  # type, channel, time, names of keys, the message around a batch


def run(context: JobContext, params: dict[str, Any]) -> dict[str, Any]:
    """The job's entry; ``params`` is a `ScanRequest`. Returns the `ScanFacts`.

    Raises:
        TailraceError: why the repository cannot be analysed.
    """
    return _Scan(context, msgspec.convert(params, ScanRequest)).run()


class _Scan:
    def __init__(self, context: JobContext, request: ScanRequest) -> None:
        self._context = context
        self._request = request
        self._settings = context.settings
        self._limits = context.settings.of(ScanningSettings)
        self._folder = ScanFolder(self._settings.data, request.scan_id)
        self._facts = ScanFacts(ref=request.ref)
        self._suppression = Suppression()
        self._structure = Structure()
        self._failures = EngineFailures()
        self._told_history: History | None = None
        self._began = time.monotonic()
        self._started_at = time.time()
        self._graph_told_at = 0.0
        self._event_room = self._settings.streaming.max_event_bytes - _ENVELOPE_BYTES - len(request.repo_name)

    def run(self) -> dict[str, Any]:
        self._folder.create()
        self._scan_model = ScanModel(self._settings, self._request)
        self._dependencies = DependencyScan(self._limits)
        self._history = HistoryScan(self._settings, self._request.address, self._context.workdir)
        self._settings = self._settings.changed(language_model={"api_key": ""})  # only its client needs the key
        try:
            return self._analysed(self._bring_source())
        finally:
            self._history.close()
            self._dependencies.close()
            self._scan_model.close()

    def _analysed(self, checkout: source.Checkout) -> dict[str, Any]:
        self._facts.commit, self._facts.ref = checkout.commit, checkout.ref or self._request.ref
        self._suppression = read_suppression(checkout.path)
        room = IssueRoom(self._limits.file_issues, self._limits.issues, self._suppression)
        self._issues = ScanIssues(room, self._folder)
        collection, graph = self._build_graph(checkout)
        self._keep_files(checkout.path, collection)
        cache = FindingCache(cache_folder(self._settings, self._request))
        model = self._scan_model.engine(collection.files, cache)
        engines = [*([model] if model else []), *offline_engines()]
        try:
            files = most_important_first(collection.files, graph, self._history.known)
            self._analyse(files, engines, cache, room)
            self._tell_structure(checkout.path, files, graph)
            self._tell_dependencies()
            self._tell_history(wait=True)
            insight = self._fold(model) if model else RepositoryInsight(notes=self._scan_model.notes)
            report = self._report(collection, graph, engines, insight)
            report.excerpts = excerpts(self._folder.tree, report.issues_for_experts())
        finally:
            for engine in engines:
                engine.close()
        self._graph_store.write(self._issues.by_file)
        write_former_paths(self._folder, self._request.previous, report)
        write_exports(self._folder, report)
        return self._facts_now()

    # -- stages ------------------------------------------------------------------------------------------------

    def _bring_source(self) -> source.Checkout:
        self._progress("source", 0.0, "Fetching the repository")
        checkout = bring_source(self._context, self._request, self._settings, self._on_clone)
        self._history.begin(checkout, self._context.secret.get("access_token"))
        return checkout

    def _build_graph(self, checkout: source.Checkout) -> tuple[Collection, CodeGraph]:
        """The graph needs the files, so they are chosen here; they are taken over, and told of, in the next stage."""
        self._progress("graph", 0.0, "Building the code graph")
        self._publish("graph_building", status="Building the code graph")
        most = {"max_file_bytes": self._limits.source_file_bytes, "max_files": self._limits.repository_files}
        collection = collect(checkout.path, **most, left_out=checkout.left_out)
        self._history.read([file.path for file in collection.files])
        graph = build(checkout.path, collection.files, self._on_graph_files, skipped=collection.skipped)
        self._graph_store = GraphStore(self._folder, graph)
        self._graph_store.write({})
        facts = self._facts
        facts.files, facts.languages, facts.roles = len(collection.files), collection.languages, collection.roles
        facts.nodes, facts.edges = len(graph.nodes), len(graph.edges)
        self._progress("graph", 1.0, "Building the code graph")
        self._found()
        counts = {"nodes": facts.nodes, "edges": facts.edges, "languages": facts.languages, "roles": facts.roles}
        self._publish("graph_complete", **counts)
        return collection, graph

    def _keep_files(self, checkout: Path, collection: Collection) -> None:
        count = len(collection.files)
        self._progress("files", 0.0, f"Collecting {count:,} files")
        self._publish("collecting_files", status=f"Collecting {count:,} files")
        self._dependencies.read(checkout)
        self._folder.keep_tree(checkout, {*(file.path for file in collection.files), *self._dependencies.paths})
        self._progress("files", 1.0, f"Collecting {count:,} files")
        self._publish("files_collected", file_count=count, skipped=collection.skipped)

    def _analyse(self, files: list[SourceFile], engines: list[Engine], cache: FindingCache, room: IssueRoom) -> None:
        used = [engine.name for engine in used_engines(engines, files)]
        status = f"Analysing {len(files):,} files"
        self._progress("analysis", 0.0, status)
        self._publish("rlm_started", status=status, engines=used)
        analyse(
            self._folder.tree,
            files,
            batch_files=self._limits.batch_files,
            engine_timeout_s=self._limits.engine_timeout_s,
            cache=cache,
            room=room,
            on_batch=self._on_batch,
            on_error=self._on_error,
            engines=engines,
        )

    def _tell_dependencies(self) -> None:
        """Vulnerable packages are issues of the files that name them, beside what engines found there."""
        if not self._dependencies.paths:
            return
        told = self._dependencies.result()
        self._tell_late("dependencies_complete", finding.issues_of(told), finding.counts(told))

    def _tell_structure(self, checkout: Path, files: list[SourceFile], graph: CodeGraph) -> None:
        """Issues that show only when all files are known. No engine works any more: parsing has the processors."""
        self._progress("analysis", 1.0, "Comparing the files with one another")
        self._structure = read_structure(checkout, files, graph, self._limits)
        self._tell_late("structure_complete", self._structure.issues, self._structure.counts())

    def _tell_late(self, event: str, found: IssuesByFile, counts: dict[str, Any]) -> None:
        new = self._issues.add_late(found)
        self._facts.summary = self._issues.summary
        self._found()
        self._publish(event, **self._issues.late_data(counts, new, self._event_room))

    def _tell_history(self, *, wait: bool = False) -> None:
        """As soon as it is known, once."""
        found = self._history.result(wait=wait) if self._told_history is None else None
        if found is None or not self._history.is_wanted:
            return
        self._told_history = found
        self._folder.write_history(found)
        self._facts.history = found.facts()
        self._found()
        self._publish("history_complete", **found.facts(), reason=writable_text(found.reason))

    def _fold(self, model: RlmEngine) -> RepositoryInsight:
        self._progress("analysis", 1.0, "Describing the repository")
        insight = model.fold(self._request.repo_name)
        self._facts.model_tokens, self._facts.model_calls = model.used.tokens, model.used.calls
        if insight.summary:
            self._publish("repository_insight", summary=writable_text(insight.summary)[:_MAX_INSIGHT_CHARACTERS])
        return insight

    def _report(
        self, collection: Collection, graph: CodeGraph, engines: list[Engine], insight: RepositoryInsight
    ) -> Report:
        self._progress("analysis", 1.0, "Writing the report")
        facts, issues, history = self._facts, self._issues, self._told_history or History()
        facts.execution_time = round(time.monotonic() - self._began, 3)
        return Report(
            scan_id=self._request.scan_id,
            repo_name=self._request.repo_name,
            owner=self._request.owner,
            url=self._request.url,
            ref=facts.ref,
            commit=facts.commit,
            status="succeeded",
            started_at=self._started_at,
            finished_at=time.time(),
            files=collection.files,
            languages=collection.languages,
            roles=collection.roles,
            issues_by_file=issues.by_file,
            not_kept=issues.not_kept,
            fingerprints=fingerprints(self._folder.tree, issues.by_file),
            sketches=sketches(self._folder.tree, issues.by_file),
            summary=facts.summary,
            graph=GraphFacts.of(graph),
            engines=[EngineVersion(engine.name, engine.version) for engine in used_engines(engines, collection.files)],
            engine_failures=self._failures.listed,
            skipped=collection.skipped,
            insight=writable_text(insight.summary),
            folder_insights={folder: writable_text(summary) for folder, summary in insight.folders.items()},
            notes=[*map(writable_text, self._notes(collection, insight, history))],
            dependencies=self._dependencies.result(),
            history=history,
            hotspots=hotspots(history, graph.nodes),
        )

    def _notes(self, collection: Collection, insight: RepositoryInsight, history: History) -> list[str]:
        early = [*self._suppression.notes, *Depth(collection.files).notes, *insight.notes]
        return [*early, *self._structure.notes, *self._dependencies.result().notes, *history.notes]

    # -- what the stages report --------------------------------------------------------------------------------

    def _on_clone(self, progress: source.CloneProgress) -> None:
        self._progress("source", progress.share, f"Fetching the repository: {progress.phase.replace('_', ' ')}")
        self._publish("clone_progress", **asdict(progress))

    def _on_graph_files(self, done: int, total: int) -> None:
        now = time.monotonic()
        if now - self._graph_told_at < _GRAPH_PROGRESS_S:
            return
        self._graph_told_at = now
        self._progress("graph", done / max(1, total), "Building the code graph")
        self._publish("graph_progress", done=done, total=total)

    def _on_error(self, error: BatchError) -> None:
        self._publish("batch_error", **self._failures.add(error))

    def _on_batch(self, result: BatchResult) -> None:
        told = self._issues.add_batch(result)
        self._facts.summary = told.summary
        self._graph_store.write_if_due(self._issues.by_file)
        share = result.batch / result.total_batches
        self._progress("analysis", share, f"Batch {result.batch} of {result.total_batches}")
        self._found()
        self._publish("batch_complete", **data_with_files(told, self._event_room))
        self._tell_history()

    def _found(self) -> None:
        """What is known so far stays with the scan, however it ends."""
        self._context.found(self._facts_now())

    def _facts_now(self) -> dict[str, Any]:
        built: dict[str, Any] = msgspec.to_builtins(self._facts)
        return built

    def _publish(self, type: str, **values: Any) -> None:
        told = {"repo_name": self._request.repo_name, "at": int(1000 * time.time())}
        self._context.publish(type, told | values)

    def _progress(self, stage: str, share: float, message: str) -> None:
        self._context.progress(SCAN.job.within(stage, share), message, stage)
