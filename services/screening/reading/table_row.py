"""A row of a table as lines: cells side by side become one line with tabs; columns of a layout follow one another."""

from __future__ import annotations

import msgspec

from services.screening.reading.document import Line

_DATE_WORDS = 7
_END_WORDS = 2
_DASHES = (" -", " –", " —")
_COLUMN_LINES = 4
"""A cell with so many lines beside another such cell is a column of the page's layout."""


def merge_cells(cells: list[list[Line]]) -> list[Line]:
    """A row is one line, after which come the further lines of its cells: the text beside a date in the margin."""
    cells = [_with_whole_periods(cell) for cell in cells if cell]
    if len(cells) < 2 or sum(len(cell) >= _COLUMN_LINES for cell in cells) > 1:
        return [line for cell in cells for line in cell]
    firsts = [cell[0] for cell in cells]
    longest = max(cells, key=len)[0]
    bold = next((line for line in firsts if not _is_date(line.text)), firsts[0]).bold
    first = msgspec.structs.replace(
        longest,
        text="\t".join(line.text for line in firsts),
        bold=bold,
        heading=all(line.heading for line in firsts),
        bullet=firsts[0].bullet,
    )
    return [first, *(line for cell in cells for line in cell[1:])]


def _with_whole_periods(cell: list[Line]) -> list[Line]:
    """``2019 –`` and ``now`` in one cell are one line."""
    result: list[Line] = []
    for line in cell:
        above = result[-1].text if result else ""
        if above.endswith(_DASHES) and _is_date(above) and len(line.text.split()) <= _END_WORDS:
            result[-1] = msgspec.structs.replace(result[-1], text=f"{above} {line.text}")
        else:
            result.append(line)
    return result


def _is_date(text: str) -> bool:
    words = text.split()
    return len(words) <= _DATE_WORDS and any(sum(map(str.isdigit, word)) > 1 for word in words)
