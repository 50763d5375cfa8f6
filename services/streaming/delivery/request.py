"""What a client asks of a stream, and who the client is."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from services.streaming.delivery.window import Form


@dataclass(frozen=True, slots=True)
class Subscriber:
    """Who the client is, for limits, revocation, expiry and the journal. ``authorised_until`` is in Unix seconds.
    ``keys`` are the ids of the keys that the client's credential rests on. ``program`` is what it calls itself
    (``User-Agent``).
    """

    user_id: str
    login_id: str
    authorised_until: float
    address: str = ""
    keys: tuple[str, ...] = ()
    program: str = ""


def _nothing(_client_id: str) -> Mapping[str, object]:
    return {}


@dataclass(frozen=True, slots=True)
class Request:
    """What a client asks for. ``position`` None means the channels' beginning if ``from_start``, else now.

    ``opening`` adds fields to the opening event, given the client id; it is asked once the stream's place in the log is
    known, so nothing happens between what it finds and what the stream tells. ``kind`` is the face, for counting. After
    ``silence_s`` without an event the stream ends, with ``silence_fields`` as its last event. ``is_ageless``: it has no
    maximum age. ``heartbeat_s``: the longest time without output, where the server's own is longer. ``previous``: the
    client id of the stream that this one goes on with, if the client says so.
    """

    channels: tuple[str, ...]
    subscriber: Subscriber
    position: int | None = None
    from_start: bool = False
    form: Form = Form()
    kind: str = "stream"
    opening: Callable[[str], Mapping[str, object]] = _nothing
    silence_s: float | None = None
    silence_fields: Mapping[str, object] = field(default_factory=dict)
    is_ageless: bool = False
    heartbeat_s: float = math.inf
    previous: str = ""
