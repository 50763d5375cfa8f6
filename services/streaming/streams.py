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
from services.streaming.delivery.request import Request, Subscriber
from services.streaming.delivery.socket_sink import SocketSink
from services.streaming.delivery.subscription import Subscription, Surroundings
from services.streaming.end_reason import EndReason
from services.streaming.event import Event
from services.streaming.journal.journal import Journal
from services.streaming.journal.recorder import Recorder
from services.streaming.log.event_log import EventLog
from services.streaming.log.retention import Retention
from services.streaming.meter import REPORTING_STREAMS, STREAMS_OPENED, WORKERS
from services.streaming.publishing.publisher import GroupPublisher
from services.streaming.stream_limits import StreamLimits
from services.streaming.workers.control import Control, read_message
from services.streaming.workers.ending import end_elsewhere
from services.streaming.workers.presence import Beat, Presence, Spent, read_beats, total, worker_name
from services.streaming.workers.renewal import Renewals
from services.streaming.workers.revocation import Revocations
from services.streaming.workers.room import Room
from services.streaming.workers.trimming import keep_trimming

logger = logging.getLogger(__name__)


class Streams:
    """``is_stopping`` says whether the server wants this worker to end. ``on_beat`` is called twice a second.
    ``ended_logins``, ``may_still_read`` and ``trusts_keys`` say whose streams have to end (`Revocations`).
    ``retention`` says what is kept; it is asked before each trimming. ``used`` says what callers have used of limits
    that this worker counts for itself.
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
        may_still_read: Callable[[str, Collection[str]], bool] = lambda login_id, channels: True,
        trusts_keys: Callable[[Collection[str]], bool] = lambda keys: True,
        journal: Journal | None = None,
        retention: Callable[[], Retention] = Retention,
        used: Callable[[], Spent] = dict,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._log = log
        self._folder = folder
        self._limits = limits
        self._on_beat = on_beat
        self._retention = retention
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
        self.room = Room(presence, limits, used)
        self.renewals = Renewals(presence.key, presence.other_keys, self.control, self.pump.subscriptions)
        self.revocations = Revocations(self.pump.subscriptions, ended_logins, may_still_read, trusts_keys)
        self.recorder = Recorder(
            journal or Journal(folder / "journal"), presence.key, self.pump.subscriptions, lambda: self.hub.fed
        )
        self._surroundings = Surroundings(
            hub=self.hub,
            clock=clock,
            look_again=self.pump.look_again,
            on_close=self._forget,
            on_gaps=self.recorder.told,
            max_age_s=limits.max_age_s,
        )

    def start(self) -> None:
        """Start the worker's greenlets; once per process, after fork."""
        WORKERS.set(1)
        self.publisher.start()
        self.pump.start()
        self.recorder.start()
        self.revocations.start()
        gevent.spawn(keep_trimming, self._log, self.publisher.thread, self._retention)

    # -- opening ----------------------------------------------------------------------------------------------------

    def check(self, subscriber: Subscriber) -> None:
        """Whether they may open one more, for those who have to know before they begin what the stream tells of.

        Raises:
            LimitReached: the user or the address has too many streams. Unavailable: this worker is full or stopping.
        """
        if self.pump.is_draining:
            raise Unavailable("This worker is stopping; connect again.", code="draining", retry_after_s=1)
        self.room.check(subscriber)

    def open(self, request: Request, sink: SocketSink | None = None) -> Subscription | None:
        """Open a subscription; None if nothing will ever come (contract: ``204``). Raises: see `check`."""
        self.check(request.subscriber)
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
        REPORTING_STREAMS.add(request.form.is_timed)
        STREAMS_OPENED.add(1, request.kind, _begins_with(request, page))
        self.pump.add(subscription)
        self._note(subscription, page)
        return subscription

    def _note(self, subscription: Subscription, page: Page) -> None:
        request = subscription.request
        asked = 0 if request.from_start and request.position is None else request.position
        reset = next((gap.to for gap in page.gaps if gap.channel is None), None)
        subscription.taken = start = next(one for one in (reset, asked, page.head) if one is not None)
        is_recovered = request.position is not None and not page.has_gap
        self.recorder.opened(subscription, start, is_recovered=is_recovered)
        self.recorder.told(subscription, page.gaps)

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
            "at": int(time.time() * 1000),
        }
        return wire.opening_frame(wire.RETRY_MS, fields | dict(request.opening(subscription.client_id)))

    def _forget(self, subscription: Subscription) -> None:
        """Let go of a subscription whose response has ended."""
        self.hub.unpark(subscription)
        self.hub.forget(subscription)
        self.pump.remove(subscription)
        request = subscription.request
        reason = subscription.end_reason or EndReason.GONE
        self.recorder.ended(subscription, reason)
        self.room.leave(request.subscriber, request.kind, reason.value)
        REPORTING_STREAMS.add(-request.form.is_timed)
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
            self.revocations.revoke(message["login_id"], message["user_id"])
        elif type == "forget":
            self.recorder.forget(message["user_id"])
        elif type == "end":
            self.end(message["client_id"])
        elif type == "recheck":
            self.revocations.recheck(message["user_ids"])
        elif type == "renew":
            self.renewals.on_question(message)
        elif type == "answer":
            self.renewals.on_answer(message)

    def end(self, client_id: str) -> bool:
        """End a stream of this worker, because an admin says so; False if it has none of this id."""
        subscription = self.pump.subscriptions.get(client_id)
        if subscription is not None:
            subscription.end(EndReason.LIMIT)
        return subscription is not None

    def end_anywhere(self, client_id: str) -> bool:
        """End a stream, whichever worker holds it; False if no live worker can.

        Raises: Unavailable, another worker may hold it and cannot be told.
        """
        return self.end(client_id) or end_elsewhere(client_id, self._folder, self.control)

    def stop(self) -> None:
        """The worker ends."""
        self.recorder.leave()

    # -- housekeeping -----------------------------------------------------------------------------------------------

    def _beat(self) -> None:
        self.room.beat()
        self._on_beat()


def _begins_with(request: Request, page: Page) -> str:
    if page.has_gap:
        return "gap"
    return "none" if request.position is None else "resumed"
