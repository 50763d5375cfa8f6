"""The limits and timings of a worker's streams, in one value."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class StreamLimits:
    """``window_bytes`` bounds the recent events in memory, ``pending_bytes`` what waits to be stored. A stopping worker
    spreads the ends of its streams over ``drain_s``. ``max_per_address`` 0 means no limit.
    """

    heartbeat_s: float = 10.0
    max_age_s: float = 3600.0
    drain_s: float = 10.0
    publish_deadline_s: float = 5.0
    window_bytes: int = 16 * 2**20
    pending_bytes: int = 64 * 2**20
    max_streams: int = 10_000
    max_per_user: int = 100
    max_per_address: int = 0
