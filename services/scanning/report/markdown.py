"""A report as GitHub's Markdown, for a pull request or a wiki. Names and messages are escaped."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime

from services.scanning.report.excerpt import Excerpt
from services.scanning.report.group import By, Group, by_section, groups
from services.scanning.report.package_table import dependency_sentence, package_rows
from services.scanning.report.report import Report
from services.scanning.report.triaged import Triaged, triaged
from services.visible import visible

# The most important come first; GitHub shows no file above 512 KiB.
MAX_ISSUES = 1000
MAX_GROUPS = 200
MAX_GROUP_ISSUES = 100
_BACKTICKS = re.compile(r"`{1,200}")
_SPECIAL = re.compile(r"([\\`*_{}\[\]()#+!|~:@$^=])")
_WWW = re.compile(r"(www)\.", re.IGNORECASE)
_ENTITIES = {"&": "&amp;", "<": "&lt;", ">": "&gt;"}


def to_markdown(report: Report, by: By = "rule") -> str:
    return "\n".join(_lines(report, by)) + "\n"


def escape(text: str) -> str:
    """Text that every Markdown reader shows as it is, within a line or a table's cell."""
    plain = "".join(_ENTITIES.get(character, character) for character in visible(text))
    # Entities come first, so that no backslash lands inside them; their own characters are not special.
    return _WWW.sub(r"\1\\.", _SPECIAL.sub(r"\\\1", plain))


def _lines(report: Report, by: By) -> Iterator[str]:
    found = triaged(report)
    report = found.open
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
    yield from _issues(report, by, found)
    yield from _accepted(found)
    yield from _hotspots(report)
    yield from _graph(report)
    yield from _dependencies(report)
    yield from _caveats(report)
    yield from ("## Engines", "")
    yield ", ".join(f"{escape(engine.name)} {escape(engine.version)}" for engine in report.engines) or "None."


def _sentence(report: Report) -> str:
    when = datetime.fromtimestamp(report.finished_at, UTC).strftime("%Y-%m-%d %H:%M UTC")
    commit = f", commit {escape(report.commit[:12])}" if report.commit else ""
    ref = f" ({escape(report.ref)})" if report.ref else ""
    return f"Scanned {escape(report.url)}{ref}{commit} on {when}: {_files(len(report.files))}, {escape(report.status)}."


def _issues(report: Report, by: By, judged: Triaged) -> Iterator[str]:
    yield from ("## Issues", "")
    if judged.note:
        yield from (judged.note, "")
    if report.not_kept:
        yield from (report.not_kept_note, "")
    found = groups(report, by)
    if not found:
        is_triaged = judged.note or judged.accepted
        yield from ("None kept." if report.not_kept else "None open." if is_triaged else "None found.", "")
        return
    room, most = MAX_ISSUES, MAX_GROUP_ISSUES if by == "rule" else MAX_ISSUES
    for title, part in by_section(found[:MAX_GROUPS]):
        if by != "severity":
            yield from (f"### {title}", "")
        for group in part:
            listed = min(room, most, len(group.issues))
            yield from _group(group, by, listed)
            room -= listed
    left_out = sum(len(group.issues) for group in found[MAX_GROUPS:])
    if left_out:
        yield from (f"{left_out:,} less important issues are not listed here.", "")


def _accepted(judged: Triaged) -> Iterator[str]:
    if not judged.accepted:
        return
    yield from (f"## Accepted: {len(judged.accepted):,}", "", "Known risks that people live with.", "")
    yield from ("| Severity | Place | Rule | Message | By | Note |", "|---|---|---|---|---|---|")
    for path, issue, verdict in judged.accepted[:MAX_GROUP_ISSUES]:
        told = (f"{issue.engine} {issue.rule}", issue.message, verdict.by, " ".join(verdict.note.split()))
        yield f"| {issue.severity} | {escape(path)}\\:{issue.line} | {' | '.join(map(escape, told))} |"
    yield ""
    if len(judged.accepted) > MAX_GROUP_ISSUES:
        yield from (f"{len(judged.accepted) - MAX_GROUP_ISSUES:,} more are not listed here.", "")


