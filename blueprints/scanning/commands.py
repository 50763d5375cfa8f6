"""``flask scan``: analyse a repository from the command line, without a server; its exit status is for continuous
integration.

0: analysed. 1: analysed, and there are issues that ``--fail-on`` does not accept. 2: could not be analysed.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import click
from flask.cli import with_appcontext

from blueprints.edge.current import container
from blueprints.edge.terminal import INTERRUPTED, end_by_unwinding, progress_bar, put_out
from services.errors import TailraceError
from services.scanning.analysis.issue import SEVERITIES
from services.scanning.local_scan import scan_locally
from services.scanning.report.html import to_html
from services.scanning.report.json import to_json
from services.scanning.report.markdown import to_markdown
from services.scanning.report.report import Report
from services.scanning.report.sarif import to_sarif
from services.scanning.report.table import summary_table

FOUND = 1
COULD_NOT = 2

_EXPORTS: dict[str, Callable[[Report], bytes]] = {
    "json": to_json,
    "sarif": to_sarif,
    "html": lambda report: to_html(report).encode(),
    "md": lambda report: to_markdown(report).encode(),
}


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
@click.option("--format", "form", type=click.Choice(["table", *_EXPORTS]), default="table", show_default=True)
@click.option(
    "--output", type=click.Path(dir_okay=False, writable=True, path_type=Path), help="A file instead of the screen."
)
@with_appcontext
def scan(target: str, ref: str | None, token_stdin: bool, fail_on: str | None, form: str, output: Path | None) -> None:
    """Analyse a repository: an https:// URL, or a folder
    of this machine (a Git repository is taken at its last commit).
    """
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
    _show(report, form, output)
    if fail_on is not None and _has_issue(report, fail_on):
        sys.exit(FOUND)


def _show(report: Report, form: str, output: Path | None) -> None:
    try:
        put_out(summary_table(report) if form == "table" else _EXPORTS[form](report), output)
    except OSError as error:
        raise CouldNotScan(f"The report cannot be written: {error}.") from None


def _has_issue(report: Report, least: str) -> bool:
    accepted = SEVERITIES[: SEVERITIES.index(least)]
    return any(issue.severity not in accepted for _, issue in report.issues())
