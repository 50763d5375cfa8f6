"""The ending of a screening's story: its last ``progress`` event, made from the job's row by the runner and by nobody
else, so that one that was killed or cancelled tells the truth, too. Imports little: the runner loads it.
"""

from __future__ import annotations

import time
from typing import Any

from services.jobs.job import Job, State

STATUS = {
    "queued": "queued",
    "running": "processing",
    "succeeded": "completed",
    "failed": "failed",
    "cancelled": "cancelled",
}
"""The state of a run, as the contract's ``progress`` calls it."""

MAX_ERROR_CHARACTERS = 1000


def progress(job: Job, state: State) -> dict[str, Any]:
    """How far a screening is that has not said so itself."""
    return {
        "screening_id": job.params["screening_id"],
        "at": int(1000 * job.created_at),
        "completed": 0,
        "total": job.params.get("files", 0),
        "status": STATUS[state],
        "message": "Waiting to begin" if state == "queued" else "",
    }


def ending_events(job: Job, state: State, reason: str, _stage: str) -> list[tuple[str, dict[str, Any]]]:
    """``(type, data)`` of the last event. The job's result, if there is any, is its `ScreeningFacts`."""
    facts = job.result or {}
    screening_id = job.params["screening_id"]
    best = facts.get("best", [])
    told = {
        **progress(job, state),
        "at": int(1000 * (job.finished_at or time.time())),
        "completed": facts.get("completed", 0),
        "total": facts.get("total", 0) or job.params.get("files", 0),
        "message": _message(state, reason, facts),
        "results": best,
        "truncated": facts.get("candidates", 0) > len(best),
        "results_url": f"/api/v1/screenings/{screening_id}",
        "successful_files": facts.get("successful_files", 0),
        "failed_files": facts.get("failed_files", 0),
    }
    return [("progress", told)]


def _message(state: State, reason: str, facts: dict[str, Any]) -> str:
    if state == "failed":
        return reason[:MAX_ERROR_CHARACTERS]
    if state == "cancelled":
        return "The screening was cancelled."
    read, failed = facts.get("successful_files", 0), facts.get("failed_files", 0)
    return f"{read} read, {failed} could not be read." if failed else f"{read} read."
