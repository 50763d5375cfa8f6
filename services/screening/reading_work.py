"""The work of a reading process: one file to one profile. What a file can do to it, it does to itself alone."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import msgspec

from services.screening.matching.told import with_told
from services.screening.profile import Profile
from services.screening.ranking.notes import with_notes
from services.screening.reading.document import Document
from services.screening.reading.fields.profile_reader import read_profile
from services.screening.reading.limits import ReadingLimits
from services.screening.reading.reading import read_document
from services.screening.reading.unreadable import UnreadableFile
from services.screening.scoring import terms
from services.screening.skills.catalogue import Catalogue


class Task(msgspec.Struct, frozen=True):
    """A file to read. ``own_terms`` is the installation's own file of terms, if it has one."""

    path: str
    as_of: str
    limits: ReadingLimits
    own_terms: str | None = None


class Read(msgspec.Struct, frozen=True, tag="read"):
    profile: Profile


class Unread(msgspec.Struct, frozen=True, tag="unread"):
    """Why a file was not read: a code, and a sentence for the recruiter."""

    code: str
    error: str


def read(sent: dict[str, object]) -> Read | Unread:
    """Runs in the process; ``sent`` is a `Task`."""
    task = msgspec.convert(sent, Task)
    catalogue = terms(Path(task.own_terms) if task.own_terms else None)
    try:
        document = read_document(Path(task.path), task.limits)
    except UnreadableFile as unreadable:
        return Unread(unreadable.code, unreadable.reason)
    return Read(whole_profile(document, date.fromisoformat(task.as_of), catalogue))


def whole_profile(document: Document, as_of: date, catalogue: Catalogue) -> Profile:
    """Return all that is kept of a document: its fields, with notes for ranking, and what its text tells besides."""
    return with_told(with_notes(read_profile(document, as_of, catalogue), catalogue), catalogue)
