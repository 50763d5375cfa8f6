"""A user's newest progress: the newest ``progress`` event among all of their runs, until it is cleared.

Clearing appends an event, so that everybody who follows the channel hears of it, and nothing of its history is missing
for those who come back.
"""

from __future__ import annotations

import msgspec

from services.jobs.progress import PROGRESS, owner_channel
from services.streaming.event import new_event
from services.streaming.log.event_log import Append, EventLog

CLEARED = "progress_cleared"


def newest_progress(event_log: EventLog, user_id: str) -> bytes | None:
    """The progress object, in JSON; None if there is none or it was cleared."""
    newest = event_log.newest(owner_channel(user_id))
    return newest.published if newest is not None and newest.type == PROGRESS else None


def clearing(event_log: EventLog, user_id: str, run: tuple[str, str] | None = None) -> list[Append]:
    """What to append for the user's newest progress to be forgotten; nothing if there is none, or if it is not that of
    ``run`` (the name of its id, and its id).
    """
    newest = newest_progress(event_log, user_id)
    if newest is None or (run is not None and msgspec.json.decode(newest).get(run[0]) != run[1]):
        return []
    return [Append([new_event(owner_channel(user_id), CLEARED, {})], principal="runs")]
