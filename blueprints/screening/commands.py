"""``flask screen``: read and rank a folder of résumés from the command line, without a server, an account or a key.

0: screened. 1: screened, but some files could not be read. 2: could not be screened.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click
import msgspec
from flask.cli import with_appcontext
from rich.console import RenderableType

from blueprints.edge.current import container
from blueprints.edge.terminal import INTERRUPTED, end_by_unwinding, progress_bar, put_out
from services.errors import TailraceError
from services.screening.local_screening import screen_locally
from services.screening.opening_request import MAX_DESCRIPTION, SentOpening, title_of
from services.screening.report.csv import to_csv
from services.screening.report.table import ranking_table
from services.screening.shown import ShownScreening

NOT_ALL_READ = 1
COULD_NOT = 2

_FORMS: dict[str, Callable[[ShownScreening], bytes | RenderableType]] = {
    "table": ranking_table,
    "json": lambda screening: msgspec.json.format(msgspec.json.encode(screening)) + b"\n",
    "csv": to_csv,
}


class CouldNotScreen(click.ClickException):
    exit_code = COULD_NOT


@click.command("screen")
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--job", required=True, type=click.File("rb"), help="The opening's description; - is standard input.")
@click.option("--criteria", type=click.File("rb"), help="Criteria as JSON; without, they are proposed.")
@click.option(
    "--as-of",
    type=click.DateTime(["%Y-%m-%d"]),
    help='The date that "present" stands for; today, if it is left out.',
)
@click.option("--blind", is_flag=True, help="Leave out who the candidates are.")
@click.option("--format", "form", type=click.Choice(list(_FORMS)), default="table", show_default=True)
@click.option(
    "--output", type=click.Path(dir_okay=False, writable=True, path_type=Path), help="A file instead of the screen."
)
@with_appcontext
def screen(
    folder: Path, job: Any, criteria: Any, as_of: datetime | None, blind: bool, form: str, output: Path | None
) -> None:
    """Read the résumés in a folder and rank them against an opening. Nothing is kept."""
    description = _text(job.read(4 * MAX_DESCRIPTION + 1))
    sent = SentOpening(title_of(description), description, None if criteria is None else _json(criteria.read()))
    day = (as_of or datetime.now(UTC)).date().isoformat()
    end_by_unwinding()
    try:
        with progress_bar() as show:
            screening = screen_locally(
                folder, sent, container().settings, as_of=day, is_blind=blind, on_progress=show
            )  # fmt: skip
    except TailraceError as error:
        raise CouldNotScreen(str(error)) from None
    except OSError as error:
        raise CouldNotScreen(f"The folder could not be screened: {error}.") from None
    except KeyboardInterrupt:
        sys.exit(INTERRUPTED)  # click would say 1, which here means that files could not be read
    try:
        put_out(_FORMS[form](screening), output)
    except OSError as error:
        raise CouldNotScreen(f"The ranking cannot be written: {error}.") from None
    if screening.failed:
        sys.exit(NOT_ALL_READ)


def _text(raw: bytes) -> str:
    try:
        return raw.decode("utf-8-sig").strip()
    except UnicodeDecodeError:
        raise CouldNotScreen("The opening's description is not UTF-8 text; save it as UTF-8.") from None


def _json(raw: bytes) -> Any:
    try:
        return json.loads(raw)
    except (ValueError, RecursionError):
        raise CouldNotScreen('The criteria are not JSON; write [{"kind": "must", "text": "Python"}].') from None
