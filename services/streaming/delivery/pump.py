"""The pump: a worker's background work for all its streams.

One greenlet reads the log's tail and lets the hub feed it to the subscriptions. A second one keeps time: heartbeats,
expiry, age, presence, and the drain when the worker is told to stop. There are two because a long fan-out pauses often,
and time must not.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from typing import Any

import gevent
from gevent.event import Event as Signal

from services.errors import TailraceError
from services.streaming.channel import CONTROL
from services.streaming.delivery.deadlines import Deadlines
from services.streaming.delivery.hub import Hub
from services.streaming.delivery.subscription import Subscription
from services.streaming.end_reason import EndReason
from services.streaming.event import Event
from services.streaming.jitter import up_to
from services.streaming.log.event_log import EventLog
from services.streaming.meter import FED_MS, HUB_LAG_MS

logger = logging.getLogger(__name__)

POLL_S = 0.25
"""How often to look for new events that the bell did not announce."""

_QUIET_S = 10.0
_READ = 1


class Pump:
    """``is_stopping`` says whether the server wants this worker to end. ``on_beat`` is called twice a second,
    ``on_control`` with each message of the internal channel.
    """

    def __init__(
        self,
        log: EventLog,
        hub: Hub,
        *,
        heartbeat_s: float,
        drain_s: float,
        is_stopping: Callable[[], bool],
        on_beat: Callable[[], None],
        on_control: Callable[[Event], None],
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._log = log
        self._hub = hub
        self._drain_s = drain_s
        self._is_stopping = is_stopping
        self._on_beat = on_beat
        self._on_control = on_control
        self._clock = clock
        self._deadlines = Deadlines(heartbeat_s)
        self._tick_s = min(POLL_S, heartbeat_s / 4)
        self._signal = Signal()
        self._watcher: Any = None
        self.subscriptions: dict[str, Subscription] = {}
        self.is_draining = False

    def start(self) -> None:
        if self._log.bell is not None:
            self._watcher = gevent.get_hub().loop.io(self._log.bell.fileno(), _READ)
            self._watcher.start(self._rung)
        gevent.spawn(self._supervised, self._run_tail)
        gevent.spawn(self._supervised, self._run_clock)

    def ring(self, upto: int) -> None:
        """Events were appended up to this id. The bell may already have said so."""
        if upto > self._hub.last:
            self._signal.set()

    def _rung(self) -> None:
        self._hush()
        self._signal.set()

    def _hush(self) -> None:
        if self._log.bell is not None:
            self._log.bell.hush()

    def _supervised(self, loop: Callable[[], None]) -> None:
        quiet_until = 0.0
        while True:
            try:
                loop()
            except TailraceError as error:
                if self._clock() >= quiet_until:  # not four times a second
                    logger.error("pump_interrupted", extra={"error": str(error)})
                    quiet_until = self._clock() + _QUIET_S
            except Exception:
                logger.exception("pump_failed")
            gevent.sleep(POLL_S)

    # -- feeding ----------------------------------------------------------------------------------------------------

    def _run_tail(self) -> None:
        while True:
            self._signal.wait(POLL_S)
            self._signal.clear()
            self._hush()  # what it rang for so far is about to be read
            self.pass_on()

    def pass_on(self) -> None:
        """Read the tail to its end and feed each part."""
        is_complete = False
        while not is_complete:
            since = self._hub.last
            tail = self._hub.read_tail()
            is_complete = tail.is_complete
            keys = self._hub.take(tail)
            oldest_at = next((item.at for item in tail.items if isinstance(item, Event)), None)
            if oldest_at is not None:
                HUB_LAG_MS.observe(time.time() * 1000 - oldest_at)
            for item in tail.items:
                if isinstance(item, Event) and item.channel == CONTROL:
                    self._on_control(item)
            self._hub.feed(keys, since)
            if oldest_at is not None and keys:
                FED_MS.observe(time.time() * 1000 - oldest_at)

    # -- time -------------------------------------------------------------------------------------------------------

    def _run_clock(self) -> None:
        next_beat = 0.0
        while True:
            now = self._clock()
            if self._is_stopping() and not self.is_draining:
                self._drain(now)
            self._deadlines.run(now)
            if now >= next_beat:
                self._on_beat()
                next_beat = now + 0.5
            gevent.sleep(self._tick_s)

    def add(self, subscription: Subscription) -> None:
        self.subscriptions[subscription.client_id] = subscription
        self._deadlines.add(subscription, self._clock())

    def remove(self, subscription: Subscription) -> None:
        self.subscriptions.pop(subscription.client_id, None)

    def look_again(self, subscription: Subscription, at: float) -> None:
        self._deadlines.add(subscription, at)

    def _drain(self, now: float) -> None:
        """End all streams, spread over the window so that their clients do not return together."""
        self.is_draining = True
        self._hub.dismiss_listeners()
        streams = list(self.subscriptions.values())
        logger.info("drain_started", extra={"streams": len(streams), "window_s": self._drain_s})
        for subscription in streams:
            gevent.spawn_later(up_to(self._drain_s), subscription.end, EndReason.DRAIN)
