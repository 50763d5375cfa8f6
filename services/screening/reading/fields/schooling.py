"""Education: degrees and schools with their dates. A second degree, school or date begins the next entry."""

from __future__ import annotations

import re
from collections.abc import Iterator

import msgspec

from services.screening.profile import Education
from services.screening.reading.document import Place
from services.screening.reading.fields.degree import level_of, names_degree
from services.screening.reading.fields.job_row import JobRow, job_row
from services.screening.reading.fields.phrase import employer_score, is_location
from services.screening.reading.fields.section import SectionRow
from services.screening.skills.catalogue import Catalogue

_MOST = 40
_SEPARATOR = re.compile(r"\t|\s[|·•–—]\s|\s-\s|,\s|\s?[|·]\s?|\s(?:at|from|an der|am|à l'|en la|en el)\s(?=[A-ZÀ-Ý])")
_BRACKETED = re.compile(r"\s?\(([^()]{0,80})\)")
_GRADE = re.compile(
    r"^(?:gpa|grade|note|abschlussnote|mention|nota|result|cgpa|thesis|dissertation|thema|major|minor)\b", re.IGNORECASE
)


class _Entry(msgspec.Struct):
    title: str = ""
    school: str = ""
    start: str = ""
    end: str = ""
    place: Place = Place()


def read_education(
    section: list[SectionRow], catalogue: Catalogue, *, this_year: int, month_first: bool
) -> list[Education]:
    rows = [job_row(row, this_year=this_year, month_first=month_first) for row in section]
    entries = list(_entries(rows, catalogue))
    return [
        Education(entry.title, entry.school, entry.start, entry.end, level_of(entry.title, catalogue), entry.place)
        for entry in entries[:_MOST]
        if entry.title or entry.school
    ]


def _entries(rows: list[JobRow], catalogue: Catalogue) -> Iterator[_Entry]:
    entry: _Entry | None = None
    for row in rows:
        text = "\t".join(row.rest)
        if not row.is_head and not names_degree(text[:120], catalogue):
            continue
        if len(text) > 200 or _GRADE.match(text):
            continue
        has_school = entry is not None and bool(entry.school) and not entry.title
        title, school = _parted(text, catalogue, has_school=has_school)
        if not (title or school or row.period):
            continue
        is_next = entry is not None and bool(
            (row.period and entry.start + entry.end) or (title and entry.title) or (school and entry.school)
        )
        if entry is None or is_next:
            if entry is not None:
                yield entry
            entry = _Entry(place=row.source.row.place)
        entry.title, entry.school = entry.title or title, entry.school or school
        if row.period:
            entry.start, entry.end = row.period.start, row.period.end
            if row.period.kind == "single":
                entry.start = ""
    if entry is not None:
        yield entry


def _parted(text: str, catalogue: Catalogue, *, has_school: bool) -> tuple[str, str]:
    """Return what of a line is the degree, and what is the school, unless the line above has named it."""
    parts = [part.strip(" ,-–|·.") for part in _SEPARATOR.split(text)]
    parts = [part for part in parts if part and not is_location(part)]
    schools = [index for index, part in enumerate(parts) if employer_score(part) >= 2.5]
    degrees = [index for index, part in enumerate(parts) if names_degree(part, catalogue)]
    school = next((index for index in schools if index not in degrees), None)
    if school is None and schools and len(parts) > 1 and degrees != schools:
        school = schools[-1]
    if has_school and degrees and not schools:
        return ", ".join(parts), ""
    if school is None and degrees and len(parts) > degrees[0] + 1 and not schools:
        return ", ".join(parts[degrees[0] : -1]), parts[-1]
    titles = [part for index, part in enumerate(parts) if index != school]
    if school is not None and degrees and degrees[0] < school:
        titles = parts[degrees[0] : school]
    elif school is not None and not degrees:
        titles = parts[:school] if school else []
    if school is None and not degrees:
        return "", ""
    return ", ".join(titles), parts[school] if school is not None else ""
