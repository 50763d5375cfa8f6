"""A report as GitHub's Markdown, for a pull request or a wiki. Names and messages are escaped."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime

from services.scanning.analysis.issue import SEVERITIES
from services.scanning.report.report import Report
from services.visible import visible

MAX_ISSUES = 1000  # the worst come first; GitHub shows no file above 512 KiB
_SPECIAL = re.compile(r"([\\`*_{}\[\]()#+!|~:@$^=])")
_WWW = re.compile(r"(www)\.", re.IGNORECASE)
_ENTITIES = {"&": "&amp;", "<": "&lt;", ">": "&gt;"}


def to_markdown(report: Report) -> str:
    return "\n".join(_lines(report)) + "\n"


def escape(text: str) -> str:
    """Text that every Markdown reader shows as it is, within a line or a table's cell."""
    plain = "".join(_ENTITIES.get(character, character) for character in visible(text))
    # Entities come first, so that no backslash lands inside them; their own characters are not special.
    return _WWW.sub(r"\1\\.", _SPECIAL.sub(r"\\\1", plain))


def _lines(report: Report) -> Iterator[str]:
    yield f"# {escape(report.owner)}/{escape(report.repo_name)}"
    yield ""
    yield _sentence(report)
    yield ""
    yield "| Severity | Issues |"
    yield "|---|--:|"
    for severity, count in report.count_by_severity().items():
        yield f"| {severity} | {count:,} |"
    yield ""
    if report.insight:
        yield from ("## Summary", "")
        yield from (f"> {escape(line)}" if line.strip() else ">" for line in report.insight.splitlines())
        yield ""
    yield from _issues(report)
    yield from _graph(report)
    yield from _caveats(report)
    yield from ("## Engines", "")
    yield ", ".join(f"{escape(engine.name)} {escape(engine.version)}" for engine in report.engines) or "None."


def _sentence(report: Report) -> str:
    when = datetime.fromtimestamp(report.finished_at, UTC).strftime("%Y-%m-%d %H:%M UTC")
    commit = f", commit {escape(report.commit[:12])}" if report.commit else ""
    ref = f" ({escape(report.ref)})" if report.ref else ""
    return f"Scanned {escape(report.url)}{ref}{commit} on {when}: {_files(len(report.files))}, {escape(report.status)}."


def _issues(report: Report) -> Iterator[str]:
    ordered = sorted(report.issues(), key=lambda found: (-SEVERITIES.index(found[1].severity), found[0], found[1]))
    yield from ("## Issues", "")
    if report.not_kept:
        yield from (report.not_kept_note, "")
    if not ordered:
        yield from (("None kept.", "") if report.not_kept else ("None found.", ""))
        return
    yield "| Severity | Place | Rule | Message |"
    yield "|---|---|---|---|"
    for path, issue in ordered[:MAX_ISSUES]:
        place = f"{escape(path)}\\:{issue.line}"
        yield f"| {issue.severity} | {place} | {escape(issue.engine)} {escape(issue.rule)} | {escape(issue.message)} |"
    yield ""
    if len(ordered) > MAX_ISSUES:
        yield from (f"{len(ordered) - MAX_ISSUES:,} less severe issues are not listed here.", "")


def _graph(report: Report) -> Iterator[str]:
    graph = report.graph
    if not graph.nodes:
        return
    yield from ("## Structure", "")
    yield from (f"{graph.nodes:,} nodes, {graph.edges:,} edges, {len(graph.cycles):,} import cycles.", "")
    yield from (f"- Cycle: {' → '.join(map(escape, cycle))}" for cycle in graph.cycles[:20])
    yield from (f"- {escape(item.path)} is imported by {_files(item.dependents)}" for item in graph.most_depended[:10])
    yield ""


def _caveats(report: Report) -> Iterator[str]:
    caveats = [f"Batch {failure.batch}, {failure.engine}: {failure.error}" for failure in report.engine_failures]
    caveats += [f"{_files(count)} skipped: {reason.replace('_', ' ')}" for reason, count in report.skipped.items()]
    if report.graph.unparsed:
        caveats.append(f"{_files(len(report.graph.unparsed))} could not be parsed for the graph")
    caveats += report.notes
    if caveats:
        yield from ("## Not covered", "")
        yield from (f"- {escape(caveat)}" for caveat in caveats)
        yield ""


def _files(count: int) -> str:
    return f"{count:,} file" if count == 1 else f"{count:,} files"
