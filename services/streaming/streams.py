"""All streams of a worker: opens subscriptions within the limits, counts them, ends them.

This is the one object of the package that an HTTP edge needs.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Collection
from pathlib import Path

import gevent

from services.errors import TailraceError, Unavailable
from services.streaming import wire
from services.streaming.delivery import compression
from services.streaming.delivery.hub import Hub, Page
from services.streaming.delivery.pump import Pump
from services.streaming.delivery.socket_sink import SocketSink
from services.streaming.delivery.subscription import Request, Subscription, Surroundings
from services.streaming.end_reason import EndReason
from services.streaming.event import Event
from services.streaming.jitter import jittered
from services.streaming.log.event_log import EventLog
from services.streaming.publishing.publisher import GroupPublisher
from services.streaming.stream_limits import StreamLimits
from services.streaming.workers.control import Control, read_message
from services.streaming.workers.presence import Beat, Presence, read_beats, total, worker_name
from services.streaming.workers.renewal import Renewals
from services.streaming.workers.room import Room

logger = logging.getLogger(__name__)

_TRIM_S = 5.0
_LOOK_S = 2.0
_LOOKED_UP = 500
"""Logins per look-up, which takes about a millisecond."""


class Streams:
    """``is_stopping`` says whether the server wants this worker to end. ``on_beat`` is called twice a second.
    ``ended_logins`` picks, from some logins, those that have ended. ``trusts_keys`` says whether none of some keys has
    been removed.
    """

    def __init__(
        self,
        log: EventLog,
        folder: Path,
        limits: StreamLimits,
        *,
        is_stopping: Callable[[], bool] = lambda: False,
        on_beat: Callable[[], None] = lambda: None,
        ended_logins: Callable[[Collection[str]], Collection[str]] = lambda login_ids: (),
        trusts_keys: Callable[[Collection[str]], bool] = lambda keys: True,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._log = log
        self._folder = folder
        self._limits = limits
        self._on_beat = on_beat
        self._ended_logins = ended_logins
        self._trusts_keys = trusts_keys
        self.hub = Hub(log, window_bytes=limits.window_bytes, clock=clock)
        self.pump = Pump(
            log,
            self.hub,
            heartbeat_s=limits.heartbeat_s,
            drain_s=limits.drain_s,
            is_stopping=is_stopping,
            on_beat=self._beat,
            on_control=self._on_control,
            clock=clock,
        )
        self.publisher = GroupPublisher(
            log,
            pending_bytes=limits.pending_bytes,
            deadline_s=limits.publish_deadline_s,
            on_commit=self.pump.ring,
        )
        self.control = Control(self.publisher)
        presence = Presence(folder, worker_name())
        self.room = Room(presence, limits)
        self.renewals = Renewals(presence.key, presence.other_keys, self.control, self.pump.subscriptions)
        self._surroundings = Surroundings(
            hub=self.hub,
            clock=clock,
            look_again=self.pump.look_again,
            on_close=self._forget,
            max_age_s=limits.max_age_s,
        )

    def start(self) -> None:
        """Start the worker's greenlets; once per process, after fork."""
        self.publisher.start()
        self.pump.start()
        gevent.spawn(self._keep_trimming)
        gevent.spawn(self._keep_looking)

    # -- opening ----------------------------------------------------------------------------------------------------

    def open(self, request: Request, sink: SocketSink | None = None) -> Subscription | None:
        """Open a subscription; None if nothing will ever come (contract: ``204``).

        Raises:
            LimitReached: the user or the address has too many streams. Unavailable: this worker is full or stopping.
        """
        if self.pump.is_draining:
            raise Unavailable("This worker is stopping; connect again.", code="draining", retry_after_s=1)
        self.room.check(request.subscriber)
        subscription = Subscription(self._surroundings, request, self.renewals.new_client_id(), self.hub.last, sink)
        self.hub.register(subscription)
        try:
            page = self._first_page(request)
        except TailraceError:
            self.hub.forget(subscription)
            raise
        self.hub.note_closed(page.closed)
        is_finished = page.is_complete and page.closed.issuperset(request.channels)
        if request.position is not None and is_finished and not page.body:
            self.hub.forget(subscription)
            return None
        subscription.cursor = page.cursor
        header = compression.HEADER if request.form.is_compressed else b""
        opening = subscription.formed(self._opening(subscription, page))
        subscription.first = header + opening + page.body
        self.room.enter(request.subscriber, request.kind)
        self.pump.add(subscription)
        return subscription

    def _first_page(self, request: Request) -> Page:
        if request.position is None and not request.from_start:
            closed, head = self._log.standing(request.channels)
            return Page(b"", head, head, True, closed, has_gap=False)
        return self.hub.first_page(request.channels, request.form, request.position or 0)

    def _opening(self, subscription: Subscription, page: Page) -> bytes:
        request = subscription.request
        fields: dict[str, object] = {
            "type": "connected",
            "client_id": subscription.client_id,
            "from": request.position,
            "recovered": request.position is not None and not page.has_gap,
            "head": page.head,
            "channels": request.channels,
            "from_start": request.from_start,
            "heartbeat_s": self._limits.heartbeat_s,
        }
        return wire.opening_frame(wire.RETRY_MS, fields | dict(request.opening()))

    def _forget(self, subscription: Subscription) -> None:
        """Let go of a subscription whose response has ended."""
        self.hub.unpark(subscription)
        self.hub.forget(subscription)
        self.pump.remove(subscription)
        request = subscription.request
        reason = subscription.end_reason or EndReason.GONE
        self.room.leave(request.subscriber, request.kind, reason.value)
        logger.debug("stream_ended", extra={"reason": reason.value, "kind": request.kind})

    # -- across workers ---------------------------------------------------------------------------------------------

    def status(self) -> dict[str, object]:
        """Open streams of all workers on this data folder (contract, section 3)."""
        return total(self.beats())

    def beats(self) -> list[Beat]:
        """What each live worker last said of itself; this one says it now."""
        self.room.beat()
        return read_beats(self._folder)

    def _on_control(self, event: Event) -> None:
        type, message = read_message(event)
        if type == "revoke":
            self._revoke(message["login_id"], message["user_id"])
        elif type == "renew":
            self.renewals.on_question(message)
        elif type == "answer":
            self.renewals.on_answer(message)

    def _revoke(self, login_id: str | None, user_id: str | None) -> None:
        for subscription in list(self.pump.subscriptions.values()):
            subscriber = subscription.subscriber
            if subscriber.login_id == login_id or subscriber.user_id == user_id:
                subscription.end(EndReason.REVOKED)

    def _keep_looking(self) -> None:
        """End the streams of logins that have ended, even when that could not be announced, and of removed keys."""
        while True:
            gevent.sleep(jittered(_LOOK_S))
            login_ids = list({subscription.subscriber.login_id for subscription in self.pump.subscriptions.values()})
            try:
                self._end_distrusted()
                for first in range(0, len(login_ids), _LOOKED_UP):
                    for login_id in self._ended_logins(login_ids[first : first + _LOOKED_UP]):
                        self._revoke(login_id, None)
                    gevent.sleep(0.001)  # let others run
            except Exception:  # the database does not answer: ask again
                logger.exception("logins_unknown")

    def _end_distrusted(self) -> None:
        subscriptions = list(self.pump.subscriptions.values())
        removed = {keys for keys in {one.subscriber.keys for one in subscriptions} if not self._trusts_keys(keys)}
        for subscription in subscriptions:
            if subscription.subscriber.keys in removed:
                subscription.end(EndReason.REVOKED)

    # -- housekeeping -----------------------------------------------------------------------------------------------

    def _beat(self) -> None:
        self.room.beat()
        self._on_beat()

    def _keep_trimming(self) -> None:
        while True:
            gevent.sleep(jittered(_TRIM_S))
            while self.publisher.thread.apply(self._trim):
                gevent.sleep(0.01)  # let publishers in between two steps

    def _trim(self) -> int:
        """Runs in the writer's thread, so retention and publishers never wait for each other's lock."""
        try:
            return self._log.trim(self._limits.retention)
        except TailraceError as error:
            logger.warning("trim_failed", extra={"error": str(error)})
            return 0
