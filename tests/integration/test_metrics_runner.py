"""What the runner counts, in its own process, is in the `/metrics` that a web worker answers."""

from __future__ import annotations

import io
import zipfile

import pytest

from tests.support.condition import wait_until
from tests.support.server import Server

pytestmark = pytest.mark.integration


def test_a_job_that_ended_is_counted(server: Server) -> None:
    api = server.api()
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as members:
        members.writestr("a.py", "print(1)\n")

    def counted(series: str) -> float:
        lines = api.get("/metrics").text.splitlines()
        (line,) = (line for line in lines if line.startswith(f"{series} "))
        return float(line.rpartition(" ")[2])

    ended, waited = (
        'tailrace_jobs_ended_total{kind="scan",state="succeeded"}',
        'tailrace_job_wait_seconds_count{kind="scan"}',
    )
    before, waited_before = counted(ended), counted(waited)
    answer = api.post("/rlm/analyze", files={"file": ("small.zip", archive.getvalue())})
    assert answer.status_code == 202, answer.text
    wait_until(lambda: counted(ended) == before + 1, "the runner has counted it")
    assert counted(waited) == waited_before + 1
