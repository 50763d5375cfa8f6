"""Announcements: that a run has begun, or is gone, told to whoever looks at a list.

They go to ``executions.<owner>``, and to ``executions`` for admins, and only name the run: a list then asks for what
its reader may see. The row comes first. An announcement that a crash or a full disk swallows is missed until the list
is loaded again; the run itself does not depend on it.
"""

from __future__ import annotations

import logging

from services.auth.identity import Identity
from services.errors import TailraceError
from services.runs.kind import RunKind
from services.streaming.event import new_event
from services.streaming.log.event_log import Append, EventLog

_log = logging.getLogger(__name__)

CHANNEL = "executions"
BEGUN = "execution:new"
GONE = "execution:deleted"


def announced_to(identity: Identity) -> str:
    """The channel on which the runs that this reader lists are announced."""
    return CHANNEL if identity.is_admin else f"{CHANNEL}.{identity.user_id}"


def announce(event_log: EventLog, what: str, kind: RunKind, run_id: str, owner_id: str) -> None:
    """Append the announcement. Blocks for the disk."""
    data = {"id": run_id, "kind": kind.name}
    events = [new_event(channel, what, data) for channel in (f"{CHANNEL}.{owner_id}", CHANNEL)]
    try:
        (outcome,) = event_log.append([Append(events, principal="runs")])
    except TailraceError as error:
        outcome = error
    if isinstance(outcome, TailraceError):
        _log.warning("run_not_announced", extra={"run": run_id, "what": what, "error": str(outcome)})
