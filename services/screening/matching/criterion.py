"""What an opening asks for."""

from __future__ import annotations

from typing import Literal

import msgspec

CriterionKind = Literal["must", "nice", "knockout", "note"]
Part = Literal["skills", "experience", "seniority", "education", "domain", "certifications"]
DEFAULT_WEIGHTS: dict[Part, float] = {
    "skills": 40, "experience": 30, "seniority": 10, "education": 5, "domain": 10, "certifications": 5,
}  # fmt: skip


class Criterion(msgspec.Struct, frozen=True):
    """``terms``: any one of them meets it (an either/or group counts once). ``stars`` (1 to 3) weigh a nice-to-have.

    A knock-out never gives points; its verdict is met, unknown or denied, and silence is never denied. A note is in
    the recruiter's own words: it is shown beside each candidate and judged by people.
    """

    id: str
    kind: CriterionKind
    text: str
    terms: list[str] = []
    part: Part = "skills"
    stars: int = 1
    years: float | None = None
    """At least so many years of it (of any of ``terms``; of employment where there are none)."""
    level: int | None = None
    """At least this level of education, 1 to 8 in the European Qualifications Framework."""


class Opening(msgspec.Struct, frozen=True):
    """What a stack of résumés is ranked against."""

    title: str
    description: str
    criteria: list[Criterion] = []
    weights: dict[Part, float] = msgspec.field(default_factory=lambda: dict(DEFAULT_WEIGHTS))
