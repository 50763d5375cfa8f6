"""Room: how many streams and waiting polls a user, an address and this worker have open, and may have.

A waiting poll occupies a connection just as a stream does, so both count against the same limits, and both are shown:
polls as a kind of their own.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from heapq import nlargest

from services.errors import LimitReached, Unavailable
from services.streaming.delivery.request import Subscriber
from services.streaming.meter import POLL, STREAMS, STREAMS_ENDED
from services.streaming.stream_limits import StreamLimits
from services.streaming.workers.presence import Presence, Spent

_MOST_TOLD = 200


class Room:
    """Counts the other workers as of their last beat. ``used``: what callers have used of this worker's own limits."""

    def __init__(self, presence: Presence, limits: StreamLimits, used: Callable[[], Spent] = dict) -> None:
        self._presence = presence
        self._used = used
        self._limits = limits
        self._taken = 0
        self._by_user: Counter[str] = Counter()
        self._by_address: Counter[str] = Counter()
        self._by_kind: Counter[str] = Counter()

    def check(self, subscriber: Subscriber) -> None:
        """Raises: LimitReached, the user or the address has too many open. Unavailable: this worker is full."""
        if self._taken >= self._limits.max_streams:
            raise Unavailable("This worker has no room for another stream.", code="streams_full", retry_after_s=5)
        user, address = subscriber.user_id, subscriber.address
        if self._by_user[user] + self._presence.elsewhere("by_user", user) >= self._limits.max_per_user:
            raise LimitReached(
                f"You have {self._limits.max_per_user} streams and waiting polls open, which is the limit; close one.",
                code="user_streams",
            )
        if not self._limits.max_per_address or not address:
            return
        if self._by_address[address] + self._presence.elsewhere("by_address", address) >= self._limits.max_per_address:
            raise LimitReached(
                f"Your address has {self._limits.max_per_address} streams and waiting polls open, which is the limit.",
                code="address_streams",
            )

    def enter(self, subscriber: Subscriber, kind: str) -> None:
        """Count a stream that has begun, after `check`."""
        self._count(subscriber, kind, 1)

    def leave(self, subscriber: Subscriber, kind: str, reason: str) -> None:
        self._count(subscriber, kind, -1)
        STREAMS_ENDED.add(1, kind, reason)

    @contextmanager
    def waiting(self, subscriber: Subscriber) -> Iterator[None]:
        """Count a poll while it waits. Raises: see `check`."""
        self.check(subscriber)
        self.enter(subscriber, POLL)
        try:
            yield
        finally:
            self._count(subscriber, POLL, -1)

    def beat(self) -> None:
        """Tell the other workers what this one has open."""
        used = {limit: _most_used(callers) for limit, callers in self._used().items()}
        self._presence.beat(self._by_kind, self._by_user, self._by_address, used)

    def _count(self, subscriber: Subscriber, kind: str, by: int) -> None:
        self._taken += by
        STREAMS.add(by, kind)
        _add(self._by_kind, kind, by)
        _add(self._by_user, subscriber.user_id, by)
        _add(self._by_address, subscriber.address, by)


def _most_used(callers: dict[str, tuple[int, float]]) -> dict[str, tuple[int, float]]:
    """The beat is written twice a second, so it stays small."""
    return (
        callers if len(callers) <= _MOST_TOLD else dict(nlargest(_MOST_TOLD, callers.items(), key=lambda one: one[1]))
    )


def _add(counter: Counter[str], key: str, by: int) -> None:
    counter[key] += by
    if not counter[key]:
        del counter[key]
