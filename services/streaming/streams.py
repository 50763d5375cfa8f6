"""All streams of a worker: opens subscriptions within the limits, counts them, and answers for them.

The one object of this package that an HTTP edge needs.
"""

from __future__ import annotations

import logging
import math
import random
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import gevent
from gevent.event import AsyncResult

from services.errors import Forbidden, LimitReached, NotFound, TailraceError, Unavailable
from services.identifier import new_id
from services.streaming import compression, wire
from services.streaming.control import Control, read_message
from services.streaming.end_reason import EndReason
from services.streaming.event import Event
from services.streaming.event_log import EventLog, Replay, Retention
from services.streaming.hub import JOIN_BYTES, Hub, page_bytes
from services.streaming.presence import Beat, Presence, read_beats, total, worker_name
from services.streaming.publisher import GroupPublisher
from services.streaming.pump import Pump
from services.streaming.socket_sink import SocketSink
from services.streaming.subscription import Request, Subscription

logger = logging.getLogger(__name__)

RETRY_MS = 2000
_RENEW_S = 2.0
_TRIM_S = 5.0


class Streams:
    def __init__(
        self,
        log: EventLog,
        folder: Path,
        *,
        retention: Retention,
        heartbeat_s: float = 10.0,
        max_age_s: float = 3600.0,
        drain_s: float = 10.0,
        ring_bytes: int = 16 * 2**20,
        pending_bytes: int = 64 * 2**20,
        publish_deadline_s: float = 5.0,
        max_streams: int = 10_000,
        max_per_user: int = 100,
        max_per_address: int = 0,
        is_stopping: Callable[[], bool] = lambda: False,
        on_beat: Callable[[], None] = lambda: None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._log = log
        self._folder = folder
        self._retention = retention
        self._heartbeat_s = heartbeat_s
        self.max_age_s = max_age_s
        self._max_streams = max_streams
        self._max_per_user = max_per_user
        self._max_per_address = max_per_address
        self._on_beat = on_beat
        self.clock = clock
        self.hub = Hub(log, ring_bytes=ring_bytes, clock=clock)
        self.pump = Pump(
            log,
            self.hub,
            heartbeat_s=heartbeat_s,
            drain_s=drain_s,
            is_stopping=is_stopping,
            on_beat=self._beat,
            on_control=self._on_control,
            clock=clock,
        )
        self.publisher = GroupPublisher(log, pending_bytes=pending_bytes, deadline_s=publish_deadline_s, on_commit=self.pump.ring)
        self.control = Control(self.publisher)
        self._presence = Presence(folder, worker_name())
        self._by_kind: Counter[str] = Counter()
        self._by_user: Counter[str] = Counter()
        self._by_address: Counter[str] = Counter()
        self._questions: dict[str, AsyncResult[str]] = {}
        self._ended: Counter[str] = Counter()

    def start(self) -> None:
        """Start the worker's greenlets; once per process, after fork."""
        self.publisher.start()
        self.pump.start()
        gevent.spawn(self._keep_trimming)

    # -- opening -----------------------------------------------------------------------------------------------------------------

    def open(self, request: Request, sink: SocketSink | None = None) -> Subscription | None:
        """Open a subscription; None if nothing will ever come (contract: ``204``).

        Raises:
            LimitReached: the user or the address has too many streams. Unavailable: this worker is full or stopping.
        """
        self._check_limits(request)
        now = self.clock()
        subscription = Subscription(self, request, new_id(), self.hub.last, sink, now)
        self.hub.register(subscription)
        try:
            page = self._first_page(request)
        except TailraceError:
            self.hub.forget(subscription)
            raise
        self.hub.note_closed(page.closed)
        is_finished = page.is_complete and page.closed.issuperset(request.channels)
        if request.position is not None and is_finished and not page.items:
            self.hub.forget(subscription)
            return None
        subscription.cursor = page.cursor
        header = compression.HEADER if request.form.is_compressed else b""
        opening = subscription.formed(self._opening(subscription, page))
        subscription.first = header + opening + page_bytes(page.items, request.form)
        self._count(subscription, 1)
        self.pump.add(subscription)
        return subscription

    def _first_page(self, request: Request) -> Replay:
        if request.position is None and not request.from_start:
            closed, head = self._log.standing(request.channels)
            return Replay([], head, head, True, closed, has_gap=False)
        return self._log.read_after(request.channels, request.position or 0, limit=500, max_bytes=JOIN_BYTES)

    def _opening(self, subscription: Subscription, page: Replay) -> bytes:
        request = subscription.request
        fields: dict[str, object] = {
            "type": "connected",
            "client_id": subscription.client_id,
            "from": request.position,
            "recovered": request.position is not None and not page.has_gap,
            "head": page.head,
            "heartbeat_s": self._heartbeat_s,
        }
        return wire.opening_frame(RETRY_MS, fields | dict(request.opening))

    def _check_limits(self, request: Request) -> None:
        if self.pump.is_draining:
            raise Unavailable("This worker is stopping; connect again.", code="draining", retry_after_s=1)
        if len(self.pump.subscriptions) >= self._max_streams:
            raise Unavailable("This worker has no room for another stream.", code="streams_full", retry_after_s=5)
        user, address = request.subscriber.user_id, request.subscriber.address
        if self._by_user[user] + self._presence.elsewhere("by_user", user) >= self._max_per_user:
            raise LimitReached(f"You have {self._max_per_user} streams open, which is the limit; close one.", code="user_streams")
        if not self._max_per_address or not address:
            return
        if self._by_address[address] + self._presence.elsewhere("by_address", address) >= self._max_per_address:
            raise LimitReached(f"Your address has {self._max_per_address} streams open, the limit.", code="address_streams")

    def forget(self, subscription: Subscription) -> None:
        """The response has ended: nothing of the subscription stays."""
        self.hub.unpark(subscription)
        self.hub.forget(subscription)
        self.pump.remove(subscription)
        self._count(subscription, -1)
        reason = subscription.end_reason or EndReason.GONE
        self._ended[reason.value] += 1
        logger.debug("stream_ended", extra={"reason": reason.value, "kind": subscription.request.kind})

    def _count(self, subscription: Subscription, by: int) -> None:
        subscriber = subscription.request.subscriber
        for counter, key in (
            (self._by_kind, subscription.request.kind),
            (self._by_user, subscriber.user_id),
            (self._by_address, subscriber.address),
        ):
            counter[key] += by
            if not counter[key]:
                del counter[key]

    # -- across workers ------------------------------------------------------------------------------------------------

    def status(self) -> dict[str, object]:
        """Open streams of all workers on this data folder (contract, section 3)."""
        return total(self.beats())

    def beats(self) -> list[Beat]:
        """What each live worker says of itself, this one as of now."""
        self._beat_presence()
        return read_beats(self._folder)

    def renew(self, client_id: str, user_id: str, login_id: str, channels: frozenset[str], authorised_until: float) -> None:
        """Extend a live stream in place, whichever worker holds it.

        Raises:
            Forbidden: the stream is another user's, or not all of its channels are covered. NotFound: nobody holds it.
        """
        question = new_id()
        answer: AsyncResult[str] = AsyncResult()
        self._questions[question] = answer  # before asking: the answer can be here before the asking has returned
        try:
            self.control.renew(question, client_id, user_id, login_id, sorted(channels), authorised_until)
            outcome = answer.get(timeout=_RENEW_S)
        except gevent.Timeout:
            raise NotFound("No live stream has this client_id; open a new one.", code="stream_ended") from None
        finally:
            del self._questions[question]
        if outcome == "refused":
            raise Forbidden("The token must be the same user's and cover all channels of the stream.", code="token_mismatch")

    def _on_control(self, event: Event) -> None:
        type, message = read_message(event)
        if type == "revoke":
            self._revoke(message["login_id"], message["user_id"])
        elif type == "renew":
            self._renew_here(message)
        elif type == "answer" and message["question"] in self._questions:
            self._questions[message["question"]].set(message["outcome"])

    def _revoke(self, login_id: str | None, user_id: str | None) -> None:
        for subscription in list(self.pump.subscriptions.values()):
            subscriber = subscription.subscriber
            if subscriber.login_id == login_id or subscriber.user_id == user_id:
                subscription.end(EndReason.REVOKED)

    def _renew_here(self, message: dict[str, Any]) -> None:
        subscription = self.pump.subscriptions.get(message["client_id"])
        if subscription is None or subscription.end_reason is not None:
            return
        is_same_user = subscription.subscriber.user_id == message["user_id"]
        if is_same_user and set(message["channels"]).issuperset(subscription.channels):
            until = message["authorised_until"]
            subscription.renew(message["login_id"], math.inf if until is None else until)
            outcome = "renewed"
        else:
            outcome = "refused"
        gevent.spawn(self.control.answer, message["question"], outcome)  # publishing waits for the log; the pump must not

    # -- housekeeping --------------------------------------------------------------------------------------------------

    def _beat(self) -> None:
        self._beat_presence()
        self._on_beat()

    def _beat_presence(self) -> None:
        self._presence.beat(self._by_kind, self._by_user, self._by_address, self._ended)

    def _keep_trimming(self) -> None:
        while True:
            gevent.sleep(self.jittered(_TRIM_S))
            while self.publisher.thread.apply(self._trim):
                gevent.sleep(0.01)  # publishers have their turn between two steps

    def _trim(self) -> int:
        """In the writer's thread, so that retention and publishers never wait for each other's lock."""
        try:
            return self._log.trim(self._retention)
        except TailraceError as error:
            logger.warning("trim_failed", extra={"error": str(error)})
            return 0

    @staticmethod
    def jittered(seconds: float) -> float:
        """``seconds`` ± 10 %."""
        return seconds * random.uniform(0.9, 1.1)  # noqa: S311 – spreading, not secrecy

    def retry_ms(self) -> int:
        """When a client whose stream is ended shall come back: spread, so that not all come at once."""
        return int(RETRY_MS * random.uniform(0.5, 1.5))  # noqa: S311
