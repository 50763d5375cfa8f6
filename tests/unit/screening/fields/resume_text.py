"""A résumé written as text, as the reader of text files hands it over."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import cache

from services.screening.profile import Language, Profile, Value
from services.screening.reading.document import Document
from services.screening.reading.limits import ReadingLimits
from services.screening.reading.plain_text import read_text
from services.screening.reading_work import whole_profile
from services.screening.skills.catalogue import Catalogue, load_catalogue

AS_OF = date(2026, 11, 25)


@cache
def catalogue() -> Catalogue:
    return load_catalogue()


def document(text: str) -> Document:
    return read_text(text.encode(), ReadingLimits())


def profile_of(text: str, as_of: date = AS_OF) -> Profile:
    return whole_profile(document(text), as_of, catalogue())


def jobs_of(text: str) -> list[tuple[str, str, str, str]]:
    return [(job.title, job.employer, job.start, job.end) for job in profile_of(text).experience]


def texts(values: Sequence[Value | Language]) -> list[str]:
    return [value.text for value in values]
