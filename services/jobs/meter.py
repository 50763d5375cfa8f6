"""What is counted of jobs."""

from __future__ import annotations

from collections.abc import Sequence

from services.jobs.job import ENDED, LIVE, Job
from services.telemetry.meter import Counter, Histogram, Label, Reported

JOB_KIND = Label("kind")
"""The container adds the kinds that there are."""

LIVE_JOBS = Reported("tailrace_jobs", "Jobs of this host that are queued or running.", Label("state", LIVE))
ENDED_JOBS = Counter("tailrace_jobs_ended_total", "Jobs that ended.", JOB_KIND, Label("state", ENDED))
WAIT_S = Histogram(
    "tailrace_job_wait_seconds",
    "How long jobs were queued before they started.",
    JOB_KIND,
    buckets=(0.1, 0.5, 1, 5, 15, 60, 300, 1800),
)
DURATION_S = Histogram(
    "tailrace_job_duration_seconds",
    "How long jobs ran until they ended.",
    JOB_KIND,
    buckets=(0.5, 1, 5, 15, 60, 300, 900, 3600),
)


def count_changes(jobs: Sequence[Job]) -> int:
    """Count what has become of jobs, once the database knows. Returns how many there are."""
    for job in jobs:
        if job.state in ENDED:
            ENDED_JOBS.add(1, job.kind, job.state)
            if job.started_at is not None and job.finished_at is not None:
                DURATION_S.observe(job.finished_at - job.started_at, job.kind)
        elif job.state == "running" and job.started_at is not None:
            WAIT_S.observe(job.started_at - job.created_at, job.kind)
    return len(jobs)
