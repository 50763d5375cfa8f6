"""The terminal of a command that works for a while: a bar, a clean end, and a place for what it has made."""

from __future__ import annotations

import io
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import NoReturn

import click
from rich.console import Console, RenderableType
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeElapsedColumn

from services.runs.local_run import OnProgress
from services.visible import visible

INTERRUPTED = 128 + signal.SIGINT
_TABLE_WIDTH = 120
"""Of a table that goes to a file or a pipe, where nobody says how wide it may be."""


def end_by_unwinding() -> None:
    """From now on SIGTERM ends the command like Ctrl-C: by unwinding, which takes its child and its files along."""
    signal.signal(signal.SIGTERM, _end)


def _end(_number: int, _frame: FrameType | None) -> NoReturn:
    sys.exit(128 + signal.SIGTERM)


def put_out(made: bytes | RenderableType, output: Path | None) -> None:
    """Write what was made to a file, or to standard output: a table on a terminal as wide as that.

    Raises: OSError.
    """
    if not isinstance(made, bytes):
        if output is None and sys.stdout.isatty():
            Console().print(made)
            return
        text = io.StringIO()
        Console(file=text, width=_TABLE_WIDTH).print(made)
        made = text.getvalue().encode()
    if output is None:
        sys.stdout.buffer.write(made)
        sys.stdout.buffer.flush()
    else:
        output.write_bytes(made)


@contextmanager
def progress_bar() -> Iterator[OnProgress]:
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
