"""One page of a long list: the rows around the one that the address names, and where the pages beside it are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar

ROWS = 50


class _Row(Protocol):
    @property
    def id(self) -> str: ...


Row = TypeVar("Row", bound=_Row)


@dataclass(frozen=True, slots=True)
class RowPage(Generic[Row]):
    rows: Sequence[Row]
    total: int
    before: str | None
    """A row of the page before this one; None on the first page."""
    after: str | None


def page_with(rows: Sequence[Row], id: str, limit: int = ROWS) -> RowPage[Row]:
    """The page that has this row; the first if none has it, as after it was deleted."""
    place = next((number for number, row in enumerate(rows) if row.id == id), 0)
    start = place // limit * limit
    end = start + limit
    return RowPage(
        rows[start:end],
        len(rows),
        rows[start - limit].id if start else None,
        rows[end].id if end < len(rows) else None,
    )
