"""``flask scan``: analyse a repository from the command line, without a server; its exit status is for continuous
integration.

0: analysed. 1: analysed, and there are issues that ``--fail-on`` or ``--fail-on-new`` does not accept. 2: could not be
analysed, or wrong arguments.
"""

from __future__ import annotations

import sys
from pathlib import Path

import click
from flask.cli import with_appcontext
from rich.console import Group, RenderableType

from blueprints.edge.current import container
from blueprints.edge.terminal import INTERRUPTED, end_by_unwinding, progress_bar, put_out
from services.errors import TailraceError
from services.scanning.analysis.issue import SEVERITIES
from services.scanning.local_scan import scan_locally
from services.scanning.report.baseline import Changes, changes_since, read_baseline
from services.scanning.report.export import EXPORTS
from services.scanning.report.group import GROUPINGS, By
from services.scanning.report.report import Report
from services.scanning.report.table import summary_table

FOUND = 1
COULD_NOT = 2


class CouldNotScan(click.ClickException):
    exit_code = COULD_NOT


@click.command("scan")
@click.argument("target", metavar="URL_OR_PATH")
@click.option("--ref", help="Branch, tag or commit; without, the default branch.")
@click.option("--token-stdin", is_flag=True, help="Read an access token for a private repository from standard input.")
@click.option(
    "--fail-on",
    type=click.Choice(SEVERITIES),
    help="Exit with 1 if there is an issue of this severity or a higher one.",
)
@click.option(
    "--baseline",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="An earlier report (--format json): the table then shows only what is new since then.",
)
@click.option(
    "--fail-on-new",
    is_flag=True,
    help="Exit with 1 if there is an issue that the baseline does not have; with --fail-on, one of that severity.",
)
@click.option("--group", "by", type=click.Choice(GROUPINGS), default="rule", show_default=True, help="Group issues by.")
@click.option("--format", "form", type=click.Choice(["table", *EXPORTS]), default="table", show_default=True)
@click.option(
    "--output", type=click.Path(dir_okay=False, writable=True, path_type=Path), help="A file instead of the screen."
)
@with_appcontext
def scan(
    target: str,
    ref: str | None,
    token_stdin: bool,
    fail_on: str | None,
    baseline: Path | None,
    fail_on_new: bool,
    by: By,
    form: str,
    output: Path | None,
) -> None:
    """Analyse a repository: an https:// URL, or a folder
    of this machine (a Git repository is taken at its last commit).
    """
    if fail_on_new and baseline is None:
        raise click.UsageError("--fail-on-new needs --baseline.")
    before = _baseline(baseline) if baseline else None
    token = sys.stdin.readline().strip() if token_stdin else None
    end_by_unwinding()
    try:
        with progress_bar() as on_progress:
            report = scan_locally(target, container().settings, ref=ref, access_token=token, on_progress=on_progress)
    except TailraceError as error:
        raise CouldNotScan(str(error)) from None
    except OSError as error:
        raise CouldNotScan(f"The analysis could not be run: {error}.") from None
    except KeyboardInterrupt:
        sys.exit(INTERRUPTED)  # click would say 1, which here means that issues were found
    changes = changes_since(before, report) if before else None
    _show(_table(report, by, changes) if form == "table" else EXPORTS[form](report, by), output)
    counted = changes.new if changes and fail_on_new else report
    if (fail_on or fail_on_new) and _has_issue(counted, fail_on or SEVERITIES[0]):
        sys.exit(FOUND)


def _baseline(path: Path) -> Report:
    """Read before the analysis, which takes minutes."""
    try:
        return read_baseline(path)
    except TailraceError as error:
        raise CouldNotScan(str(error)) from None


def _table(report: Report, by: By, changes: Changes | None) -> RenderableType:
    if changes is None:
        return summary_table(report, by)
    return Group(summary_table(changes.new, by), changes.sentence)


def _show(made: bytes | RenderableType, output: Path | None) -> None:
    try:
        put_out(made, output)
    except OSError as error:
        raise CouldNotScan(f"The report cannot be written: {error}.") from None


def _has_issue(report: Report, least: str) -> bool:
    accepted = SEVERITIES[: SEVERITIES.index(least)]
    return any(issue.severity not in accepted for _, issue in report.issues())
