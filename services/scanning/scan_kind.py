"""What a scan is as a kind of run, and what its job may do."""

from __future__ import annotations

from services.jobs.kind import JobKind, Stage
from services.runs.kind import RunKind
from services.scanning import scan_access
from services.scanning.scan_request import FOLDER
from services.scanning.settings import ScanningSettings
from services.settings.settings import Settings

EVENTS = frozenset((
    "clone_progress", "graph_building", "graph_progress", "graph_complete", "collecting_files", "files_collected",
    "rlm_started", "batch_error", "batch_complete", "structure_complete", "dependencies_complete",
    "history_complete", "repository_insight",
))  # fmt: skip
"""What the job's child may publish; how the analysis ended is for the runner alone to say."""


def _folders(scan_id: str) -> tuple[str, ...]:
    return (f"{FOLDER}/{scan_id}",)


def _largest_file(settings: Settings) -> int:
    return max(settings.of(ScanningSettings).repository_bytes, settings.files.upload_bytes)


SCAN = RunKind(
    name="scan",
    job=JobKind(
        name="scan",
        entry="services.scanning.scan:run",
        ending="services.scanning.ending:ending_events",
        secret_settings=("language_model.api_key",),
        event_types=EVENTS,
        file_bytes=_largest_file,
        folders=_folders,
        access=scan_access.lasting,
        early_access=scan_access.early,
        takes=scan_access.upload,
        result="services.scanning.scan_facts:ScanFacts",
        stages=(
            Stage("source", "Fetch the repository", 0.08, cpu_share=0.25),
            Stage("graph", "Build the code graph", 0.2, cpu_share=0.25),
            Stage("files", "Collect the files", 0.22, cpu_share=0.1),
            Stage("analysis", "Analyse in batches", 0.98),
            Stage("done", "Report", 1.0),
        ),
        event_params=("repo_name",),
    ),
    channel_prefix="scan",
    id_name="scan_id",
    noun="analysis",
    plural="analyses",
    kept=lambda settings: settings.of(ScanningSettings).kept,
    evidence="services.scanning.evidence:evidence",
)
