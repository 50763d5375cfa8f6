"""The deadlines of all streams of a worker in one heap: heartbeats, silence, expiry, age, and clients that vanished.

No connection has a timer of its own. A few times a second the pump asks what is due.
"""

from __future__ import annotations

import heapq
import itertools
import time

from services.streaming import wire
from services.streaming.delivery.subscription import GRACE_S, Subscription
from services.streaming.end_reason import EndReason

WARNING_S = 60.0

_AGAIN_S = 0.5
"""When to try again to warn a client that is just being written to."""

_LOOK_S = 10.0
"""How often to look at a client's connection, however rare its heartbeats are."""


class Deadlines:
    def __init__(self, heartbeat_s: float) -> None:
        self._heartbeat_s = heartbeat_s
        self._heap: list[tuple[float, int, Subscription]] = []
        self._order = itertools.count()

    def add(self, subscription: Subscription, at: float) -> None:
        """Attend to a subscription at ``at``, instead of the time that was set before."""
        subscription.due_at = at
        heapq.heappush(self._heap, (at, next(self._order), subscription))

    def run(self, now: float) -> None:
        """Do everything that is due by ``now``."""
        while self._heap and self._heap[0][0] <= now:
            at, _, subscription = heapq.heappop(self._heap)
            if subscription.is_closed or at != subscription.due_at:
                continue
            if subscription.end_reason is None:
                self._attend(subscription, now)
            elif now >= subscription.ended_at + GRACE_S:
                subscription.cut_if_stuck()

    def _attend(self, subscription: Subscription, now: float) -> None:
        request = subscription.request
        if now >= subscription.expires_at:
            subscription.end(EndReason.EXPIRED)
        elif now >= subscription.ends_at:
            subscription.end(EndReason.AGE)
        elif request.silence_s is not None and now >= subscription.last_event_at + request.silence_s:
            subscription.end(EndReason.TIMEOUT)
        elif subscription.sink is not None and subscription.sink.is_unanswered():
            subscription.end(EndReason.GONE)
        else:
            if subscription.is_parked and not subscription.has_warned and now >= subscription.expires_at - WARNING_S:
                subscription.has_warned = True
                subscription.feed_control(wire.token_expiring_frame(max(0, round(subscription.expires_at - now))))
            if subscription.is_parked and now >= subscription.last_output_at + self._heartbeat_of(subscription):
                subscription.feed_control(wire.heartbeat_frame(int(time.time() * 1000)))
            self.add(subscription, self._next(subscription, now))

    def _next(self, subscription: Subscription, now: float) -> float:
        due = min(subscription.ends_at, subscription.expires_at, now + _LOOK_S)
        if not subscription.has_warned:
            due = min(due, max(subscription.expires_at - WARNING_S, now + _AGAIN_S))
        if subscription.request.silence_s is not None:
            due = min(due, subscription.last_event_at + subscription.request.silence_s)
        if subscription.is_parked:
            due = min(due, subscription.last_output_at + self._heartbeat_of(subscription))
        else:
            due = min(due, now + self._heartbeat_of(subscription))
        return due

    def _heartbeat_of(self, subscription: Subscription) -> float:
        return min(self._heartbeat_s, subscription.request.heartbeat_s)
