"""What a screening is as a kind of run, and what its job may do."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from services.jobs.kind import JobKind, Stage
from services.process.access import Access
from services.runs.kind import RunKind
from services.screening.ending import progress
from services.screening.settings import ScreeningSettings
from services.settings.settings import Settings

FOLDER = "screenings"
EVENTS = frozenset({"file_done", "file_failed"})
"""What the job's child may publish beside progress; how the screening ended is for the runner alone to say."""


def _folders(screening_id: str) -> tuple[str, ...]:
    return (f"{FOLDER}/{screening_id}",)


def _largest_file(settings: Settings) -> int:
    return max(settings.of(ScreeningSettings).stack_bytes, settings.files.upload_bytes)


def _own_terms(settings: Settings, _params: Mapping[str, Any]) -> Access:
    own_terms = settings.of(ScreeningSettings).own_terms
    return Access(read=(own_terms,)) if own_terms else Access()


def _kept_s(settings: Settings) -> float:
    return settings.of(ScreeningSettings).days * 86_400


SCREENING = RunKind(
    name="screening",
    job=JobKind(
        name="screening",
        entry="services.screening.screening:run",
        ending="services.screening.ending:ending_events",
        owner_progress=progress,
        event_types=EVENTS,
        file_bytes=_largest_file,
        access=_own_terms,
        folders=_folders,
        result="services.screening.screening_facts:ScreeningFacts",
        stages=(
            Stage("files", "Sort the files", 0.05),
            Stage("reading", "Read and score", 0.95),
            Stage("ranking", "Rank", 0.99),
            Stage("done", "Ranking", 1.0),
        ),
        event_params=("screening_id",),
    ),
    channel_prefix="screening",
    id_name="screening_id",
    noun="screening",
    plural="screenings",
    kept=lambda settings: settings.of(ScreeningSettings).kept,
    kept_s=_kept_s,
    evidence="services.screening.evidence:evidence",
)
