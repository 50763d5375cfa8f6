"""The settings of résumé screening."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

from services.settings import parse
from services.settings.setting import Group, setting


@dataclass(frozen=True, slots=True)
class ScreeningSettings(Group):
    key: ClassVar = "screening"
    title: ClassVar = "Résumé screening"

    files: int = setting("TAILRACE_SCREENING_FILES", 500, parse.whole(1, 10_000), "Files in one screening.")
    stack_bytes: int = setting(
        "TAILRACE_SCREENING_BYTES",
        500 * 2**20,
        parse.whole(1024),
        "What the archives of a screening may unpack to together. An upload's own size: TAILRACE_UPLOAD_BYTES.",
    )
    file_bytes: int = setting("TAILRACE_RESUME_BYTES", 20 * 2**20, parse.whole(100), "Largest résumé that is read.")
    pages: int = setting(
        "TAILRACE_RESUME_PAGES", 30, parse.whole(1, 1000), "Pages read of one résumé; the others are left out."
    )
    file_s: float = setting("TAILRACE_RESUME_S", 60.0, parse.number(0.1), "Seconds that reading one résumé may take.")
    file_memory_bytes: int = setting(
        "TAILRACE_RESUME_MEMORY_BYTES",
        768 * 2**20,
        parse.whole(64 * 2**20),
        "Memory that reading one résumé may take. Two are read at a time.",
    )
    own_terms: Path | None = setting(
        "TAILRACE_SCREENING_TERMS",
        None,
        parse.folder,
        "File with skills and other terms of one's own, in the form of services/screening/skills/terms.",
    )
    days: float = setting(
        "TAILRACE_SCREENING_DAYS", 90.0, parse.number(0.0001), "Days after which a screening is deleted."
    )
    kept: int = setting(
        "TAILRACE_SCREENINGS_KEPT", 200, parse.whole(1), "Ended screenings kept per user; older ones are deleted."
    )
    openings: int = setting("TAILRACE_OPENINGS", 200, parse.whole(1), "Openings that one user may keep.")
