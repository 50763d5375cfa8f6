"""A row: one line of the document, made ready for the readers of fields."""

from __future__ import annotations

import re

import msgspec

from services.screening.reading.document import Line, Place
from services.screening.reading.fields.text import clean

READ_CHARS = 4000
"""So much of a line is read for fields. A longer one is no line of a résumé; contacts are looked for in all of it."""
_GAP = re.compile(r"[ ]{0,20}\t[ \t]{0,200}|[ ]{3,200}")
_BULLET = re.compile(
    r"[\s>]{0,20}(?:[•·●○◦▪▫■□◆◇►▶▸‣⁃∙⦁✓✔➢➤→⇒❖★☆✦✱※][\s•]{0,9}|[*+–—-][ \t]{1,9}(?=\S)|o[ \t]{1,9}(?=[A-Z]))"
)
_ICON = re.compile(r"^[\s\u2190-\u2bff\ue000-\uf8ff\U0001f000-\U0001faff\ufe0f]{1,20}")


class Row(msgspec.Struct, frozen=True):
    """``cells`` are the parts of ``text`` between wide gaps; ``text`` itself has a tab for each gap."""

    number: int
    text: str
    cells: tuple[str, ...]
    bullet: bool
    indented: bool
    """Its first cell is empty: it goes on in a later column."""
    block: int
    size: float
    bold: bool
    heading: bool
    place: Place


def rows_of(lines: list[Line]) -> list[Row]:
    return [_row(number, line) for number, line in enumerate(lines)]


def _row(number: int, line: Line) -> Row:
    text = clean(line.text[:READ_CHARS]).rstrip()
    bullet = _BULLET.match(text)
    indented = not bullet and text.startswith("\t")
    text = (text[bullet.end() :] if bullet else _ICON.sub("", text)).strip()
    cells = tuple(cell for cell in (part.strip() for part in _GAP.split(text)) if cell)
    return Row(
        number=number,
        text="\t".join(cells),
        cells=cells,
        bullet=bool(line.bullet or bullet),
        indented=indented,
        block=line.block,
        size=line.size or 0.0,
        bold=line.bold,
        heading=line.heading,
        place=line.place,
    )
