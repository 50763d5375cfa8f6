"""The processor time of a job: of its whole tree, in all and stage by stage."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.support.job_server import JobServer

pytestmark = pytest.mark.integration


def test_processor_time_is_limited_in_all_and_by_stage(new_job_server: Callable[..., JobServer]) -> None:
    """Short-lived children count, and hopping between stages begins none of them anew."""
    server = new_job_server(JOB_CPU_S=5)
    light = server.ended(server.submit("spin", {"stages": ["light"]}), within_s=180)
    assert (light.state, light.reason) == (
        "failed",
        "The job used more than 1.5 s of processor time in its stage “Light work”, which may use 30% of"
        " TAILRACE_JOB_CPU_S, and was stopped.",
    )
    heavy = server.ended(server.submit("spin", {"stages": ["heavy"]}), within_s=180)
    assert (heavy.state, heavy.reason) == (
        "failed",
        "The job used more than the 5 s of processor time (TAILRACE_JOB_CPU_S) that a job may use, and was stopped.",
    )
    hopping = server.ended(server.submit("spin", {"stages": ["light", "heavy"]}), within_s=180)
    assert hopping.state == "failed" and "Light work" in hopping.reason
