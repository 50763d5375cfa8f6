"""Passages: what a résumé says, in pieces that can be read alone.

A format that has pages breaks a sentence into lines, another keeps it whole. Lines that go on are put together again,
so that "no experience with" still belongs to the "Kubernetes" of the next line, and every format reads the same. Lines
that name the person or their circumstances are left out.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import NamedTuple

from services.screening.matching.continuation import goes_on
from services.screening.matching.interval import interval_of, is_recent
from services.screening.matching.phrase import Word, bare_words, fold, words
from services.screening.matching.vocabulary import features
from services.screening.profile import Noted, Profile, Section, Statement, Value
from services.screening.ranking.ranking import Evidence, Rung
from services.screening.reading.document import Box, Place

_LISTS: frozenset[Section] = frozenset(("skills", "languages", "certifications"))
_SILENT: frozenset[Section] = frozenset(("references", "personal", "interests"))
"""What others say, what the person is, and what they like: none is evidence of a skill."""
_OF_THE_PERSON: frozenset[Section] = frozenset(("education", "certifications"))
_SHORTEST_FULL_LINE = 40
LONGEST_QUOTE = 320
"""Characters: a bullet of three full lines. More of a paragraph is not read to see one word in it."""


class Part(NamedTuple):
    """A statement in a passage, and where it begins there."""

    start: int
    statement: Statement


class Passage:
    """``job`` is the index of the job that it describes; ``rung`` is what a skill named here stands on; a title
    is the line that names the job."""

    def __init__(self, parts: list[Part], text: str, rung: Rung, *, is_title: bool) -> None:
        self.text = text
        self.is_title = is_title
        self.section = parts[0].statement.section
        self.job = parts[0].statement.job
        self.rung = rung
        self._parts = parts
        self.noted: Noted | None = None

    @cached_property
    def row(self) -> list[Word]:
        return words(self.text)

    @cached_property
    def bare(self) -> tuple[str, ...]:
        """The words alone."""
        return bare_words(self.text)

    @cached_property
    def features(self) -> frozenset[str]:
        """What the words say, whatever their form."""
        return frozenset(features(self.bare))

    @property
    def is_list(self) -> bool:
        return self.section in _LISTS

    @property
    def is_of_person(self) -> bool:
        """Whether an occupation that is named here is the person's own."""
        return self.is_title or self.section in _OF_THE_PERSON

    def lines(self, start: int, end: int) -> list[Evidence]:
        """Return the lines that the characters from ``start`` to ``end`` stand on."""
        ends = [*(part.start for part in self._parts[1:]), len(self.text) + 1]
        return [
            Evidence(part.statement.text, part.statement.place)
            for part, part_end in zip(self._parts, ends, strict=True)
            if part.start < end and start < part_end
        ]

    def quoted(self, start: int, end: int) -> list[Evidence]:
        """Return what to quote for these characters: the bullet they stand in, of a list or a long text their lines."""
        places = [part.statement.place for part in self._parts]
        if self.is_list or len(self.text) > LONGEST_QUOTE or len({place.page for place in places}) > 1:
            return self.lines(start, end)
        boxes = [place.box for place in places if place.box]
        return [Evidence(self.text, Place(places[0].page, _around(boxes) if boxes else None))]


def _around(boxes: Sequence[Box]) -> Box:
    return Box(
        min(box.left for box in boxes),
        min(box.top for box in boxes),
        max(box.right for box in boxes),
        max(box.bottom for box in boxes),
    )


def passages(profile: Profile) -> list[Passage]:
    """Return the passages of a résumé in its order, without what is silent on skills."""
    rungs: dict[int | None, Rung] = {index: _rung_of_job(profile, index) for index in range(len(profile.experience))}
    rows: list[list[Statement]] = []
    before: Statement | None = None
    for statement in _statements(profile):
        if before is not None and _goes_on(before, statement):
            rows[-1].append(statement)
        else:
            rows.append([statement])
        before = statement
    titles = [fold(job.title) for job in profile.experience]
    made = [_passage(row, rungs, titles) for row in rows if row[0].section not in _SILENT]
    if profile.noted is not None and len(profile.noted) == len(made):
        for passage, noted in zip(made, profile.noted, strict=True):
            passage.noted = noted
    return made


def _passage(row: list[Statement], rungs: dict[int | None, Rung], titles: list[str]) -> Passage:
    parts, text = [], ""
    for statement in row:
        text += " " if text else ""
        parts.append(Part(len(text), statement))
        text += statement.text
    section, job = row[0].section, row[0].job
    is_title = job is not None and job < len(titles) and bool(titles[job]) and titles[job] in fold(text)
    rung: Rung = rungs.get(job, "project" if section == "projects" else "listed")
    return Passage(parts, text, rung, is_title=is_title)


def _rung_of_job(profile: Profile, index: int) -> Rung:
    """A job without a date shows use, but not when: it stands beside a project."""
    interval = interval_of(profile.experience[index], profile.as_of)
    if interval is None:
        return "project"
    return "recent" if is_recent(interval, profile.as_of) else "job"


def _goes_on(before: Statement, statement: Statement) -> bool:
    """Whether a statement is the rest of the line before it."""
    if (before.section, before.job) != (statement.section, statement.job) or before.section in _SILENT:
        return False
    is_full = before.section not in _LISTS and len(before.text.rstrip()) >= _SHORTEST_FULL_LINE
    return goes_on(before.text, statement.text, is_full=is_full)


def _statements(profile: Profile) -> Iterator[Statement]:
    """Yield what may be looked at: the lines, or the fields' values of a profile that was made without lines."""
    if profile.statements:
        yield from (one for one in profile.statements if not one.identity and one.text.strip())
        return
    fields: tuple[tuple[Section, list[Value]], ...] = (
        ("skills", profile.skills),
        ("languages", [Value(f"{one.text} {one.level}".strip(), one.place) for one in profile.languages]),
        ("certifications", profile.certifications),
        ("projects", profile.projects),
        ("education", [Value(one.title, one.place) for one in profile.education]),
    )
    for section, values in fields:
        yield from (Statement(value.text, section, value.place) for value in values if value.text.strip())
    for index, job in enumerate(profile.experience):
        for line in (job.title, *job.text.splitlines()):
            if line.strip():
                yield Statement(line, "experience", job.place, index)
