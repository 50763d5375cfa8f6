"""A subscription: one client's cursor along the log, and the generator that is the body of its response.

The generator starts a stream, replays, catches up and ends it. While it is parked at the head, the hub feeds the socket
through the subscription's sink. A socket that does not take everything wakes its generator with the rest, so only that
one greenlet waits for a slow reader.
"""

from __future__ import annotations

import logging
import math
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Any, Protocol

import gevent
from gevent.hub import Waiter

from services.errors import TailraceError
from services.streaming import wire
from services.streaming.delivery import compression
from services.streaming.delivery.request import Request
from services.streaming.delivery.socket_sink import SocketSink
from services.streaming.delivery.turns import Turns
from services.streaming.end_reason import EndReason
from services.streaming.jitter import jittered
from services.streaming.log.event_log import Gap
from services.streaming.meter import BYTES_SENT

logger = logging.getLogger(__name__)

LOG_AGAIN_S = 2.0
"""When a stream tries again after the log could not be read (it is damaged, or no more files may be opened)."""

GRACE_S = 1.0
"""How long a client that does not read has to take in the end of its stream before its connection is cut."""


class Feed(Protocol):
    """What a subscription asks of its hub; see `services.streaming.delivery.hub.Hub`."""

    turns: Turns

    def read(self, subscription: Subscription) -> tuple[bytes, int]: ...
    def is_far_behind(self, subscription: Subscription) -> bool: ...
    def is_finished(self, subscription: Subscription) -> bool: ...
    def park(self, subscription: Subscription) -> None: ...
    def unpark(self, subscription: Subscription) -> None: ...


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What the subscriptions of a worker share. ``look_again`` has the pump attend to a subscription at a time of
    ``clock``. ``on_close`` is called once, when the response has ended; ``on_gaps`` when the client is told of gaps.
    """

    hub: Feed
    clock: Callable[[], float]
    look_again: Callable[[Subscription, float], None]
    on_close: Callable[[Subscription], None]
    on_gaps: Callable[[Subscription, Sequence[Gap]], None]
    max_age_s: float


class Subscription:
    """The body of a response, made by `Streams.open`. Iterate over it once; close it when the response has ended."""

    __slots__ = (
        "_control", "_rest", "_send_now", "_surroundings", "_waiter", "channels", "client_id", "cursor", "due_at",
        "end_reason", "ended_at", "ends_at", "expires_at", "first", "form", "has_warned", "is_closed", "is_parked",
        "last_event_at", "last_output_at", "request", "sink", "subscriber", "taken",
    )  # fmt: skip

    def __init__(
        self, surroundings: Surroundings, request: Request, client_id: str, cursor: int, sink: SocketSink | None
    ) -> None:
        self._surroundings = surroundings
        now = surroundings.clock()
        self.request = request
        self.subscriber = request.subscriber
        self.client_id = client_id
        self.channels = request.channels
        self.form = request.form
        self.cursor = self.taken = cursor
        self.sink = sink
        self._send_now = sink.send_now if sink is not None else None
        self.first = b""
        self.expires_at = self._end_of_authorisation()
        self.has_warned = False
        self.ends_at = math.inf if request.is_ageless else now + jittered(surroundings.max_age_s)
        self.last_output_at = self.last_event_at = now
        self.end_reason: EndReason | None = None
        self.ended_at = self.due_at = 0.0
        self.is_parked = False
        self.is_closed = False
        self._waiter: Waiter[Any] | None = None
        self._rest: memoryview | bytes = b""
        self._control = b""

    # -- the generator's side ---------------------------------------------------------------------------------------

    def __iter__(self) -> Iterator[bytes]:
        """Yields whole frames. ``close`` is separate: a generator that never began runs no ``finally``."""
        if self.sink is not None:
            self.sink.watch(lambda: self.end(EndReason.GONE))
        yield self._output(self.first)
        self.first = b""
        self.taken = self.cursor
        hub = self._surroundings.hub
        while self.end_reason is None:
            try:
                body, last = hub.read(self)
            except TailraceError as error:  # the client keeps its place; it can leave or be ended meanwhile
                logger.warning("stream_waits", extra={"client_id": self.client_id, "error": str(error)})
                self._wait_for_log()
                continue
            if body:
                self.last_event_at = self._surroundings.clock()
                self.cursor = last
                yield self._output(body)
                self.taken = last  # the server goes on only after the socket took all of it
                if hub.is_far_behind(self):
                    hub.turns.wait()
            elif hub.is_finished(self):
                self.end(EndReason.DONE)
            else:
                self._park()
                if self._rest and self.sink is not None:
                    # It starts in the middle of a chunk, so it goes out as it is, before the server frames anything
                    # else.
                    rest, self._rest = self._rest, b""
                    self.sink.send_rest(rest)
                    self.taken = self.cursor
                if self._control:
                    control, self._control = self._control, b""
                    yield self._output(control)
        if ending := self._ending(self.end_reason):
            yield self.formed(ending)

    @property
    def has_all(self) -> bool:
        """Whether its socket took everything that the hub has fed so far."""
        return self.is_parked and not self._rest

    @property
    def written(self) -> int:
        """The position up to which its socket took everything of its channels."""
        return self.cursor if self.has_all else self.taken

    def formed(self, frame: bytes) -> bytes:
        """A frame for this client alone, compressed if its stream is."""
        return compression.block(frame) if self.form.is_compressed else frame

    def _output(self, body: bytes) -> bytes:
        self.last_output_at = self._surroundings.clock()
        BYTES_SENT.add(len(body))
        return body

    def _park(self) -> None:
        """Wait at the head until the hub has something that it cannot send by itself."""
        self._waiter = Waiter()
        self.is_parked = True
        self._surroundings.hub.park(self)
        try:
            self._waiter.get()
        finally:
            self.is_parked = False
            self._waiter = None
            self._surroundings.hub.unpark(self)
            if not self._rest:
                self.taken = self.cursor

    def _wait_for_log(self) -> None:
        with suppress(gevent.Timeout), gevent.Timeout(jittered(LOG_AGAIN_S)):
            self._waiter = Waiter()  # by which `end` wakes it
            self._waiter.get()
        self._waiter = None

    def _ending(self, reason: EndReason) -> bytes:
        if reason is EndReason.DONE:
            return wire.done_frame()
        if reason is EndReason.TIMEOUT:
            return wire.unnamed_frame(self.request.silence_fields)
        if reason.is_announced:
            return wire.closing_frame(reason, int(jittered(wire.RETRY_MS, 0.5)))
        return b""

    def close(self) -> None:
        """Let go of everything that belongs to the connection. Safe to call twice."""
        if self.is_closed:
            return
        self.is_closed = True
        self.end_reason = self.end_reason or EndReason.GONE
        if self.sink is not None:
            self.sink.close()
        self._surroundings.on_close(self)

    # -- the hub's and the pump's side ------------------------------------------------------------------------------

    def wake(self) -> None:
        """Let the generator go on. Any greenlet may call this, even the event loop's own."""
        waiter, self._waiter = self._waiter, None
        if waiter is not None:
            self.is_parked = False
            gevent.get_hub().loop.run_callback(waiter.switch, None)

    def end(self, reason: EndReason) -> None:
        """End the stream; the first reason counts. The generator says goodbye if the client reads."""
        if self.end_reason is not None:
            return
        self.end_reason = reason
        self.ended_at = self._surroundings.clock()
        self._surroundings.look_again(self, self.ended_at + GRACE_S)
        self.wake()

    def feed(self, body: bytes, upto: int, now: float) -> None:
        """Send events, framed as the response is, straight to the parked client, and move the cursor to ``upto``."""
        if self._send_now is None:
            self.wake()
        else:
            before, self.cursor = self.cursor, upto
            self.last_event_at = self.last_output_at = now
            if not self._send(self._send_now, body):
                self.taken = before
                if self.end_reason is not None:  # nobody sends the rest
                    self.cursor = before

    def feed_control(self, frame: bytes) -> None:
        """Send a control event to the parked client."""
        frame = self.formed(frame)
        self.last_output_at = self._surroundings.clock()
        if self.sink is None or self._send_now is None:
            self._control += frame
            self.wake()
        else:
            self._send(self._send_now, wire.http_chunk(frame) if self.sink.is_chunked else frame)

    def _send(self, send_now: Callable[[bytes], int], body: bytes) -> bool:
        """Whether the socket took all of it."""
        try:
            sent = send_now(body)
        except BlockingIOError:
            sent = 0
        except OSError:
            self.end(EndReason.GONE)
            return False
        if sent < len(body):
            self._rest = memoryview(body)[sent:]  # a view: hundreds may wait for parts of the same bytes
            self.wake()
            return False
        return True

    def note_gaps(self, gaps: Sequence[Gap]) -> None:
        """The client is being told of these."""
        if gaps:
            self._surroundings.on_gaps(self, gaps)

    def renew(self, login_id: str, authorised_until: float, keys: tuple[str, ...]) -> None:
        """Go on under another login of the same user."""
        self.subscriber = replace(self.subscriber, login_id=login_id, authorised_until=authorised_until, keys=keys)
        self.expires_at = self._end_of_authorisation()
        self.has_warned = False
        self._surroundings.look_again(self, self._surroundings.clock())

    def _end_of_authorisation(self) -> float:
        """On the monotonic clock, because setting the wall clock back must not lengthen a login."""
        return self._surroundings.clock() + self.subscriber.authorised_until - time.time()

    def cut_if_stuck(self) -> None:
        """Cut the connection of an ended stream whose client does not read."""
        if not self.is_closed and self.sink is not None:
            self.sink.shut_down()
