"""A screening as CSV: a line for each candidate, the best first, then one for each file that could not be read.

UTF-8 with a byte order mark, without which Excel takes it for the code page of its country; commas, CRLF (RFC 4180).
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

from services.screening.matching.criterion import DEFAULT_WEIGHTS, Criterion
from services.screening.report.wording import RECOMMENDATIONS, job_line, verdict_words
from services.screening.shown import ShownCandidate, ShownScreening, UnreadShown
from services.spreadsheet_cell import cell

_BOM = "\N{ZERO WIDTH NO-BREAK SPACE}"
_BEFORE = ("rank", "file", "name", "score", "confidence", "recommendation")
_AFTER = (
    "years", "e-mails", "phones", "links", "location", "skills", "languages", "experience", "education",
    "certifications", "flags", "warnings", "decision", "note", "not read because",
)  # fmt: skip


def to_csv(screening: ShownScreening) -> bytes:
    """With what its reader may see: a blind screening's candidates come without who they are."""
    text = io.StringIO()
    writer = csv.writer(text, quoting=csv.QUOTE_NONNUMERIC)
    for row in _rows(screening):
        writer.writerow([cell(value) for value in row])
    return (_BOM + text.getvalue()).encode()


def _rows(screening: ShownScreening) -> Iterator[list[str | float | int | None]]:
    criteria = screening.criteria
    yield [*_BEFORE, *(f"{part} points" for part in DEFAULT_WEIGHTS), *(one.text for one in criteria), *_AFTER]
    for candidate in screening.ranking:
        yield _candidate(candidate, criteria)
    blank = [""] * (len(_BEFORE) + len(DEFAULT_WEIGHTS) + len(criteria) + len(_AFTER) - 3)
    for file in screening.failed:
        yield _unread(file, blank)


def _candidate(candidate: ShownCandidate, criteria: list[Criterion]) -> list[str | float | int | None]:
    profile = candidate.profile
    parts = [candidate.parts.get(part) for part in DEFAULT_WEIGHTS]
    judged = {one.id: one for one in candidate.criteria}
    return [
        candidate.rank, candidate.file, profile.name, candidate.score, candidate.confidence,
        RECOMMENDATIONS[candidate.recommendation],
        *(None if part is None else part.points for part in parts),
        *(verdict_words(judged.get(one.id)) for one in criteria),
        profile.years, "; ".join(profile.emails), "; ".join(profile.phones), "; ".join(profile.links),
        profile.location, "; ".join(profile.skills), "; ".join(profile.languages),
        "; ".join(job_line(job) for job in profile.experience),
        "; ".join(", ".join(filter(None, (one.title, one.school))) for one in profile.education),
        "; ".join(profile.certifications), "; ".join(flag.text for flag in candidate.flags),
        "; ".join(profile.warnings), candidate.decision, candidate.note, None,
    ]  # fmt: skip


def _unread(file: UnreadShown, blank: list[str]) -> list[str | float | int | None]:
    return ["", file.file, *blank, file.error]
