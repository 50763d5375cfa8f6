"""A run without a server, for the command line: the same attempt at the same job as the runner makes, without a row
and without an event log.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from services.jobs.job import Job
from services.jobs.runner.attempt import Attempt, Outcome
from services.jobs.runner.message_pump import Story
from services.process.control import become_subreaper
from services.runs.kind import RunKind
from services.settings.settings import Settings

OnProgress = Callable[[float, str], None]
"""Gets a fraction and a sentence."""


def run_locally(
    kind: RunKind, run_id: str, request: dict[str, Any], settings: Settings, secret: dict[str, str], show: OnProgress
) -> Outcome:
    """Run the job here, in ``settings.data``. Blocks until it has ended; nothing of its child is left.

    Raises: OSError, if the child cannot be started.
    """

    def hear(story: Story) -> None:
        show(story.progress, story.progress_message)

    become_subreaper()
    job = _job(kind, run_id, request)
    return Attempt(job, kind.job, secret, settings, append=lambda events: None, on_progress=hear).run()


def _job(kind: RunKind, run_id: str, request: dict[str, Any]) -> Job:
    """A job that is in no database."""
    now = time.time()
    return Job(
        id=run_id,
        kind=kind.name,
        owner_id="",
        channel=kind.channel(run_id),
        params=request,
        state="running",
        reason="",
        stage="",
        progress=0.0,
        progress_message="",
        result=None,
        attempt=1,
        has_secret=False,
        cancel_requested=False,
        created_at=now,
        started_at=now,
        finished_at=None,
    )
