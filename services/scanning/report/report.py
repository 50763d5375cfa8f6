"""A report: all results of a scan in one value. The exports (JSON, SARIF, HTML, Markdown, terminal) only show it."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from services.scanning.analysis.issue import SEVERITIES, Issue, IssuesByFile, Severity
from services.scanning.files.source_file import SourceFile
from services.scanning.graph.code_graph import CodeGraph


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

    @classmethod
    def of(cls, graph: CodeGraph) -> GraphFacts:
        return cls(
            len(graph.nodes),
            len(graph.edges),
            graph.cycles,
            [Dependence(path, count) for path, count in graph.most_depended],
            [UnparsedFile(path, reason) for path, reason in graph.unparsed],
        )


class Report(msgspec.Struct, kw_only=True):
    """``started_at`` and ``finished_at`` are Unix seconds. ``skipped`` counts files by reason.

    ``summary`` counts the issues that are kept; ``not_kept`` says how many more were found in which file.
    ``insight`` is the language model's summary of the repository, ``folder_insights`` of its folders; both are empty
    without a model. ``fingerprints`` are for comparison with other scans (``analysis/fingerprint``).
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
    issues_by_file: IssuesByFile = {}
    not_kept: dict[str, int] = {}
    fingerprints: dict[str, list[str]] = {}
    summary: dict[str, int] = {}
    graph: GraphFacts = GraphFacts()
    engines: list[EngineVersion] = []
    engine_failures: list[EngineFailure] = []
    skipped: dict[str, int] = {}
    insight: str = ""
    folder_insights: dict[str, str] = {}
    notes: list[str] = []

    def issues(self) -> Iterator[tuple[str, Issue]]:
        """All issues with their paths, sorted by path and line."""
        for path in sorted(self.issues_by_file):
            for issue in self.issues_by_file[path]:
                yield path, issue

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
