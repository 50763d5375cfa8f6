"""The rows of an RTF table: its words say where a cell and a row end, and never where one begins."""

from __future__ import annotations

from services.screening.reading.draft import Draft


class RowReader:
    """``background`` is the number of the colour behind the cell at hand; 0 for none."""

    def __init__(self, draft: Draft) -> None:
        self._draft = draft
        self._is_open = False
        self._is_between = True
        self._backgrounds: list[int] = []
        self._pending = 0
        self._cell = 0

    @property
    def background(self) -> int:
        return self._backgrounds[self._cell] if self._is_open and self._cell < len(self._backgrounds) else 0

    def enter(self) -> None:
        """There is something in a cell."""
        if not self._is_open:
            self._draft.begin_row()
            self._is_open, self._cell, self._is_between = True, 0, True
        if self._is_between:
            self._draft.begin_cell()
            self._is_between = False

    def word(self, word: str, number: int | None) -> None:
        match word:
            case "trowd":
                self._backgrounds, self._pending = [], 0
            case "clcbpat":
                self._pending = number or 0
            case "cellx":
                self._backgrounds.append(self._pending)
                self._pending = 0
            case "cell":
                self.enter()
                self._is_between = True
                self._cell += 1
            case "row":
                self.end()

    def end(self) -> None:
        if self._is_open:
            self._draft.end_row()
            self._is_open = False
