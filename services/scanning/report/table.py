"""A report in a terminal: one table of the most important groups of issues, one line of totals."""

from __future__ import annotations

from rich.console import Group as Lines
from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from services.scanning.analysis.issue import Severity
from services.scanning.report.group import By, Group, by_section, groups
from services.scanning.report.report import Report
from services.visible import visible

MAX_GROUPS = 20
STYLES: dict[Severity, str] = {"critical": "bold magenta", "high": "red", "medium": "yellow", "low": "blue"}


def summary_table(report: Report, by: By = "rule", *, max_groups: int = MAX_GROUPS) -> RenderableType:
    """The most important groups, and the totals. Names are text, never markup."""
    found = groups(report, by)
    table = Table(title=Text(f"{visible(report.owner)}/{visible(report.repo_name)}"), title_justify="left", expand=True)
    table.add_column("Severity", width=8)
    table.add_column("Issues", justify="right", width=6)
    table.add_column(by.capitalize(), overflow="fold", ratio=3)
    table.add_column("First place", overflow="fold", ratio=3)
    for title, part in by_section(found[:max_groups]):
        if by != "severity":
            table.add_row("", "", Text(title, style="bold"), "")
        for group in part:
            table.add_row(Text(group.severity, style=STYLES[group.severity]), f"{len(group.issues):,}", *_cells(group))
        table.add_section()
    parts: list[RenderableType] = [table] if found else []
    if left_out := found[max_groups:]:
        number = sum(len(group.issues) for group in left_out)
        parts.append(Text(f"… and {number:,} more issues in {len(left_out):,} more groups.", style="dim"))
    parts.append(_totals(report))
    if report.not_kept:
        parts.append(Text(report.not_kept_note, style="yellow"))
    parts += [Text(visible(note), style="yellow") for note in report.notes]
    parts += [
        Text(visible(f"Incomplete: batch {failure.batch}, {failure.engine}: {failure.error}"), style="yellow")
        for failure in report.engine_failures
    ]
    return Lines(*parts)


def _cells(group: Group) -> tuple[Text, Text]:
    title = Text(visible(group.title))
    if group.explanation:
        title.append(f" ({visible(group.key)})", style="dim")
    path, issue = group.issues[0]
    place = Text(visible(f"{path}:{issue.line}"))
    if group.files > 1:
        place.append(f" and {group.files - 1:,} more file{'' if group.files == 2 else 's'}", style="dim")
    return title, place


def _totals(report: Report) -> Text:
    counts = report.count_by_severity()
    total = sum(counts.values())
    text = Text(f"{len(report.files):,} files, {total:,} issue{'' if total == 1 else 's'}")
    for severity, count in counts.items():
        if count:
            text.append("  ")
            text.append(f"{count:,} {severity}", style=STYLES[severity])
    return text
