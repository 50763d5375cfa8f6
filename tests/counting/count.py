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
        context.publish("counted", {"number": number})
        time.sleep(params["pause_s"])
    return {"counted": params["to"]}


def ending_events(_job: Job, state: State, reason: str, _stage: str) -> list[tuple[str, dict[str, Any]]]:
    return [("count_ended", {"state": state, "reason": reason})]
