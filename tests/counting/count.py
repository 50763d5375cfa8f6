"""The job: counts, with one event per number."""

from __future__ import annotations

import time
from typing import Any

from services.jobs.child.context import JobContext
from services.jobs.job import Job, State


def run(context: JobContext, params: dict[str, Any]) -> dict[str, Any]:
    context.progress(0.1, "Warming up", "warm_up")
    for number in range(1, params["to"] + 1):
        context.progress(0.1 + 0.8 * number / params["to"], f"Counting: {number}", "counting")
        context.found({"counted": number})
        context.publish("counted", {"number": number})
        context.publish("progress", _progress(params, number, "processing", f"Counted to {number}."))
        time.sleep(params["pause_s"])
    return {"counted": params["to"]}


def progress(job: Job, state: State) -> dict[str, Any]:
    """How far a count is that has not said so itself."""
    return _progress(job.params, 0, "queued" if state == "queued" else "processing", "")


def ending_events(job: Job, state: State, reason: str, _stage: str) -> list[tuple[str, dict[str, Any]]]:
    status = "completed" if state == "succeeded" else state
    counted = (job.result or {}).get("counted", 0)
    return [
        ("progress", _progress(job.params, counted, status, reason)),
        ("count_ended", {"state": state, "reason": reason}),
    ]


def _progress(params: dict[str, Any], completed: int, status: str, message: str) -> dict[str, Any]:
    return {
        "count_id": params["count_id"],
        "completed": completed,
        "total": params["to"],
        "status": status,
        "message": message,
    }
