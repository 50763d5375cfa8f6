"""The issues of a scan as they come: batch by batch, and late ones of files whose batches have been told already."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from services.scanning.analysis.batch import BatchResult
from services.scanning.analysis.batch_event import event_data
from services.scanning.analysis.issue import SEVERITIES, IssuesByFile
from services.scanning.analysis.issue_room import IssueRoom
from services.scanning.scan_folder import FileIssues, ScanFolder

_COUNTS_BYTES = 200


class ScanIssues:
    """``summary`` adds up what was added so far (docs/contract.md, section 4)."""

    def __init__(self, room: IssueRoom, folder: ScanFolder) -> None:
        self._room = room
        self._folder = folder
        self.by_file: IssuesByFile = {}
        self.not_kept: dict[str, int] = {}
        self.summary: dict[str, int] = {}

    def add_batch(self, result: BatchResult) -> BatchResult:
        """Returns the batch with the running summary."""
        found = result.issues_by_file
        self.by_file |= found
        self.not_kept |= result.not_kept
        for path in found.keys() | result.not_kept:
            self._write(path)
        self._add_up(result.summary, found)
        return replace(result, summary=self.summary)

    def add_late(self, found: IssuesByFile) -> IssuesByFile:
        """Returns those for which there was room."""
        new: IssuesByFile = {}
        for path, late in found.items():
            kept = self._room.keep(path, late)
            if kept.not_kept:
                self.not_kept[path] = self.not_kept.get(path, 0) + kept.not_kept
            if kept.issues:
                new[path] = kept.issues
                self.by_file[path] = sorted([*self.by_file.get(path, []), *kept.issues])
            self._write(path)
        summary = self.summary | {
            "total_issues": self.summary.get("total_issues", 0) + sum(map(len, new.values())),
            "files_with_issues": len(self.by_file),
            "issues_not_kept": sum(self.not_kept.values()),
        }
        self._add_up(summary, new)
        return new

    def late_data(self, counts: dict[str, Any], new: IssuesByFile, max_bytes: int) -> dict[str, Any]:
        """The data of an event with late issues: ``counts``, and the issues as in a batch."""
        data = event_data(BatchResult(0, 0, new, [], self.summary), max_bytes - _COUNTS_BYTES)
        return counts | {name: value for name, value in data.items() if name not in ("batch", "total_batches")}

    def _write(self, path: str) -> None:
        self._folder.write_issues(path, FileIssues(self.by_file.get(path, []), self.not_kept.get(path, 0)))

    def _add_up(self, summary: dict[str, int], found: IssuesByFile) -> None:
        counts = {f"{severity}_issues": self.summary.get(f"{severity}_issues", 0) for severity in SEVERITIES}
        for issues in found.values():
            for issue in issues:
                counts[f"{issue.severity}_issues"] += 1
        self.summary = summary | counts
