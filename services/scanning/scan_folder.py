"""The folder of a scan, ``<data>/scans/<scan_id>``: what the analysis writes as it goes and what the server shows of
it.

graph.json       the code graph; coloured by severity once the analysis is complete
findings.jsonl   one line a batch, while the analysis runs
report.json      everything, at the end; with report.sarif, report.html and report.md
tree/            the files that were analysed, and no others
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import msgspec

from services.errors import NotFound, TooLarge
from services.files.run_folder import RunFolder, file_inside
from services.scanning.analysis.issue import Issue, IssuesByFile
from services.scanning.scan_kind import FOLDER

_FINDINGS = "findings.jsonl"


class ScanFacts(msgspec.Struct):
    """What is known of a scan without opening its report. ``execution_time`` is in seconds."""

    commit: str | None = None
    ref: str | None = None
    files: int = 0
    languages: dict[str, int] = {}
    nodes: int = 0
    edges: int = 0
    summary: dict[str, int] = {}
    execution_time: float = 0.0


class _Issues(msgspec.Struct):
    """Of a batch or a report, the issues alone."""

    issues_by_file: IssuesByFile


class ScanFolder(RunFolder):
    def __init__(self, data: Path, scan_id: str) -> None:
        super().__init__(data / FOLDER / scan_id)

    @property
    def tree(self) -> Path:
        return self.path / "tree"

    # -- the analysis writes -----------------------------------------------------------------------------------

    def write_graph(self, graph: dict[str, Any]) -> None:
        self.write("graph.json", msgspec.json.encode(graph))

    def add_batch(self, issues_by_file: IssuesByFile) -> None:
        self.append_line(_FINDINGS, msgspec.json.encode(_Issues(issues_by_file)))

    def write_report(self, extension: str, report: bytes) -> None:
        self.write(f"report.{extension}", report)

    def forget_findings(self) -> None:
        """The report has them now."""
        (self.path / _FINDINGS).unlink(missing_ok=True)

    def keep_tree(self, checkout: Path, paths: Iterable[str]) -> None:
        """Move these files of a checkout (on the same file system) into ``tree``, and nothing else of it."""
        for path in paths:
            target = self.tree / path
            target.parent.mkdir(parents=True, exist_ok=True)
            (checkout / path).rename(target)
        self.tree.mkdir(exist_ok=True)

    # -- the server reads --------------------------------------------------------------------------------------

    @property
    def has_report(self) -> bool:
        return self.report("json").exists()

    def report(self, extension: str) -> Path:
        return self.path / f"report.{extension}"

    def graph(self) -> bytes:
        """The graph as JSON, as far as it is known. Raises: NotFound, before it is built."""
        try:
            return (self.path / "graph.json").read_bytes()
        except FileNotFoundError:
            raise NotFound("The code graph of this analysis is not built yet.", code="no_graph") from None

    def issues(self) -> IssuesByFile:
        """All issues found so far."""
        try:
            return msgspec.json.decode(self.report("json").read_bytes(), type=_Issues).issues_by_file
        except FileNotFoundError:
            return {path: issues for batch in self._batches() for path, issues in batch.issues_by_file.items()}

    def source(self, path: str, max_bytes: int) -> tuple[str, list[Issue]]:
        """The text of one analysed file, and its issues so far.

        Raises:
            BadRequest: not a path inside the repository. NotFound: no such file was analysed. TooLarge: it is too large
            to show.
        """
        found = file_inside(self.tree, path)
        if found is None:
            raise NotFound("The analysis holds no such file.", code="no_file")
        if found.stat().st_size > max_bytes:
            raise TooLarge(f"The file is larger than the {max_bytes // 1024:,} KiB that are shown.")
        return found.read_text(encoding="utf-8", errors="replace"), self.issues().get(path, [])

    def _batches(self) -> Iterator[_Issues]:
        for line in self.lines(_FINDINGS):
            yield msgspec.json.decode(line, type=_Issues)
