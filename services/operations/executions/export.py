"""All executions of a filter as one file, made while it is sent: no more than a portion of it is ever in memory."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator

import msgspec

from services.runs.execution import Execution
from services.spreadsheet_cell import cell

_COLUMNS = (
    "id", "kind", "title", "owner", "status", "progress", "stage", "message", "error", "alert", "false_positive",
    "created_at", "started_at", "finished_at", "duration_s",
)  # fmt: skip
_BOM = "\N{ZERO WIDTH NO-BREAK SPACE}"

Portion = Callable[[], list[Execution] | None]
"""Returns the next executions, and None behind the last."""


def to_json(portion: Portion) -> Iterator[bytes]:
    """One array, an execution a line, with texts as they were published."""
    before = b"[\n"
    while (executions := portion()) is not None:
        for execution in executions:
            yield before + msgspec.json.encode(execution.as_dict())
            before = b",\n"
    yield b"[]\n" if before == b"[\n" else b"\n]\n"


def to_csv(portion: Portion) -> Iterator[bytes]:
    """UTF-8 with a byte order mark for Excel; no text of it becomes a formula."""
    yield (_BOM + _line(_COLUMNS)).encode()
    while (executions := portion()) is not None:
        shown = (execution.as_dict() for execution in executions)
        yield "".join(_line([_plain(one[name]) for name in _COLUMNS]) for one in shown).encode()


def _plain(value: object) -> str | float | int | None:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return value if isinstance(value, str | float | int) else None


def _line(values: list[str | float | int | None] | tuple[str, ...]) -> str:
    text = io.StringIO()
    csv.writer(text, quoting=csv.QUOTE_NONNUMERIC).writerow([cell(value) for value in values])
    return text.getvalue()
