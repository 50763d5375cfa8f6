"""Experience: the jobs of a résumé. Each has a date; around it stand the lines of its head, and below its description.

How many lines of a head stand above its date is a habit of the whole section: it is seen at the section's first job,
above which nothing else can stand.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import msgspec

from services.screening.profile import Job
from services.screening.reading.fields.job_head import Head, head_of
from services.screening.reading.fields.job_row import JobRow, is_duration, job_row
from services.screening.reading.fields.period import PRESENT, Period
from services.screening.reading.fields.phrase import (
    employer_score,
    is_absence,
    is_location,
    is_terms,
    is_volunteering,
    title_score,
)
from services.screening.reading.fields.section import SectionRow
from services.screening.reading.fields.text import fold, word_lists
from services.screening.reading.fields.wrapped_cell import joined_cells

_MOST_ABOVE = 3
_MOST_BELOW = 2
_HEAD_CHARS = 100
_LEGAL_FORM = 4
_LIKELY = 2
_SURE_TITLE = 3


class Entry(msgspec.Struct):
    """One job while it is read. ``above``, ``dated`` and ``below`` make its head."""

    dated: JobRow
    period: Period
    above: list[JobRow]
    below: list[JobRow]
    body: list[JobRow]
    head: Head = Head("", "")

    @property
    def lines(self) -> list[str]:
        rows = [*self.above, self.dated, *self.below]
        return [text for row in rows if (text := "\t".join(row.rest))]


class Experience(msgspec.Struct, frozen=True):
    """``job_of`` says for the number of a row which job it belongs to; ``heads`` are the rows of the jobs' heads."""

    jobs: list[Job]
    job_of: dict[int, int]
    heads: frozenset[int]


def read_experience(
    section: list[SectionRow], *, this_year: int, month_first: bool, only_sure: bool = False
) -> Experience:
    """``only_sure``: no heading says that these are jobs, so each must have a title, an employer and a range."""
    joined = joined_cells(section, this_year=this_year)
    told = [row for row in joined if row.content and not is_duration(row.content) and not _heads_columns(row)]
    entries = _entries(
        _without_dated_bullets([job_row(row, this_year=this_year, month_first=month_first) for row in told])
    )
    _read_heads(entries)
    if only_sure:
        entries = [entry for entry in entries if _is_sure(entry)]
    return _with_silent_rows(_result(_share_employers(entries)), section)


def _is_sure(entry: Entry) -> bool:
    is_range = entry.period.kind in ("range", "since")
    return is_range and bool(entry.head.employer) and title_score(entry.head.title) >= _LIKELY


def _heads_columns(row: SectionRow) -> bool:
    """Return whether the row heads a table: ``Employer\tTitle\tFrom\tTo``."""
    cells = row.content.split("\t")
    return len(cells) > 1 and all(fold(cell) in word_lists("employer")["column"] for cell in cells)


def _with_silent_rows(experience: Experience, section: list[SectionRow]) -> Experience:
    """A row that says nothing of its own (how long a job took) belongs to the job of the row before."""
    job_of = experience.job_of
    for number in (row.row.number for row in section):
        if number not in job_of and number - 1 in job_of:
            job_of[number] = job_of[number - 1]
    return experience


def _without_dated_bullets(rows: list[JobRow]) -> list[JobRow]:
    """A bullet with a date is a job only where all dates stand in bullets."""
    if all(row.source.row.bullet for row in rows if row.period):
        return rows
    return [
        JobRow(row.source, None, (row.source.content,), False) if row.period and row.source.row.bullet else row
        for row in rows
    ]


def _entries(rows: list[JobRow]) -> list[Entry]:
    dated = [index for index, row in enumerate(rows) if row.period]
    if not dated:
        return list(_undated(rows))
    _open_first(rows, dated[0])
    most_above = min(len(_run_above(rows, dated[0], 0)), _MOST_ABOVE)
    entries = list[Entry]()
    for number, index in enumerate(dated):
        floor = dated[number - 1] + 1 if number else 0
        above = _run_above(rows, index, floor)[-most_above:] if most_above else []
        if number and entries[-1].dated.is_bare_date and not entries[-1].above:
            above = _leave_one(floor, index, above)
        period = rows[index].period
        assert period is not None
        entries.append(Entry(rows[index], period, above, [], []))
    ends = [following - len(entry.above) for following, entry in zip(dated[1:], entries[1:], strict=True)]
    rests = [rows[index + 1 : end] for index, end in zip(dated, [*ends, len(rows)], strict=True)]
    takes = _takes_below(entries, rests)
    for entry, rest, take in zip(entries, rests, takes, strict=True):
        _split_below(entry, rest, take=take)
    return entries


def _undated(rows: list[JobRow]) -> Iterator[Entry]:
    """Yield the jobs of a section without any date: lines that surely name a title and an employer."""
    for row in rows:
        head = head_of(_texts([row]))
        if row.is_head and head.employer and title_score(head.title) >= _SURE_TITLE:
            yield Entry(row, Period("", "", "single", 0, 0), [], [], [])