def _group(group: Group, by: By, room: int) -> Iterator[str]:
    rule = f" ({escape(group.key)})" if by == "rule" else ""
    yield from (f"#### {escape(group.title)}{rule}: {len(group.issues):,} {group.severity}", "")
    words = group.explanation
    if words:
        source = f"{words.cwe}, {words.help}" if words.cwe else words.help
        yield from (escape(words.why), "", f"**How to mend it:** {escape(words.mend)} ({escape(source)})", "")
    if group.excerpt:
        yield from _excerpt(group.excerpt)
    if room:
        yield "| Severity | Place | Message |" if by == "rule" else "| Severity | Place | Rule | Message |"
        yield "|---|---|---|" if by == "rule" else "|---|---|---|---|"
    for path, issue in group.issues[:room]:
        rule = "" if by == "rule" else f" {escape(issue.engine)} {escape(issue.rule)} |"
        yield f"| {issue.severity} | {escape(path)}\\:{issue.line} |{rule} {escape(issue.message)} |"
    yield ""
    if len(group.issues) > room:
        yield from (f"{len(group.issues) - room:,} more are not listed here.", "")


def _excerpt(excerpt: Excerpt) -> Iterator[str]:
    """Between fences that are longer than any that the text holds."""
    width = len(str(excerpt.first + len(excerpt.lines)))
    lines = [f"{number:>{width}}  {visible(line)}" for number, line in enumerate(excerpt.lines, excerpt.first)]
    fence = "`" * (1 + max([2, *(len(run) for line in lines for run in _BACKTICKS.findall(line))]))
    yield from (f"{escape(excerpt.path)}\\:{excerpt.line}", "", f"{fence}text", *lines, fence, "")


def _hotspots(report: Report) -> Iterator[str]:
    if not report.hotspots:
        return
    commits = f"{report.history.commits:,} {'commit' if report.history.commits == 1 else 'commits'}"
    yield from ("## Hotspots", "", f"Changed often in the last {commits}, and complex: the score is the product.", "")
    yield from ("| File | Score | Commits | Complexity | Authors |", "|---|--:|--:|--:|--:|")
    for spot in report.hotspots:
        counts = (spot.score, spot.commits, spot.complexity, spot.authors)
        yield f"| {escape(spot.path)} | {' | '.join(f'{count:,}' for count in counts)} |"
    yield ""


def _graph(report: Report) -> Iterator[str]:
    graph = report.graph
    if not graph.nodes:
        return
    yield from ("## Structure", "")
    yield from (f"{graph.nodes:,} nodes, {graph.edges:,} edges, {len(graph.cycles):,} import cycles.", "")
    yield from (f"- Cycle: {' → '.join(map(escape, cycle))}" for cycle in graph.cycles[:20])
    yield from (f"- {escape(item.path)} is imported by {_files(item.dependents)}" for item in graph.most_depended[:10])
    yield ""


def _dependencies(report: Report) -> Iterator[str]:
    dependencies = report.dependencies
    if not dependencies.packages:
        return
    yield from ("## Dependencies", "", escape(dependency_sentence(dependencies)), "")
    yield "| Package | Version | Ecosystem | Relation | Licence | Place | Known vulnerabilities |"
    yield "|---|---|---|---|---|---|---|"
    rows = package_rows(dependencies)
    for row in rows:
        package = row.package
        place = f"{escape(package.path)}\\:{package.line}"
        told = (package.name, package.version or package.requirement, package.ecosystem, row.relation, package.licence)
        yield f"| {' | '.join(map(escape, told))} | {place} | {escape(row.names)} |"
    yield ""
    if len(rows) < len(dependencies.packages):
        yield from (f"{len(dependencies.packages) - len(rows):,} more packages are in the CycloneDX export.", "")


def _caveats(report: Report) -> Iterator[str]:
    caveats = [f"Batch {failure.batch}, {failure.engine}: {failure.error}" for failure in report.engine_failures]
    caveats += [f"{_files(count)} skipped: {reason.replace('_', ' ')}" for reason, count in report.skipped.items()]
    if report.graph.unparsed:
        caveats.append(f"{_files(len(report.graph.unparsed))} could not be parsed for the graph")
    caveats += report.left_out_notes
    caveats += report.notes
    if caveats:
        yield from ("## Not covered", "")
        yield from (f"- {escape(caveat)}" for caveat in caveats)
        yield ""


def _files(count: int) -> str:
    return f"{count:,} file" if count == 1 else f"{count:,} files"
