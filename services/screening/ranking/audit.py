"""The bias audit of New York City's Local Law 144 (Rules of the City of New York, title 6, §§ 5-300 and 5-301).

    selection rate   of a category: those who were selected, divided by all in it
    scoring rate     of a category: those who scored above the sample's median, divided by all in it
    impact ratio     a category's rate divided by the highest rate of a category

The categories are the auditor's own: a table beside the ranking, never in the database. They are computed for each of
its columns, and for two columns together, such as sex and race. A category with less than two percent of the sample may
be left out of the impact ratios; its counts are shown all the same.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from itertools import combinations
from statistics import median
from typing import NamedTuple

from services.errors import BadRequest

SMALL_SHARE = 0.02
ID_COLUMN = "candidate_id"


class Person(NamedTuple):
    """One candidate of the ranking."""

    candidate_id: str
    score: float
    is_selected: bool


class Rate(NamedTuple):
    """``impact_ratio`` is None where the category is too small, or where nobody of any category was chosen."""

    category: str
    total: int
    chosen: int
    rate: float
    impact_ratio: float | None
    is_small: bool


class RateTable(NamedTuple):
    """Of one column, or of several together. ``unknown`` counts the candidates without a category in it."""

    columns: tuple[str, ...]
    rows: list[Rate]
    unknown: int


class Audit(NamedTuple):
    """``missing`` are candidates who are not in the auditor's table, ``unmatched`` its rows without a candidate."""

    candidates: int
    selected: int
    median_score: float | None
    selection: list[RateTable]
    scoring: list[RateTable]
    missing: int
    unmatched: int


Categories = Mapping[str, Mapping[str, str]]
"""Category by column, by candidate."""


def read_categories(text: str) -> dict[str, dict[str, str]]:
    """Read the auditor's table: a CSV file with a header, the column ``candidate_id`` and one column per subject.

    Raises:
        BadRequest: the header or a row is wrong; the message says which.
    """
    dialect_of = text[:2_000].splitlines()[:1]
    delimiter = ";" if dialect_of and dialect_of[0].count(";") > dialect_of[0].count(",") else ","
    reader = csv.reader(io.StringIO(text.removeprefix("\ufeff")), delimiter=delimiter, strict=True)
    try:
        header = [name.strip() for name in next(reader, [])]
        if ID_COLUMN not in header or len(header) < 2 or len(set(header)) < len(header) or "" in header:
            raise BadRequest(
                f"The table's first line must name its columns, each once: {ID_COLUMN} and at least one subject, "
                "such as sex or race."
            )
        return _categories(header, reader)
    except csv.Error as error:
        raise BadRequest(f"The table is not valid CSV in line {reader.line_num}: {error}.") from None


def _categories(header: Sequence[str], reader: Iterable[Sequence[str]]) -> dict[str, dict[str, str]]:
    rows: dict[str, dict[str, str]] = {}
    for number, row in enumerate(reader, 2):
        if not any(cell.strip() for cell in row):
            continue
        if len(row) != len(header):
            raise BadRequest(
                f"Row {number} of the table has {len(row)} cells; the first line names {len(header)} columns."
            )
        cells = {name: cell.strip() for name, cell in zip(header, row, strict=True)}
        candidate_id = cells.pop(ID_COLUMN)
        if not candidate_id or candidate_id in rows:
            raise BadRequest(f"Row {number} of the table has no {ID_COLUMN}, or one that an earlier row has.")
        rows[candidate_id] = cells
    return rows


def audit(people: Sequence[Person], categories: Categories) -> Audit:
    """Return the rates of selection and of scoring above the median, by each column and each two together."""
    columns = list(next(iter(categories.values()), {}))
    groups = [*((column,) for column in columns), *combinations(columns, 2)]
    middle = median(person.score for person in people) if people else None
    selected = {person.candidate_id for person in people if person.is_selected}
    above = {person.candidate_id for person in people if middle is not None and person.score > middle}
    known = {person.candidate_id for person in people}
    return Audit(
        len(people),
        len(selected),
        middle,
        [rate_table(people, categories, group, selected) for group in groups],
        [rate_table(people, categories, group, above) for group in groups],
        len(known - categories.keys()),
        len(categories.keys() - known),
    )


def rate_table(
    people: Iterable[Person], categories: Categories, columns: tuple[str, ...], chosen: set[str]
) -> RateTable:
    """Return the rates of the categories of some columns together; the largest category comes first."""
    counts: dict[str, list[int]] = {}
    unknown = 0
    for person in people:
        cells = [categories.get(person.candidate_id, {}).get(column, "") for column in columns]
        if not all(cells):
            unknown += 1
            continue
        row = counts.setdefault(" / ".join(cells), [0, 0])
        row[0] += 1
        row[1] += person.candidate_id in chosen
    total = sum(count for count, _ in counts.values())
    rates = {
        name: (count, taken, taken / count, count < SMALL_SHARE * total) for name, (count, taken) in counts.items()
    }
    best = max((rate for _, _, rate, is_small in rates.values() if not is_small), default=0.0)
    rows = [
        Rate(name, count, taken, rate, None if is_small or not best else rate / best, is_small)
        for name, (count, taken, rate, is_small) in rates.items()
    ]
    return RateTable(columns, sorted(rows, key=lambda row: (-row.total, row.category)), unknown)
