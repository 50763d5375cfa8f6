"""A row: one line of the document, made ready for the readers of fields."""

from __future__ import annotations

import re

import msgspec

from services.screening.reading.document import Line, Place

READ_CHARS = 4000
"""So much of a line is read for fields. A longer one is no line of a résumé; contacts are looked for in all of it."""
_ICON = re.compile(r"^[\s\u2190-\u2bff\ue000-\uf8ff\U0001f000-\U0001faff\ufe0f]{1,20}")


class Row(msgspec.Struct, frozen=True):
    """``cells`` are the parts of ``text`` between wide gaps; ``text`` itself has a tab for each gap. Both lack an icon
    at the beginning of the line."""

    number: int
    text: str
    cells: tuple[str, ...]
    bullet: bool
    block: int
    size: float
    bold: bool
    heading: bool
    place: Place


def rows_of(lines: list[Line]) -> list[Row]:
    return [_row(number, line) for number, line in enumerate(lines)]


def _row(number: int, line: Line) -> Row:
    text = _ICON.sub("", line.text[:READ_CHARS])
    cells = tuple(cell for part in text.split("\t") if (cell := part.strip()))
    return Row(
        number=number,
        text="\t".join(cells),
        cells=cells,
        bullet=line.bullet,
        block=line.block,
        size=line.size or 0.0,
        bold=line.bold,
        heading=line.heading,
        place=line.place,
    )
