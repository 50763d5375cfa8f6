"""What a scan is as a kind of run."""

from __future__ import annotations

from services.jobs.kind import KINDS
from services.runs.kind import RunKind

SCAN = RunKind(
    name="scan",
    job=KINDS["scan"],
    channel_prefix="scan",
    id_name="scan_id",
    noun="analysis",
    plural="analyses",
    stages=(
        ("source", "Fetch the repository"),
        ("graph", "Build the code graph"),
        ("files", "Collect the files"),
        ("analysis", "Analyse in batches"),
        ("done", "Report"),
    ),
    kept=lambda settings: settings.scans_kept,
    evidence="services.scanning.evidence:evidence",
)
