"""The spans of a job: the whole of it below the request that led to it; in that, how long it was queued, and each
attempt, with its stages.

A job's whole span is told by whoever ends the job, and its parts by others before. So its id is worked out from the
job's: a runner that was killed leaves no part without a whole.
"""

from __future__ import annotations

import time
from collections.abc import Sequence

from services.jobs.job import ENDED, Job
from services.telemetry.trace import trace
from services.telemetry.trace.context import Context, read_context, span_id_of

MOST_STAGES = 64
"""Of one attempt: a child may go to and fro."""


def context_of(job: Job) -> Context | None:
    """Of the span that is the whole job; None for one without a trace."""
    parent = read_context(job.traceparent)
    return None if parent is None else parent.below(span_id_of(f"job {job.id}"))


def trace_changes(jobs: Sequence[Job]) -> None:
    """Tell what has become of jobs, once the database knows."""
    for job in jobs:
        parent, whole = read_context(job.traceparent), context_of(job)
        if parent is None or whole is None:
            continue
        if job.state == "running" and job.started_at is not None:
            trace.record("queued", whole, job.created_at, job.started_at, attempt=job.attempt)
        elif job.state in ENDED and job.finished_at is not None:
            trace.record(
                f"job {job.kind}",
                parent,
                job.created_at,
                job.finished_at,
                span_id=whole.span_id,
                is_error=job.state == "failed",
                execution=job.id,
                kind=job.kind,
                state=job.state,
                attempts=job.attempt,
                request_id=job.request_id,
            )


class Stages:
    """The stages of one attempt, each from its start until the next one's."""

    def __init__(self, attempt: Context | None) -> None:
        self._attempt = attempt
        self._stage = ""
        self._began_s = 0.0
        self._count = 0

    def enter(self, stage: str) -> None:
        if stage != self._stage:
            self.end()
            self._stage, self._began_s = stage, time.time()

    def end(self) -> None:
        if self._stage and self._attempt is not None and self._count < MOST_STAGES:
            self._count += 1
            trace.record(f"stage {self._stage}", self._attempt, self._began_s, time.time())
        self._stage = ""
