"""``flask scan``: analyse a repository from the command line, without a server; its exit status is for continuous
integration.

0: analysed. 1: analysed, and there are issues that ``--fail-on`` does not accept. 2: could not be analysed.
"""

from __future__ import annotations

import io
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import NoReturn

import click
from flask.cli import with_appcontext
from rich.console import Console
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeElapsedColumn

from blueprints.edge.current import container
from services.errors import TailraceError
from services.scanning.analysis.issue import SEVERITIES
from services.scanning.local_scan import OnProgress, scan_locally
from services.scanning.report.html import to_html
from services.scanning.report.json import to_json
from services.scanning.report.markdown import to_markdown
from services.scanning.report.report import Report
from services.scanning.report.sarif import to_sarif
from services.scanning.report.table import print_summary
from services.visible import visible

FOUND = 1
COULD_NOT = 2
_TABLE_WIDTH = 120
"""Of a table that goes to a file or a pipe, where nobody says how wide it may be."""

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
    signal.signal(signal.SIGTERM, _end)
    try:
        with _progress() as on_progress:
            report = scan_locally(target, container().settings, ref=ref, access_token=token, on_progress=on_progress)
    except TailraceError as error:
        raise CouldNotScan(str(error)) from None
    except OSError as error:
        raise CouldNotScan(f"The analysis could not be run: {error}.") from None
    except KeyboardInterrupt:
        sys.exit(128 + signal.SIGINT)  # click would say 1, which here means that issues were found
    _show(report, form, output)
    if fail_on is not None and _has_issue(report, fail_on):
        sys.exit(FOUND)


def _show(report: Report, form: str, output: Path | None) -> None:
    if form == "table" and output is None and sys.stdout.isatty():
        print_summary(report)
        return
    content = _table(report) if form == "table" else _EXPORTS[form](report)
    try:
        if output is None:
            sys.stdout.buffer.write(content)
        else:
            output.write_bytes(content)
    except OSError as error:
        raise CouldNotScan(f"The report cannot be written: {error}.") from None


def _table(report: Report) -> bytes:
    text = io.StringIO()
    print_summary(report, Console(file=text, width=_TABLE_WIDTH))
    return text.getvalue().encode()


def _has_issue(report: Report, least: str) -> bool:
    accepted = SEVERITIES[: SEVERITIES.index(least)]
    return any(issue.severity not in accepted for _, issue in report.issues())


@contextmanager
def _progress() -> Iterator[OnProgress]:
    """A bar on a terminal; elsewhere a line for every new sentence. Both on standard error."""
    if not sys.stderr.isatty():
        yield _Lines().show
        return
    columns = (TextColumn("{task.description}", markup=False), BarColumn(), TaskProgressColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("Starting", total=1.0)
        yield lambda fraction, text: bar.update(task, completed=fraction, description=visible(text))


class _Lines:
    """A line for each twentieth of the way."""

    def __init__(self) -> None:
        self._step = -1

    def show(self, fraction: float, text: str) -> None:
        step = int(20 * fraction)
        if step > self._step:
            self._step = step
            click.echo(f"{fraction:4.0%}  {visible(text)}", err=True)


def _end(_number: int, _frame: FrameType | None) -> NoReturn:
    """SIGTERM ends the command like Ctrl-C: by unwinding, which takes the child and its files along."""
    sys.exit(128 + signal.SIGTERM)
