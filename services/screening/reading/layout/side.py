"""One side of a gutter: its rows, which of them are headings, and where its blocks begin."""

from __future__ import annotations

from collections.abc import Sequence
from statistics import median

from services.screening.reading.layout.row import Row, row_size, usual_distance
from services.screening.reading.tracking import is_heading_word

_BLOCK_SHARE = 1.4
"""Times the usual distance of lines that parts blocks."""
_PROSE_WORDS = 4
_PROSE_FILL = 0.7
_DATE_WORDS = 7
_LARGE = 1.12


class Side:
    def __init__(self, rows: Sequence[Row]) -> None:
        self.rows = rows
        self.size = median(row_size(row) for row in rows)
        self.pitch = usual_distance(rows)
        self.headings = [row for row in rows if self._is_heading(row)]

    def within(self, top: float, bottom: float) -> Side | None:
        rows = [row for row in self.rows if top <= row[0].baseline <= bottom]
        return Side(rows) if rows else None

    def blocks(self) -> list[list[Row]]:
        """Headings are left out: in a margin, they stand between what is beside the text."""
        blocks: list[list[Row]] = []
        previous: Row | None = None
        for row in self.rows:
            if row in self.headings:
                previous = None
                continue
            if previous is None or row[0].baseline - previous[0].baseline > _BLOCK_SHARE * max(self.pitch, self.size):
                blocks.append([])
            blocks[-1].append(row)
            previous = row
        return blocks

    def partner(self, row: Row) -> Row | None:
        """The row of this side that stands on the same line."""
        nearest = min(self.rows, key=lambda own: abs(own[0].baseline - row[0].baseline))
        return nearest if abs(nearest[0].baseline - row[0].baseline) < 0.25 * row_size(row) else None

    def is_empty_beside(self, row: Row) -> bool:
        return all(abs(own[0].baseline - row[0].baseline) > 0.8 * row_size(row) for own in self.rows)

    def is_dates(self) -> bool:
        """Mostly short rows with a number: dates in a margin, years at the right edge. A place may stand below each,
        and contacts above all."""
        rows = [row for row in self.rows if not _is_contact(row)]
        dated = sum(map(_is_dated, rows))
        if rows and dated >= 0.6 * len(rows):
            return True
        are_short = not self.headings and all(len(row) <= _DATE_WORDS for row in rows)
        blocks = [block for block in self.blocks() if not any(map(_is_contact, block))]
        return are_short and dated > 1 and sum(any(map(_is_dated, block)) for block in blocks) >= 0.8 * len(blocks)

    def is_prose(self) -> bool:
        """Rows of several words that mostly fill the column's width."""
        rows = self.rows
        width = max(row[-1].right for row in rows) - min(row[0].left for row in rows)
        full = sum(row[-1].right - row[0].left > _PROSE_FILL * width for row in rows)
        return median(len(row) for row in rows) >= _PROSE_WORDS and full >= 0.5 * len(rows)

    def _is_heading(self, row: Row) -> bool:
        text = " ".join(word.text for word in row).strip(" :")
        letters = [character for character in text if character.isalpha()]
        if len(letters) < 4 or len(row) > 4 or any(character.isdigit() for character in text) or "," in text:
            return False
        if text.endswith((".", ";")):
            return False
        words = [word for word in text.replace(":", " ").split() if word.isalpha()]
        if words and all(map(is_heading_word, words)):
            return True
        return row_size(row) > _LARGE * self.size or (text.isupper() and len(letters) > 5)


def _is_dated(row: Row) -> bool:
    return len(row) <= _DATE_WORDS and any(_is_number(word.text) for word in row)


def _is_contact(row: Row) -> bool:
    return any("@" in word.text or word.text.startswith(("+", "(+")) for word in row)


def _is_number(text: str) -> bool:
    digits = sum(character.isdigit() for character in text)
    return digits >= 2 and 2 * digits >= len(text) and "@" not in text and "+" not in text
