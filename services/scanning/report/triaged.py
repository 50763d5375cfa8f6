"""A report by what people decided: what is open, what they accepted, how many alarms were false."""

from __future__ import annotations

from typing import NamedTuple

import msgspec

from services.scanning.analysis.issue import Issue
from services.scanning.report.excerpt import rule_key
from services.scanning.report.report import Report
from services.scanning.triage.verdict import Verdict, numbered


class Accepted(NamedTuple):
    path: str
    issue: Issue
    verdict: Verdict


class Triaged(NamedTuple):
    """``open`` is the report without the others; ``accepted`` come in an expert's order."""

    open: Report
    accepted: list[Accepted]
    false_positives: int

    @property
    def note(self) -> str:
        """A sentence for reports; empty without false positives."""
        count = self.false_positives
        if not count:
            return ""
        return f"{count:,} {'issue is' if count == 1 else 'issues are'} left out: marked as false positive."


def verdicts_of(report: Report, path: str) -> list[Verdict | None]:
    """For each issue of a file, in the report's order."""
    issues = report.issues_by_file.get(path, [])
    decided = report.verdicts.get(path)
    if not decided:
        return [None] * len(issues)
    known = numbered(report.fingerprints.get(path, []))
    return [decided.get(known[at]) if at < len(known) else None for at in range(len(issues))]


def triaged(report: Report) -> Triaged:
    if not report.verdicts:
        return Triaged(report, [], 0)
    still_open: dict[str, list[Issue]] = {}
    accepted: dict[tuple[str, Issue], Verdict] = {}
    false_positives = 0
    for path, issues in report.issues_by_file.items():
        for issue, verdict in zip(issues, verdicts_of(report, path), strict=True):
            if verdict is None or verdict.state == "open":
                still_open.setdefault(path, []).append(issue)
            elif verdict.state == "accepted":
                accepted[path, issue] = verdict
            else:
                false_positives += 1
    shown = {(path, issue.line, rule_key(issue)) for path, issues in still_open.items() for issue in issues}
    excerpts = {key: one for key, one in report.excerpts.items() if (one.path, one.line, key) in shown}
    left = msgspec.structs.replace(report, issues_by_file=still_open, fingerprints={}, excerpts=excerpts, verdicts={})
    in_order = [Accepted(*found, accepted[found]) for found in report.issues_for_experts() if found in accepted]
    return Triaged(left, in_order, false_positives)
