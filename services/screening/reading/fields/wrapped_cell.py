"""A wrapped cell: a narrow column breaks ``Jan 2016 –`` from ``Feb 2019``, and the two lines must be read as one."""

from __future__ import annotations

import re

import msgspec

from services.screening.reading.fields.period import periods
from services.screening.reading.fields.section import SectionRow
from services.screening.reading.fields.text import fold

_UNFINISHED = re.compile(r"(?:[-–—−]|\b(?:to|until|till|bis|a|au|al|hasta|et|y)|[^\W\d_]{3,10}\.?|\bde)$")
_CELL_CHARS = 40
_CLOSING = " )],;|·"
_MOST_REST = 4
"""More words after a date make a sentence of it."""


def joined_cells(rows: list[SectionRow], *, this_year: int) -> list[SectionRow]:
    """Return the rows with dates whole. The row that held a date's end keeps its other cells."""
    joined = list(rows)
    for index in range(len(joined) - 1):
        joined[index : index + 2] = _joined(joined[index], joined[index + 1], this_year)
    return joined


def _joined(first: SectionRow, second: SectionRow, this_year: int) -> tuple[SectionRow, SectionRow]:
    upper, lower = first.content.split("\t"), second.content.split("\t")
    if first.row.block != second.row.block or second.row.bullet or not lower[0]:
        return first, second
    for at in {-1, 0} if len(upper) > 1 else {0}:
        if not _goes_on(upper[at], lower[at], this_year):
            continue
        date = f"{upper[at]} {lower[at]}"
        if at == 0:
            return _with(first, [date, *upper[1:]]), _with(second, lower[1:])
        if first.row.bold == second.row.bold and first.row.size == second.row.size:
            return _with(first, [" ".join([*upper[:-1], *lower[:-1]]), date]), _with(second, [])
        return _with(first, [*upper[:-1], date]), _with(second, lower[:-1])
    end = _end_of_period(upper[-1], lower[0], this_year) if _looks_alike(first, second) else 0
    if end:
        upper[-1] = f"{upper[-1]} {lower[0][:end]}"
        return _with(first, upper), _with(second, [lower[0][end:].lstrip(_CLOSING), *lower[1:]])
    return first, second


def _looks_alike(first: SectionRow, second: SectionRow) -> bool:
    is_text = first.row.bullet or first.heading or second.heading
    return not is_text and first.row.size == second.row.size


def _end_of_period(upper: str, lower: str, this_year: int) -> int:
    """Return how much of ``lower`` ends the range that ``upper`` begins after other words; 0 where it begins none."""
    if not any(map(str.isdigit, lower[:_CELL_CHARS])) and len(lower) > _CELL_CHARS:
        return 0
    begin = max(0, len(upper) - _CELL_CHARS)
    tail = f"{upper[begin:]} {lower[:_CELL_CHARS]}"
    joint = len(upper) - begin
    if any(one.kind == "range" for one in periods(upper[begin:], this_year=this_year)):
        return 0
    for period in periods(tail, this_year=this_year):
        if period.kind == "range" and period.begin < joint < period.finish:
            end = period.finish - joint - 1
            rest = lower[end:].lstrip(_CLOSING)
            if not rest:
                return len(lower)
            return end if len(rest.split()) <= _MOST_REST else 0
    return 0


def _goes_on(upper: str, lower: str, this_year: int) -> bool:
    """Return whether both together are one range of dates, and the upper alone is none."""
    if len(upper) > _CELL_CHARS or len(lower) > _CELL_CHARS or not _UNFINISHED.search(fold(upper).strip()):
        return False
    whole = f"{upper} {lower}"
    found = periods(whole, this_year=this_year)
    return len(found) == 1 and found[0].kind == "range" and found[0].begin == 0 and found[0].finish >= len(whole) - 1


def _with(row: SectionRow, cells: list[str]) -> SectionRow:
    return msgspec.structs.replace(row, content="\t".join(cells))
