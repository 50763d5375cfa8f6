"""The ending of a scan's story: the last events of its channel, made from the job's row by the runner and by nobody
else.

A scan that was killed, cancelled or cut off by a crash ends in the same way as one that came to its end: exactly one of
``analysis_complete``, ``analysis_failed`` and ``analysis_cancelled``, then ``stream_end``. Imports little: the runner
loads it.
"""

from __future__ import annotations

import time
from typing import Any

from services.jobs.job import Job, State

MAX_ERROR_CHARACTERS = 1000


def ending_events(job: Job, state: State, reason: str, stage: str) -> list[tuple[str, dict[str, Any]]]:
    """``(type, data)`` of the last events. The result of a succeeded job is its `ScanFacts`."""
    told = {"repo_name": job.params["repo_name"], "at": int(1000 * (job.finished_at or time.time()))}
    return [_outcome(told, state, reason, stage or "source", job.result or {}), ("stream_end", told)]


def _outcome(
    told: dict[str, Any], state: State, reason: str, stage: str, facts: dict[str, Any]
) -> tuple[str, dict[str, Any]]:
    if state == "succeeded":
        summary = facts.get("summary", {})
        complete = {
            "files_analyzed": facts.get("files", 0),
            "issues_found": summary.get("total_issues", 0),
            "execution_time": facts.get("execution_time", 0.0),
            "summary": summary,
        }
        return "analysis_complete", told | complete
    if state == "cancelled":
        return "analysis_cancelled", told | {"stage": stage}
    return "analysis_failed", told | {"error": reason[:MAX_ERROR_CHARACTERS], "stage": stage}
