"""A document in the making, for formats that flow: text comes run by run, and lines, cells and blocks are ended.

Page layouts (PDF, scans) make their lines themselves.
"""

from __future__ import annotations

from dataclasses import dataclass

import msgspec

from services.screening.reading.document import Document, FileType, HiddenReason, HiddenText, Line
from services.screening.reading.limits import ReadingLimits
from services.screening.reading.table_row import merge_cells
from services.screening.reading.unreadable import UnreadableFile, no_text
from services.screening.reading.words import as_line, starts_with_bullet, without_bullet

_MAX_LINKS = 200
_MAX_LINK_CHARS = 500


@dataclass(frozen=True, slots=True)
class Look:
    """How a run of text looks. ``hidden`` says why nobody can see it."""

    size: float | None = None
    bold: bool = False
    hidden: HiddenReason | None = None


_PLAIN = Look()


class Draft:
    """``write`` takes text in which a line feed ends a line and a tab begins a cell."""

    def __init__(self, limits: ReadingLimits) -> None:
        self._limits = limits
        self._bytes = 0
        self._lines: list[Line] = []
        self._rows: list[list[list[Line]]] = []
        """The rows of tables that are open, one within the other, each with its cells so far."""
        self._hidden: list[HiddenText] = []
        self._links: dict[str, None] = {}
        self._block = 0
        self._runs: list[tuple[str, Look]] = []
        self._is_bullet = False
        self._is_heading = False
        self._in_list = self._in_item = False
        self.has_photo = False

    def write(self, text: str, look: Look = _PLAIN) -> None:
        self._bytes += len(text.encode("utf-8", "replace"))
        check_text_bytes(self._bytes, self._limits)
        first, *rest = text.split("\n")
        self._runs.append((first, look))
        for part in rest:
            self.end_line()
            self._runs.append((part, look))

    def tab(self) -> None:
        self._runs.append(("\t", _PLAIN))

    def begin_bullet(self) -> None:
        self._is_bullet = True

    def begin_heading(self) -> None:
        """It ends with its block."""
        self.end_block()
        self._is_heading = True

    def begin_item(self) -> None:
        """Begin an item of a list, all of which are one block."""
        if not self._in_list:
            self.end_block()
        self._in_list = self._in_item = self._is_bullet = True

    def end_item(self) -> None:
        self.end_line()
        self._in_item = self._is_bullet = False

    def begin_row(self) -> None:
        """Begin a row of a table, or of what else stands side by side."""
        self.end_block()
        self._rows.append([])

    def begin_cell(self) -> None:
        self.end_block()
        if self._rows:
            self._rows[-1].append([])

    def end_row(self) -> None:
        self.end_block()
        if self._rows:
            row = merge_cells(self._rows.pop())
            self._sink().extend(row)

    def link(self, target: str) -> None:
        target = target.strip()
        if target and len(target) <= _MAX_LINK_CHARS and len(self._links) < _MAX_LINKS:
            self._links[target] = None

    def end_line(self) -> None:
        runs, self._runs = self._runs, []
        self._take_hidden(runs)
        runs = [(text, look) for text, look in runs if look.hidden is None]
        text = as_line("".join(text for text, _ in runs))
        is_bullet = self._is_bullet or starts_with_bullet(text)
        text = without_bullet(text)
        if text:
            if self._in_list and not self._in_item:  # a paragraph after a list
                self._in_list, self._block = False, self._block + 1
            look = _main_look(runs)
            line = Line(
                text,
                block=self._block,
                size=look.size,
                bold=look.bold,
                heading=self._is_heading,
                bullet=is_bullet,
            )
            self._sink().append(line)
            self._is_bullet = False

    def end_paragraph(self) -> None:
        """End a paragraph, which is a block unless it is an item of a list."""
        if self._in_item:
            self.end_item()
        else:
            self.end_block()

    def end_block(self) -> None:
        self.end_line()
        self._is_heading = self._is_bullet = self._in_list = self._in_item = False
        self._block += 1

    def document(self, file_type: FileType) -> Document:
        """Raises: UnreadableFile, if there is nothing to see."""
        while self._rows:
            self.end_row()
        self.end_block()
        if not self._lines:
            raise no_text()
        return Document(
            file_type,
            numbered(self._lines),
            hidden=self._hidden,
            links=list(self._links),
            has_photo=self.has_photo,
        )

    def _sink(self) -> list[Line]:
        for cells in reversed(self._rows):
            if cells:
                return cells[-1]
        return self._lines

    def _take_hidden(self, runs: list[tuple[str, Look]]) -> None:
        text, reason = "", None
        for part, look in [*runs, ("", _PLAIN)]:
            if look.hidden != reason and (part.strip() or not part):
                if reason is not None and (said := as_line(text)):
                    self._hidden.append(HiddenText(said, reason))
                text, reason = "", look.hidden
            text += part


def check_text_bytes(count: int, limits: ReadingLimits) -> None:
    if count > limits.text_bytes:
        raise UnreadableFile(
            "too_much_text", f"The file holds more text than a résumé does: over {limits.text_bytes // 1024:,} KiB."
        )


def numbered(lines: list[Line]) -> list[Line]:
    """The same lines with their blocks counted from 0 in the order of the lines."""
    result = []
    block, previous = -1, None
    for line in lines:
        if line.block != previous:
            block, previous = block + 1, line.block
        result.append(msgspec.structs.replace(line, block=block))
    return result


def _main_look(runs: list[tuple[str, Look]]) -> Look:
    """The size of most letters; bold if most letters are."""
    sizes: dict[float | None, int] = {}
    bold = letters = 0
    for text, look in runs:
        count = sum(not character.isspace() for character in text)
        sizes[look.size] = sizes.get(look.size, 0) + count
        letters += count
        bold += count if look.bold else 0
    return Look(max(sizes, key=lambda size: sizes[size]), 2 * bold > letters)
