"""Room: how many streams and waiting polls a user, an address and this worker have open, and may have.

A waiting poll occupies a connection just as a stream does, so both count against the same limits, and both are shown:
polls as a kind of their own.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

from services.errors import LimitReached, Unavailable
from services.streaming.delivery.subscription import Subscriber
from services.streaming.stream_limits import StreamLimits
from services.streaming.workers.presence import Presence

POLL = "poll"


class Room:
    """Counts the other workers as of their last beat."""

    def __init__(self, presence: Presence, limits: StreamLimits) -> None:
        self._presence = presence
        self._limits = limits
        self._taken = 0
        self._by_user: Counter[str] = Counter()
        self._by_address: Counter[str] = Counter()
        self._by_kind: Counter[str] = Counter()
        self._ended: Counter[str] = Counter()

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
        self._count(subscriber, 1)
        _add(self._by_kind, kind, 1)

    def leave(self, subscriber: Subscriber, kind: str, reason: str) -> None:
        self._count(subscriber, -1)
        _add(self._by_kind, kind, -1)
        self._ended[reason] += 1

    @contextmanager
    def waiting(self, subscriber: Subscriber) -> Iterator[None]:
        """Count a poll while it waits. Raises: see `check`."""
        self.check(subscriber)
        self.enter(subscriber, POLL)
        try:
            yield
        finally:
            self._count(subscriber, -1)
            _add(self._by_kind, POLL, -1)

    def beat(self) -> None:
        """Tell the other workers what this one has open."""
        self._presence.beat(self._by_kind, self._by_user, self._by_address, self._ended)

    def _count(self, subscriber: Subscriber, by: int) -> None:
        self._taken += by
        _add(self._by_user, subscriber.user_id, by)
        _add(self._by_address, subscriber.address, by)


def _add(counter: Counter[str], key: str, by: int) -> None:
    counter[key] += by
    if not counter[key]:
        del counter[key]
