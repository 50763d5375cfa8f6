"""Late issues: those of files whose batches have been told already. They join what was found there."""

from __future__ import annotations

from services.scanning.analysis.issue import SEVERITIES, IssuesByFile
from services.scanning.analysis.issue_room import IssueRoom
from services.scanning.scan_folder import FileIssues, ScanFolder


def add_late(
    found: IssuesByFile, room: IssueRoom, issues: IssuesByFile, not_kept: dict[str, int], folder: ScanFolder
) -> IssuesByFile:
    """Add them to ``issues``, ``not_kept`` and the folder as far as there is room. Returns those that were kept."""
    new: IssuesByFile = {}
    for path, late in found.items():
        kept = room.keep(path, late)
        if kept.not_kept:
            not_kept[path] = not_kept.get(path, 0) + kept.not_kept
        if kept.issues:
            new[path] = kept.issues
            issues[path] = sorted([*issues.get(path, []), *kept.issues])
        folder.write_issues(path, FileIssues(issues.get(path, []), not_kept.get(path, 0)))
    return new


def late_summary(
    summary: dict[str, int], new: IssuesByFile, issues: IssuesByFile, not_kept: dict[str, int]
) -> dict[str, int]:
    """The summary of all batches, with the new issues counted."""
    return summary | {
        "total_issues": summary.get("total_issues", 0) + sum(map(len, new.values())),
        "files_with_issues": len(issues),
        "issues_not_kept": sum(not_kept.values()),
    }


def added_up(before: dict[str, int], summary: dict[str, int], found: IssuesByFile) -> dict[str, int]:
    """The running summary, with a count for every severity."""
    counts = {f"{severity}_issues": before.get(f"{severity}_issues", 0) for severity in SEVERITIES}
    for issues in found.values():
        for issue in issues:
            counts[f"{issue.severity}_issues"] += 1
    return summary | counts
