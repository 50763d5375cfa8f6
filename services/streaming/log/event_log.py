"""The event log: the one ordered history that everything is appended to and every cursor moves along.

`EventLog` is the seam. ``memory_log`` and ``sqlite_log`` implement it and pass one contract suite. They guarantee:

* ids strictly increase in commit order, over all channels and processes, and no id ever names two events;
* an append is atomic, and durable when the call returns;
* a reader gets every event after its position, or a `Gap` that says what is missing: here an absence is a value.

Calls may block on the disk, and may come from several threads.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple, Protocol

from services.errors import BadRequest, TailraceError
from services.streaming.event import Event, NewEvent
from services.streaming.log.bell import Bell
from services.streaming.log.retention import Retention
from services.streaming.log.survey import Survey

MAX_POSITION = 2**63 - 1


class Gap(NamedTuple):
    """What a reader will never get: the events of ``channel`` after ``from_id``, up to and including ``to``.

    The reason ``trimmed`` means that retention or a purge removed them. ``reset``, where ``channel`` is None, means
    that the position is not one of this log, and reading goes on after ``to``.
    """

    channel: str | None
    from_id: int
    to: int
    reason: str


@dataclass(frozen=True, slots=True)
class Append:
    """What a publisher wants stored, all or nothing: events, or the closing of a channel."""

    events: Sequence[NewEvent] = ()
    closes: str | None = None
    principal: str = ""
    idempotency_key: str | None = None
    body_digest: bytes = b""

    @property
    def data_bytes(self) -> int:
        return sum(len(event.data) for event in self.events)

    @property
    def size_bytes(self) -> int:
        return 256 + self.data_bytes


Outcome = list[int] | TailraceError
"""The ids that an `Append` got, or the reason why nothing of it was stored."""


@dataclass(slots=True)
class Replay:
    """One page of the history of some channels, seen in one snapshot.

    ``items`` are in id order; a gap stands at its ``to``. Go on at ``cursor``: the last item's id, or the snapshot's
    head if ``is_complete``. Nothing more will come to the channels in ``closed``. ``has_gap`` says that something
    after the position is missing, on this page or a later one.
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

    A `Gap` here means that a channel was purged, or trimmed past a reader that had been asleep for too long.
    """

    upto: int
    items: list[Event | Gap | Closing] = field(default_factory=list)
    is_complete: bool = True


class EventLog(Protocol):
    """See the module. ``limit`` counts events. A page also ends at about ``max_bytes`` of data.

    ``bell`` rings when another process has appended; it is None if there can be none.
    """

    bell: Bell | None
    survey: Survey

    def append(self, batch: Sequence[Append]) -> list[Outcome]:
        """Store a group of appends in one commit, in order; one outcome each.
        Raises: Unavailable, nothing was stored.
        """

    def head(self) -> int:
        """The newest position."""

    def standing(self, channels: Collection[str]) -> tuple[frozenset[str], int]:
        """Which of ``channels`` are closed, and the head: for a stream that starts now.
        If a channel is closed later, its closing lies after that head.
        """

    def read_after(
        self, channels: Collection[str], after: int, *, limit: int = 1000, max_bytes: int = 131_072
    ) -> Replay:
        """The events of ``channels`` after a position. One that is not of this log gives a ``reset`` gap first."""

    def newest(self, channel: str) -> Event | None:
        """The last event of a channel; None if nothing has been published there, or nothing is kept."""

    def tail(self, after: int, *, limit: int = 2000, max_bytes: int = 4_194_304) -> Tail:
        """Everything after a position, for a hub."""

    def trim(self, retention: Retention, *, max_rows: int = 500) -> int:
        """Remove at most ``max_rows`` events that retention no longer keeps, and expired keys. 0 if there was nothing
        and nothing is left to look at; until then, call it again.
        """

    def purge(self, channel: str) -> None:
        """Remove all events of a channel at once, because its owner deleted what it is about.

        A purge takes a position of its own, at which every tail has a `Gap`, so hubs drop what they hold in memory,
        too.
        """

    def discard(self, channel: str, to: int) -> None:
        """Remove the events of an internal channel up to and including ``to``: its reader needs them no more."""

    def close(self) -> None: ...


def parse_position(text: str | None) -> int | None:
    """A position from ``Last-Event-ID`` or ``last_event_id``; None if it is empty or absent.

    Raises:
        BadRequest: anything but digits below 2^63.
    """
    if not text:
        return None
    digits = text.lstrip("0") or "0"  # leading zeros change nothing
    # The length comes before int(), for which a megabyte of digits takes seconds. isdigit() allows other scripts'
    # digits.
    if len(digits) > 19 or not (text.isascii() and text.isdigit()) or int(digits) > MAX_POSITION:
        raise BadRequest("The position (Last-Event-ID) must be a whole number below 2^63.", code="bad_position")
    return int(digits)
