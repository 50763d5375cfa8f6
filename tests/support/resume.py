"""Profiles made of a few lines, as the reading of a résumé would yield them."""

from __future__ import annotations

from typing import Any

from services.screening.profile import Job, Profile, Section, Statement

AS_OF = "2025-11-25"


def said(*lines: str, section: Section = "summary", job: int | None = None) -> list[Statement]:
    """Statements of one section, or of the job with that index."""
    return [Statement(line, "experience" if job is not None else section, job=job) for line in lines]


def profile_of(*groups: list[Statement], **fields: Any) -> Profile:
    return Profile("txt", AS_OF, "en", [statement for group in groups for statement in group], **fields)


def job(title: str, start: str = "", end: str = "", employer: str = "Fjordlys AS") -> Job:
    return Job(title, employer, start, end, "")
