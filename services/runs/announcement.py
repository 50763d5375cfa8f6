"""Announcements: that a run has begun, or is gone, told to whoever looks at a list.

They go to ``executions.<owner>``, and to ``executions`` for admins. The row comes first. An announcement that a crash
or a full disk swallows is missed until the list is loaded again; the run itself does not depend on it.
"""

from __future__ import annotations

import logging

from services.auth.identity import Identity
from services.errors import TailraceError
from services.jobs.job import Job
from services.jobs.progress import queued_append
from services.runs.execution import Execution
from services.runs.kind import RunKind
from services.runs.progress import clearing
from services.streaming.event import NewEvent, new_event
from services.streaming.log.event_log import Append, EventLog

_log = logging.getLogger(__name__)

CHANNEL = "executions"
BEGUN = "execution:new"
CHANGED = "execution:update"
GONE = "execution:deleted"


def announced_to(identity: Identity) -> str:
    """The channel on which the runs that this reader lists are announced."""
    return CHANNEL if identity.is_admin else f"{CHANNEL}.{identity.user_id}"


def announcement(what: str, execution: Execution) -> list[NewEvent]:
    """What to publish, as one batch, for everybody who lists the execution to hear of it."""
    data = {"id": execution.id, "kind": execution.kind, "data": execution.as_dict()}
    return [new_event(channel, what, data) for channel in _channels(execution.owner_id)]


def announce_begun(event_log: EventLog, kind: RunKind, job: Job, execution: Execution) -> None:
    """Announce a run that has just been queued; who follows its owner's progress hears of it, too.
    Blocks for the disk.
    """
    queued = queued_append(job, kind.job)
    begun = Append(announcement(BEGUN, execution), principal="runs")
    _append(event_log, BEGUN, job.id, [begun, queued] if queued.events else [begun])


def announce_gone(event_log: EventLog, kind: RunKind, run_id: str, owner_id: str) -> None:
    """Announce a run that was deleted. Nothing leads to it any more: its progress is no longer its owner's newest.
    Blocks for the disk.
    """
    data = {"id": run_id, "kind": kind.name, "data": {"id": run_id}}
    batch = [Append([new_event(channel, GONE, data) for channel in _channels(owner_id)], principal="runs")]
    if kind.job.owner_progress is not None:
        batch += clearing(event_log, owner_id, (kind.id_name, run_id))
    _append(event_log, GONE, run_id, batch)


def _channels(owner_id: str | None) -> list[str]:
    return [CHANNEL] if owner_id is None else [f"{CHANNEL}.{owner_id}", CHANNEL]


def _append(event_log: EventLog, what: str, run_id: str, batch: list[Append]) -> None:
    try:
        outcomes = event_log.append(batch)
    except TailraceError as error:
        outcomes = [error]
    for outcome in outcomes:
        if isinstance(outcome, TailraceError):
            _log.warning("run_not_announced", extra={"run": run_id, "what": what, "error": str(outcome)})
