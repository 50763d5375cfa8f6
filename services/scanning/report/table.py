"""A report in a terminal: one table of the worst files, one line of totals."""

from __future__ import annotations

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from services.scanning.analysis.issue import SEVERITIES, Severity
from services.scanning.report.report import Report
from services.visible import visible

MAX_FILES = 20
STYLES: dict[Severity, str] = {"critical": "bold magenta", "high": "red", "medium": "yellow", "low": "blue"}


def summary_table(report: Report, *, max_files: int = MAX_FILES) -> RenderableType:
    """The files with the worst issues, and the totals. Names are text, never markup."""
    files = report.files_by_severity()
    table = Table(title=Text(f"{visible(report.owner)}/{visible(report.repo_name)}"), title_justify="left", expand=True)
    table.add_column("File", overflow="fold", ratio=3)
    for severity in reversed(SEVERITIES):
        table.add_column(severity.capitalize(), justify="right", width=len(severity))
    table.add_column("Worst issue", no_wrap=True, overflow="ellipsis", ratio=4)
    for path, issues in files[:max_files]:
        counts = {severity: sum(issue.severity == severity for issue in issues) for severity in reversed(SEVERITIES)}
        worst = max(issues, key=lambda issue: (SEVERITIES.index(issue.severity), -issue.line))
        cells = [Text(f"{count}", style=STYLES[name]) if count else Text("·", "dim") for name, count in counts.items()]
        message = f"{worst.line}: {worst.message} ({worst.engine} {worst.rule})"
        table.add_row(Text(visible(path)), *cells, Text(visible(message)))
    parts: list[RenderableType] = [table] if files else []
    if len(files) > max_files:
        parts.append(Text(f"… and {len(files) - max_files:,} more files with issues.", style="dim"))
    parts.append(_totals(report))
    if report.not_kept:
        parts.append(Text(report.not_kept_note, style="yellow"))
    parts += [
        Text(visible(f"Incomplete: batch {failure.batch}, {failure.engine}: {failure.error}"), style="yellow")
        for failure in report.engine_failures
    ]
    return Group(*parts)


def _totals(report: Report) -> Text:
    counts = report.count_by_severity()
    total = sum(counts.values())
    text = Text(f"{len(report.files):,} files, {total:,} issue{'' if total == 1 else 's'}")
    for severity, count in counts.items():
        if count:
            text.append("  ")
            text.append(f"{count:,} {severity}", style=STYLES[severity])
    return text
