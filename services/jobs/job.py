"""A job: one piece of long work, and its state. (Its row is in `job_record`: a job's own code needs no database.)

    queued ──► running ──► succeeded
      │  ▲        ├──────► failed
      │  └────────┤        (back to queued: only kinds that may start again)
      ├───────────┴──────► cancelled
      └──────────────────► failed       (what it needed was lost before it started)

The row decides, the event log follows: a job that has ended stays ``told = False`` until its last events are in the log
and its channel is closed, whoever crashes in between (`telling`).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

State = Literal["queued", "running", "succeeded", "failed", "cancelled"]
LIVE: tuple[State, ...] = ("queued", "running")
ENDED: tuple[State, ...] = ("succeeded", "failed", "cancelled")
NEXT: dict[State, tuple[State, ...]] = {
    "queued": ("running", "failed", "cancelled"),
    "running": ("queued", "succeeded", "failed", "cancelled"),
    "succeeded": (),
    "failed": (),
    "cancelled": (),
}
"""The state machine. Every change is one conditional UPDATE from a state to one that follows it (`store`)."""


@dataclass(frozen=True, slots=True)
class Job:
    """A job as it was when it was read. ``reason`` says in one sentence why it failed or was cancelled, ``stage`` how
    far it had come, ``result`` what it has found: so far, or in all once it has succeeded.
    """

    id: str
    kind: str
    owner_id: str
    channel: str
    params: dict[str, Any]
    state: State
    reason: str
    stage: str
    progress: float
    progress_message: str
    result: dict[str, Any] | None
    attempt: int
    has_secret: bool
    cancel_requested: bool
    created_at: float
    started_at: float | None
    finished_at: float | None
    request_id: str = ""
    """Of the request that led to it; empty where none did."""
    traceparent: str = ""
    """The trace it belongs to; empty where there is none."""

    @property
    def is_live(self) -> bool:
        return self.state in LIVE