def _takes_below(entries: list[Entry], rests: list[list[JobRow]]) -> list[int]:
    """Return for each job how many lines below its date are of its head although a part of them says enough.

    They are where such lines stand below each date, and in most jobs the last is more of an employer than what stands
    above it: ``Staff Nurse, Surgical Ward`` over ``Saltmere Hospital``.
    """
    is_bare = entries[0].dated.is_bare_date
    lines = 2 if is_bare else 1
    for entry, rest in zip(entries, rests, strict=True):
        heads = [row for row in rest[:lines] if row.is_head and not row.source.row.bullet]
        if entry.above or entry.dated.is_bare_date != is_bare or len(heads) < lines:
            return [0] * len(entries)
    own = [
        employer_score(head_of([*entry.lines, *_texts(rest[: lines - 1])]).employer)
        for entry, rest in zip(entries, rests, strict=True)
    ]
    below = [_best_employer_score(_texts(rest[lines - 1 : lines])[0]) for rest in rests]
    better = [score < _LIKELY or score < other for score, other in zip(own, below, strict=True)]
    usual = sum(better) * 2 > len(better)
    return [lines if usual and score < _LEGAL_FORM else 0 for score in own]


def _texts(rows: list[JobRow]) -> list[str]:
    return ["\t".join(row.rest) for row in rows]


def _best_employer_score(text: str) -> float:
    return max(employer_score(part) for part in text.replace("\t", ",").split(","))


def _open_first(rows: list[JobRow], first: int) -> None:
    """What stands between a heading and the first date is the head of the first job, whatever its words."""
    above = [row.source for row in rows[:first]]
    if len(above) <= _MOST_ABOVE and not any(row.row.bullet or len(row.content) > _HEAD_CHARS for row in above):
        rows[:first] = [msgspec.structs.replace(row, is_head=bool(row.rest)) for row in rows[:first]]


def _run_above(rows: list[JobRow], index: int, floor: int) -> list[JobRow]:
    run = list[JobRow]()
    while index > floor and rows[index - 1].is_head and not rows[index - 1].period and len(run) <= _MOST_ABOVE:
        index -= 1
        run.insert(0, rows[index])
    return run


def _leave_one(floor: int, index: int, above: list[JobRow]) -> list[JobRow]:
    """Below a date that stands alone something must remain for its own job."""
    return above[1:] if above and index - len(above) == floor else above


def _split_below(entry: Entry, rows: list[JobRow], *, take: int) -> None:
    """Take the lines of the head that stand below the date, the first ``take`` in any case."""
    taken = 0
    while taken < len(rows) and rows[taken].is_head and taken < _MOST_BELOW + entry.dated.is_bare_date:
        if taken >= take and not _completes(entry, rows[taken]):
            break
        entry.below.append(rows[taken])
        taken += 1
    entry.body = rows[taken:]


def _completes(entry: Entry, row: JobRow) -> bool:
    """Return whether ``row`` says what the head still lacks."""
    head = head_of(entry.lines)
    text = "\t".join(row.rest)
    if head.title and head.employer:
        both_sure = title_score(head.title) >= 2.5 and employer_score(head.employer) >= 2
        if both_sure or len(entry.lines) > 1:
            return is_location(text) or is_terms(text)
        if title_score(text) >= _SURE_TITLE > title_score(head.title) + 1:
            return True  # the date's line names the employer with its town
        likely = _best_employer_score(text) >= 3 and title_score(text) < _LIKELY
        return likely and employer_score(head.employer) < _LIKELY
    return True


def _read_heads(entries: list[Entry]) -> None:
    for entry in entries:
        entry.head = head_of(entry.lines)
    orders = Counter(entry.head.first for entry in entries if entry.head.first)
    prefer = "employer" if orders["employer"] > orders["title"] else "title"
    if prefer == "employer":
        for entry in entries:
            entry.head = head_of(entry.lines, prefer=prefer)


def _share_employers(entries: list[Entry]) -> list[Entry]:
    """Several jobs at one employer: its name stands once, above the first, with or without dates of its own."""
    kept, shared, covers = list[Entry](), "", None
    for number, entry in enumerate(entries):
        following = entries[number + 1] if number + 1 < len(entries) else None
        head = entry.head
        if not head.title and head.employer and following and _is_group(entry, following):
            shared, covers = head.employer, entry.period
            continue
        if head.title and not head.employer and shared and (covers is None or _within(entry.period, covers)):
            entry.head = Head(head.title, shared)
        elif head.employer and 0 <= head.employer_line < head.title_line and entry.above:
            shared, covers = head.employer, None
        else:
            shared, covers = "", None
        kept.append(entry)
    return kept


def _is_group(entry: Entry, following: Entry) -> bool:
    return bool(following.head.title and not following.head.employer) and _within(following.period, entry.period)


def _within(inner: Period, outer: Period) -> bool:
    return outer.start[:4] <= inner.start[:4] and _end(inner) <= _end(outer)


def _end(period: Period) -> str:
    return "9999" if period.end == PRESENT else period.end[:4]


def _result(entries: list[Entry]) -> Experience:
    jobs, job_of = list[Job](), dict[int, int]()
    for entry in entries:
        head_text = " ".join(entry.lines)
        named = entry.head.title or entry.head.employer
        if not named or is_volunteering(head_text) or is_absence(entry.head.title):
            continue
        for row in [*entry.above, entry.dated, *entry.below, *entry.body]:
            job_of[row.source.row.number] = len(jobs)
        jobs.append(Job(
            title=entry.head.title,
            employer=entry.head.employer,
            start=entry.period.start,
            end=entry.period.end,
            text="\n".join(row.source.row.text for row in entry.body),
            place=(entry.above[0] if entry.above else entry.dated).source.row.place,
        ))  # fmt: skip
    heads = frozenset(row.source.row.number for entry in entries for row in [*entry.above, entry.dated, *entry.below])
    return Experience(jobs, job_of, heads)
