"""What a résumé says, as fields. What was not found is empty, never guessed."""

from __future__ import annotations

from typing import Literal

import msgspec

from services.screening.reading.document import FileType, HiddenText, PageSize, Place

Section = Literal[
    "header", "summary", "skills", "languages", "experience", "education", "certifications", "projects", "interests",
    "references", "personal", "other",
]  # fmt: skip


class Statement(msgspec.Struct, frozen=True):
    """One line or bullet of the résumé with what it belongs to: what criteria are matched against and what is quoted.

    ``job`` is the index in ``Profile.experience`` of the job that it describes. ``identity`` marks lines that name the
    person or their circumstances (name, contacts, birth date, nationality, …): scoring never sees them, nor does a
    language model, and a blind screening does not send them. In the other lines ``text`` lacks the person's name,
    pronouns, contacts and years of schooling; it is otherwise as written.
    """

    text: str
    section: Section
    place: Place = Place()
    job: int | None = None
    identity: bool = False


class Value(msgspec.Struct, frozen=True):
    """One value of a field and where it stands."""

    text: str
    place: Place = Place()


class Job(msgspec.Struct, frozen=True):
    """``start`` and ``end`` are ``YYYY-MM``, ``YYYY`` or empty; ``end`` is ``present`` for what goes on."""

    title: str
    employer: str
    start: str
    end: str
    text: str
    place: Place = Place()


class Education(msgspec.Struct, frozen=True):
    title: str
    school: str
    start: str
    end: str
    level: int | None = None
    """Of the European Qualifications Framework, 1 to 8."""
    place: Place = Place()


class Language(msgspec.Struct, frozen=True):
    """A language that somebody speaks, as written (``Englisch``), and its ISO 639 code (``en``)."""

    text: str
    code: str
    level: str = ""
    """As written, folded: ``c1``, ``native``, ``verhandlungssicher``; empty where it is not said."""
    place: Place = Place()


class Named(msgspec.Struct, frozen=True, array_like=True):
    """A passage's characters from ``start`` to ``end`` name a term; ``stance`` is how (`matching/stance.py`)."""

    term: str
    start: int
    end: int
    stance: int


class Noted(msgspec.Struct, frozen=True, array_like=True):
    """What does not depend on an opening, of one passage (`matching/passage.py`)."""

    named: list[Named] = []
    suspicion: str = ""
    """Why it counts for nothing: a code of `ranking/suspicion.py`."""


class Profile(msgspec.Struct, frozen=True):
    """One résumé as read. Phones are E.164; ``years`` is the union of the jobs' intervals at the as-of date."""

    file_type: FileType
    as_of: str
    language: str
    """ISO 639-1; empty where it is not told apart."""
    statements: list[Statement]
    name: Value | None = None
    emails: list[Value] = []
    phones: list[Value] = []
    links: list[Value] = []
    location: Value | None = None
    summary: str = ""
    skills: list[Value] = []
    languages: list[Language] = []
    experience: list[Job] = []
    education: list[Education] = []
    certifications: list[Value] = []
    projects: list[Value] = []
    years: float | None = None
    """None where no job has a date."""
    gaps: list[str] = []
    """Times between two jobs, as sentences: facts, which are never scored. Only dates with a month show one."""
    hidden: list[HiddenText] = []
    pages: list[PageSize] = []
    has_photo: bool = False
    warnings: list[str] = []
    """For the recruiter, in words: read by OCR, hidden text, an unsupported language, pages left out, …"""
    noted: list[Noted] | None = None
    """By passage: looked up once when the file is read, so that many profiles are ranked again at once."""
    noted_by: str = ""
    """The catalogue that knew the terms; another one looks again."""
