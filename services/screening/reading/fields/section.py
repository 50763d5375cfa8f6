"""A section: the rows under one heading. What stands before the first heading is the ``header``.

A label inside a line (``Skills: Excel, SAP``) makes a section of that line and of what visibly goes on from it; then
the section around it goes on. A line in the style of the headings whose words are unknown starts ``other``.
"""

from __future__ import annotations

from collections import Counter
from itertools import pairwise
from typing import NamedTuple

import msgspec

from services.screening.profile import Section
from services.screening.reading.fields.heading import Heading, heading_of, label_of
from services.screening.reading.fields.row import Row
from services.screening.reading.fields.text import fold, words

_TITLE_ROWS = 6  # so far from the top stands the document's own name; later, "Résumé" heads a summary
_UNKNOWN_WORDS = 5
_OF_JOB = ("tech", "tool", "stack", "environ", "umgebung", "werkzeug", "outil", "herramient", "software", "logiciel")
"""So begin labels of what one job or project used."""


_LABELS_OF: dict[Section, tuple[Section, ...]] = {
    "experience": ("other", "summary", "personal"),
    "education": ("other", "summary", "personal"),
    "projects": ("other", "summary", "personal"),
    "references": ("other", "summary", "personal"),
    "personal": ("other", "summary"),
}
"""A label inside a section that begins none: ``Achievements: …`` of a job, ``Contact: …`` of a referee."""


class SectionRow(msgspec.Struct, frozen=True):
    """``content`` is the row's text without a label; it is empty for a heading."""

    row: Row
    section: Section
    content: str
    heading: bool = False
    label: bool = False
    lists_skills: bool = False
    """Of a section of skills, or after a label such as ``Tools:`` wherever it stands."""


class Sections(msgspec.Struct, frozen=True):
    rows: list[SectionRow]
    languages: Counter[str]
    """How many headings are of each language."""

    def of(self, *sections: Section) -> list[SectionRow]:
        """Return the rows with content of these sections."""
        return [row for row in self.rows if row.section in sections and row.content]


Style = tuple[float, bool, bool, bool]


class _Label(NamedTuple):
    """A label inside a line, and the last row of what it heads."""

    section: Section
    last: Row
    is_cell: bool


class _Reading:
    def __init__(self, rows: list[Row]) -> None:
        self._rows = rows
        self._headings = [self._heading(row) for row in rows]
        self._add_second_lines()
        self._styles = Counter(_style(row) for row, found in zip(rows, self._headings, strict=True) if found)
        self._body = Counter(row.size for row in rows).most_common(1)[0][0] if rows else 0.0
        self._section: Section = "header"
        self._label: _Label | None = None
        self._cell = ""
        """The label in the first cell of the row before: its heading may go on in the next row."""
        self.languages: Counter[str] = Counter()

    def _heading(self, row: Row) -> Heading | None:
        heading = heading_of(row.text)
        if not heading or (row.bullet and not row.heading):
            return None
        first = next((char for char in row.text if char.isalpha()), "")
        return heading if first.isupper() or row.heading or row.bold or self._stands_alone(row) else None

    def _add_second_lines(self) -> None:
        """A narrow column breaks ``Expérience professionnelle`` in two; the second word alone is no heading."""
        for above, row in pairwise(self._rows):
            heading = self._headings[above.number]
            alike = _style(above) == _style(row) and above.block == row.block
            if heading and alike and not self._headings[row.number] and not row.bullet:
                both = heading_of(f"{above.text} {row.text}")
                if both and both.section == heading.section:
                    self._headings[row.number] = both

    def _stands_alone(self, row: Row) -> bool:
        near = self._rows[max(0, row.number - 1) : row.number] + self._rows[row.number + 1 : row.number + 2]
        return row.number > 0 and all(other.block != row.block for other in near)

    def read(self) -> list[SectionRow]:
        return [self._read(row, heading) for row, heading in zip(self._rows, self._headings, strict=True)]

    def _read(self, row: Row, heading: Heading | None) -> SectionRow:
        if heading and heading.section == "title" and row.number < _TITLE_ROWS:
            return SectionRow(row, self._section, "", heading=True)
        if heading:
            self.languages.update(heading.languages)
            self._section, self._label = "summary" if heading.section == "title" else heading.as_section, None
            return SectionRow(row, self._section, "", heading=True)
        if self._cell and len(row.cells) > 1 and self._is_rest_of_heading(row.cells[0]):
            self._cell = ""
            return SectionRow(row, self._section_now(), "\t".join(row.cells[1:]))
        self._cell = ""
        labelled = label_of(row.text)
        if labelled:
            return self._labelled(row, *labelled)
        if self._is_unknown_heading(row):
            self._section, self._label = "other", None
            return SectionRow(row, "other", "", heading=True)
        if self._label:
            self._label = self._label._replace(last=row) if self._goes_on(row, self._label) else None
        section = self._section_now()
        return SectionRow(row, section, row.text, lists_skills=section == "skills")

    def _is_rest_of_heading(self, cell: str) -> bool:
        return heading_of(cell) is None and heading_of(f"{self._cell} {cell}") is not None

    def _section_now(self) -> Section:
        return self._label.section if self._label else self._section

    def _labelled(self, row: Row, heading: Heading, content: str) -> SectionRow:
        """A cell that heads a table's row heads the following rows, too, unless it is a list of values."""
        section = heading.as_section
        is_cell = len(row.cells) > 1 and heading_of(row.cells[0]) is not None
        self._cell = row.cells[0] if is_cell else ""
        if is_cell and section in ("experience", "education", "projects"):
            self._section, self._label = section, None
            return SectionRow(row, section, content)
        self.languages.update(heading.languages)
        if section in _LABELS_OF.get(self._section, ()):
            section = self._section
        lists_skills = section == "skills"
        of_job = self._section in ("experience", "projects") and (row.bullet or fold(row.text).startswith(_OF_JOB))
        if of_job and section in ("skills", "projects", "certifications"):
            section = self._section
        self._label = _Label(section, row, is_cell)
        return SectionRow(row, section, content, label=True, lists_skills=lists_skills)

    def _goes_on(self, row: Row, label: _Label) -> bool:
        """What a label in the first cell heads goes on to the end of the block; else only an unfinished line does."""
        last = label.last
        if label.is_cell and row.block == last.block and len(row.cells) == 1:
            return True
        if last.text.rstrip().endswith((",", ";", "/", "|")):
            return True
        return row.text[:1].islower() and row.block == last.block

    def _is_unknown_heading(self, row: Row) -> bool:
        if len(row.cells) != 1 or row.bullet or not row.text[:1].isalpha() or any(char.isdigit() for char in row.text):
            return False
        known, style = self._styles.get(_style(row), 0), _style(row)
        stands_out = row.heading or (row.size > self._body > 0)
        return (
            stands_out
            and known >= 2
            and sum(self._styles.values()) - known < known
            and style[0] >= self._body
            and 1 <= len(words(row.text)) <= _UNKNOWN_WORDS
            and self._section != "header"
        )


def _style(row: Row) -> Style:
    return (row.size, row.bold, row.heading, row.text.isupper())


def sections_of(rows: list[Row]) -> Sections:
    reading = _Reading(rows)
    return Sections(reading.read(), reading.languages)
