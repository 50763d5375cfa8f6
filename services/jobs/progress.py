"""Progress that people can follow over all of their jobs, whatever they are.

Each ``progress`` event of a kind that declares it (`JobKind.owner_progress`) stands on two channels: the job's own, and
``progress.<owner>``, which is never closed. Both are in one append, so no crash leaves one without the other.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from services.jobs.job import Job
from services.jobs.kind import JobKind
from services.streaming.event import MAX_EVENT_BYTES, NewEvent, new_event
from services.streaming.log.event_log import Append

PROGRESS = "progress"
"""The event's type, and the first part of the owner's channel."""

QUEUED = "queued"


def owner_channel(owner_id: str) -> str:
    return f"{PROGRESS}.{owner_id}"


def job_events(
    job: Job, kind: JobKind, type: str, data: Mapping[str, Any], max_bytes: int = MAX_EVENT_BYTES
) -> list[NewEvent]:
    """An event of the job, for every channel that it goes to.

    Raises: BadRequest, TooLarge: it cannot be accepted.
    """
    is_shared = type == PROGRESS and kind.owner_progress is not None
    channels = [job.channel, owner_channel(job.owner_id)] if is_shared else [job.channel]
    return [new_event(channel, type, data, max_bytes=max_bytes) for channel in channels]


def on_own_channel(job: Job, events: Sequence[NewEvent]) -> list[NewEvent]:
    """What is left of an append when somebody has closed the owner's channel."""
    return [event for event in events if event.channel == job.channel]


def queued_append(job: Job, kind: JobKind) -> Append:
    """Says that the job waits. Empty for a kind whose owner follows no progress.

    Whoever queues the job appends it, and the runner before it starts the job: the first of the two counts, so it is
    there once, and before anything that the job says.
    """
    if kind.owner_progress is None:
        return Append()
    events = job_events(job, kind, PROGRESS, kind.owner_progress(job, "queued"))
    return Append(events, principal=f"job:{job.id}", idempotency_key=QUEUED)
