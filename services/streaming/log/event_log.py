"""The event log: the one ordered history that everything is appended to and every cursor moves along.

`EventLog` is the seam; ``event_log_memory`` and ``event_log_sqlite`` implement it and pass one contract suite. The guarantees:

* ids strictly increase in commit order, over all channels and processes, and never name two events;
* an append is atomic, and durable when the call returns;
* a reader is given every event after its position, or a `Gap` that says what is missing: an absence is a value here.

Calls may block on the disk and are safe from several threads.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple, Protocol

from services.errors import BadRequest, TailraceError
from services.streaming.event import Event, NewEvent
from services.streaming.log.bell import Bell

MAX_POSITION = 2**63 - 1


class Gap(NamedTuple):
    """What a reader will never be given: the events of ``channel`` after ``from_id`` up to ``to``.

    ``trimmed``: retention removed them. ``reset`` (``channel`` is None): the position was not of this log; reading goes on
    behind ``to``.
    """

    channel: str | None
    from_id: int
    to: int
    reason: str


@dataclass(frozen=True, slots=True)
class Append:
    """What one publisher wants stored, all or nothing: events, or the closing of a channel."""

    events: Sequence[NewEvent] = ()
    closes: str | None = None
    principal: str = ""
    idempotency_key: str | None = None
    body_digest: bytes = b""

    @property
    def size_bytes(self) -> int:
        return 256 + sum(len(event.data) for event in self.events)


Outcome = list[int] | TailraceError
"""The ids that an `Append` was given, or why nothing of it was stored."""


@dataclass(slots=True)
class Replay:
    """One page of history for some channels, seen in one snapshot.

    ``items`` are in id order, a gap standing at its ``to``. ``cursor`` is where to go on: the last item's id, or the
    snapshot's head if ``is_complete``. ``closed`` are those of the channels to which nothing more will come. ``has_gap``:
    something behind the position is missing, on this page or on a later one.
    """

    items: list[Event | Gap]
    cursor: int
    head: int
    is_complete: bool
    closed: frozenset[str]
    has_gap: bool


class Closing(NamedTuple):
    """A channel was closed at position ``id``."""

    id: int
    channel: str


@dataclass(slots=True)
class Tail:
    """What happened in the whole log after a position, up to ``upto``, seen in one snapshot.

    A `Gap` here means that the reader was asleep for so long that its channel was trimmed past it.
    """

    upto: int
    items: list[Event | Gap | Closing] = field(default_factory=list)
    is_complete: bool = True


@dataclass(frozen=True, slots=True)
class Retention:
    """What is kept: per channel at most ``events``, none older than ``age_s``; younger than ``grace_s`` is always kept."""

    events: int = 10_000
    age_s: float = 604_800.0
    grace_s: float = 60.0


class EventLog(Protocol):
    """See the module. ``limit`` counts events; a page also ends at about ``max_bytes`` of data.

    ``bell`` rings when another process has appended; None if there are no other processes.
    """

    bell: Bell | None

    def append(self, batch: Sequence[Append]) -> list[Outcome]:
        """Store a group of appends in one commit, in order; one outcome each. Raises: Unavailable, with nothing stored."""

    def head(self) -> int:
        """The newest position."""

    def standing(self, channels: Collection[str]) -> tuple[frozenset[str], int]:
        """Which of ``channels`` are closed, and the head: for a stream that starts now. A channel that is closed after this was
        asked has its closing behind the head.
        """

    def read_after(self, channels: Collection[str], after: int, *, limit: int = 1000, max_bytes: int = 131_072) -> Replay:
        """The events of ``channels`` behind ``after``; a position that is not of this log gives a ``reset`` gap first."""

    def tail(self, after: int, *, limit: int = 2000, max_bytes: int = 4_194_304) -> Tail:
        """Everything behind ``after``, for a hub."""

    def trim(self, retention: Retention, *, max_rows: int = 500) -> int:
        """Remove at most ``max_rows`` events that retention no longer keeps, and keys that expired; 0 if there was nothing."""

    def purge(self, channel: str) -> None:
        """Remove all events of a channel at once; for deleting what a person owns.

        Takes a position of its own, at which every tail has a `Gap`: what hubs hold in memory of the channel goes, too.
        """

    def close(self) -> None: ...


def parse_position(text: str | None) -> int | None:
    """A position from ``Last-Event-ID`` or ``last_event_id``; empty is absent.

    Raises:
        BadRequest: anything but digits below 2^63.
    """
    if not text:
        return None
    digits = text.lstrip("0") or "0"  # zeros in front change no number
    # The length is checked before int(): a megabyte of digits costs seconds. isdigit() alone lets other scripts' digits in.
    if len(digits) > 19 or not (text.isascii() and text.isdigit()) or int(digits) > MAX_POSITION:
        raise BadRequest("The position (Last-Event-ID) must be a whole number below 2^63.", code="bad_position")
    return int(digits)
