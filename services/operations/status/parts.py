"""The parts that every server has. The faces add theirs (`services.face.Face.parts`)."""

from __future__ import annotations

import time
from collections.abc import Callable

from sqlalchemy import func, select

from services.face import SharedRooms
from services.files.free_space import FreeSpace
from services.files.sentence import readable_size
from services.jobs.job_record import JobRecord
from services.jobs.place import place_of
from services.operations.status.machine import memory, processors
from services.streaming.workers.presence import read_beats
from services.system_part import Finding, Part

_SLOW_S = 1.0
_WAITS_LONG_S = 60.0
_PLENTY = 2
"""So many times the floor has to be free for the disk to be well."""


def shared_parts() -> list[Part[SharedRooms]]:
    return [
        Part("event_log", "Event log", lambda rooms: _answers(rooms.event_log.head, "The event log")),
        Part("database", "Database", lambda rooms: _answers(rooms.database.ping, "The database")),
        Part("runner", "Job runner", lambda _rooms: Finding("ok", "It runs jobs, and looks after the server.")),
        Part("workers", "Web workers", _workers),
        Part("queue", "Queue", _queue),
        Part("disk", "Disk", _disk),
        Part("memory", "Memory", lambda _rooms: memory()),
        Part("cpu", "Processors", lambda _rooms: processors()),
    ]


def _answers(ask: Callable[[], object], what: str) -> Finding:
    begun = time.monotonic()
    ask()
    took_s = time.monotonic() - begun
    if took_s > _SLOW_S:
        return Finding("degraded", f"{what} took {took_s:.1f} s to answer.")
    return Finding("ok", f"{what} answers.")


def _workers(rooms: SharedRooms) -> Finding:
    beats = read_beats(rooms.settings.data / "workers")
    wanted, streams = rooms.settings.server.workers, sum(sum(beat.by_kind.values()) for beat in beats)
    why = f"{len(beats)} of {wanted} run, with {streams:,} open {'stream' if streams == 1 else 'streams'}."
    return Finding("down" if not beats else "degraded" if len(beats) < wanted else "ok", why)


def _queue(rooms: SharedRooms) -> Finding:
    here = (JobRecord.place == place_of(rooms.settings.data), JobRecord.state == "queued")
    with rooms.database.session() as session:
        count, oldest = session.execute(select(func.count(), func.min(JobRecord.created_at)).where(*here)).one()
    if not count:
        return Finding("ok", "Nothing waits.")
    waited_s = max(0.0, time.time() - oldest)
    why = f"{count:,} {'job waits' if count == 1 else 'jobs wait'}, the oldest for {_duration(waited_s)}."
    if waited_s < _WAITS_LONG_S:
        return Finding("ok", why)
    slots = rooms.settings.jobs.slots
    return Finding("degraded", f"{why} {slots} run at the same time (TAILRACE_JOB_SLOTS).")


def _disk(rooms: SharedRooms) -> Finding:
    space = FreeSpace(rooms.settings)
    left = space.left()
    free = f"{readable_size(left.bytes)} are free"
    if space.is_nearly_gone():
        return Finding("down", f"{free}; running jobs are ended so that the event log can go on. Make room.")
    if shortage := space.shortage():
        return Finding("down", shortage)
    if left.bytes < _PLENTY * space.floor_bytes:
        floor = readable_size(space.floor_bytes)
        return Finding("degraded", f"{free}; below {floor} (TAILRACE_FREE_BYTES) no new work starts.")
    return Finding("ok", f"{free}.")


def _duration(seconds: float) -> str:
    if seconds < 90:
        return f"{seconds:.0f} s"
    return f"{seconds / 60:.0f} minutes" if seconds < 5400 else f"{seconds / 3600:.1f} hours"
