"""A report: all results of a scan in one value. The exports (JSON, SARIF, HTML, Markdown, terminal) only show it."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from services.scanning.analysis.issue import SEVERITIES, Issue, IssuesByFile, Severity
from services.scanning.analysis.order import in_expert_order
from services.scanning.dependencies.vulnerability import Dependencies
from services.scanning.files.source_file import SourceFile
from services.scanning.graph.code_graph import CodeGraph
from services.scanning.history.history import History
from services.scanning.history.hotspot import Hotspot
from services.scanning.report.excerpt import Excerpt
from services.scanning.triage.verdict import VerdictsByFile


class EngineVersion(msgspec.Struct, frozen=True):
    name: str
    version: str


class EngineFailure(msgspec.Struct, frozen=True):
    """A batch that an engine did not finish, so its findings may be incomplete."""

    batch: int
    engine: str
    error: str


class Dependence(msgspec.Struct, frozen=True):
    path: str
    dependents: int


class UnparsedFile(msgspec.Struct, frozen=True):
    path: str
    reason: str


class GraphFacts(msgspec.Struct, frozen=True):
    """What people ask about the code graph. The graph itself is in its own file."""

    nodes: int = 0
    edges: int = 0
    cycles: list[list[str]] = []
    most_depended: list[Dependence] = []
    unparsed: list[UnparsedFile] = []
    left_out: dict[str, int] = {}
    """What is beyond the graph's limits, by kind: ``function``, ``class``, ``edge``."""

    @classmethod
    def of(cls, graph: CodeGraph) -> GraphFacts:
        return cls(
            len(graph.nodes),
            len(graph.edges),
            graph.cycles,
            [Dependence(path, count) for path, count in graph.most_depended],
            [UnparsedFile(path, reason) for path, reason in graph.unparsed],
            graph.left_out,
        )


class Report(msgspec.Struct, kw_only=True):
    """``started_at`` and ``finished_at`` are Unix seconds. ``skipped`` counts files by reason.

    ``summary`` counts the issues that are kept; ``not_kept`` says how many more were found in which file.
    ``insight`` is the language model's summary of the repository, ``folder_insights`` of its folders; both are empty
    without a model. ``fingerprints`` and ``sketches`` are for comparison with other scans (``analysis/fingerprint``,
    ``analysis/sketch``); files without issues have none. ``excerpts`` show a place of each rule (``report/excerpt``).
    ``verdicts`` are what people decided later about issues, by path and numbered fingerprint (``triage``).
    """

    scan_id: str
    repo_name: str
    owner: str
    url: str
    ref: str | None = None
    commit: str | None = None
    status: str
    started_at: float
    finished_at: float
    files: list[SourceFile] = []
    languages: dict[str, int] = {}
    roles: dict[str, int] = {}
    issues_by_file: IssuesByFile = {}
    not_kept: dict[str, int] = {}
    fingerprints: dict[str, list[str]] = {}
    sketches: dict[str, str] = {}
    excerpts: dict[str, Excerpt] = {}
    verdicts: VerdictsByFile = {}
    summary: dict[str, int] = {}
    graph: GraphFacts = GraphFacts()
    engines: list[EngineVersion] = []
    engine_failures: list[EngineFailure] = []
    skipped: dict[str, int] = {}
    insight: str = ""
    folder_insights: dict[str, str] = {}
    notes: list[str] = []
    dependencies: Dependencies = Dependencies()
    history: History = History()
    hotspots: list[Hotspot] = []

    def issues(self) -> Iterator[tuple[str, Issue]]:
        """All issues with their paths, sorted by path and line."""
        for path in sorted(self.issues_by_file):
            for issue in self.issues_by_file[path]:
                yield path, issue

    def issues_for_experts(self) -> list[tuple[str, Issue]]:
        """All issues, what an expert would look at first before the others."""
        fan_in = {item.path: item.dependents for item in self.graph.most_depended}
        return in_expert_order(self.issues(), {file.path: file.role for file in self.files}, fan_in)

    @property
    def issues_not_kept(self) -> int:
        return sum(self.not_kept.values())

    @property
    def not_kept_note(self) -> str:
        """A sentence for every export; empty when all issues were kept."""
        count = self.issues_not_kept
        if not count:
            return ""
        files = len(self.not_kept)
        noun, where = "issue was" if count == 1 else "issues were", "file" if files == 1 else "files"
        return f"{count:,} more {noun} found in {files:,} {where} and not kept: there were too many."

    @property
    def left_out_notes(self) -> list[str]:
        """What is not in the code graph because the graph would be too large."""
        names = {"class": "classes", "function": "functions", "edge": "edges"}
        return [
            f"{count:,} {kind if count == 1 else names.get(kind, kind)} left out of the code graph: over its limit"
            for kind, count in sorted(self.graph.left_out.items())
        ]

    def count_by_severity(self) -> dict[Severity, int]:
        """The number of issues of every severity, the worst first."""
        counts: dict[Severity, int] = dict.fromkeys(reversed(SEVERITIES), 0)
        for _, issue in self.issues():
            counts[issue.severity] += 1
        return counts

    def files_by_severity(self) -> list[tuple[str, list[Issue]]]:
        """Files with issues, the worst first: by number of critical issues, then high, and so on."""

        def weight(item: tuple[str, list[Issue]]) -> tuple[list[int], str]:
            counts = [sum(issue.severity == severity for issue in item[1]) for severity in reversed(SEVERITIES)]
            return [-count for count in counts], item[0]

        return sorted(((path, issues) for path, issues in self.issues_by_file.items() if issues), key=weight)
