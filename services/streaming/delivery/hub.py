"""The hub of a worker: reads the log's tail once, keeps a window of recent events, and feeds the parked subscriptions.

Events enter the window only by reading the log, never from this worker's own commits: other processes' events lie
between those. Subscriptions that want the same bytes (same channels, form and framing) are one group. A parked
subscription has everything up to ``last``; each new part of the tail is joined once per group and sent to every
member.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import NamedTuple

from gevent.event import Event as Signal

from services.streaming import wire
from services.streaming.delivery.pause import Pause
from services.streaming.delivery.subscription import Subscription
from services.streaming.delivery.turns import Turns
from services.streaming.delivery.window import Form, Frame, Window, gaps_of, join
from services.streaming.log.event_log import Closing, EventLog, Gap, Tail
from services.streaming.meter import BYTES_SENT, REPLAYED

JOIN_BYTES = 128 * 1024
"""The most that one write gives a connection, before compression."""

_PAGES_BYTES = 8 * 2**20
_PAGE_OVERHEAD_BYTES = 200
_SLICE_S = 0.001

_KEPT_S = 1.0
"""How long a page serves others at the same position while no event comes. After a restart thousands return at once."""

GroupKey = tuple[tuple[str, ...], Form, bool]


class Page(NamedTuple):
    """What follows a cursor, as bytes, and the gaps in it; the other fields are those of
    `services.streaming.log.event_log.Replay`.
    """

    body: bytes
    cursor: int
    head: int
    is_complete: bool
    closed: frozenset[str]
    has_gap: bool
    gaps: tuple[Gap, ...] = ()


class Hub:
    def __init__(self, log: EventLog, *, window_bytes: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._log = log
        self._clock = clock
        self.last = self.fed = log.head()
        """How far the tail was read, and how far what it holds has been sent to the parked subscriptions."""
        self._window = Window(self.last, window_bytes)
        self._groups: dict[GroupKey, dict[Subscription, None]] = {}
        self._keys_by_channel: dict[str, set[GroupKey]] = {}
        self._interest: dict[str, int] = {}
        self._closed: set[str] = set()
        self._pages: dict[tuple[tuple[str, ...], Form, int, bool], Page] = {}
        self._page_bytes = 0
        self._forget_at = 0.0
        self._pause = Pause()
        self.turns = Turns()
        self._listeners: dict[str, set[Signal]] = {}
        self._has_dismissed = False

    # -- the tail ---------------------------------------------------------------------------------------------------

    def read_tail(self) -> Tail:
        """The next part of the log. It counts only once `take` is called with it."""
        return self._log.tail(self.last)

    def take(self, tail: Tail) -> list[GroupKey]:
        """Add a part of the tail to the window. Returns the groups that have something to be fed."""
        if tail.upto <= self.last:
            return []
        self._forget_pages()
        self._window.add(tail.items)
        self.last = tail.upto
        keys: dict[GroupKey, None] = {}
        for item in tail.items:
            for listener in self._listeners.get(item.channel or "", ()):
                listener.set()
            if isinstance(item, Closing) and item.channel in self._interest:
                self._closed.add(item.channel)
            keys.update(dict.fromkeys(self._keys_by_channel.get(item.channel or "", ())))
        return list(keys)

    def feed(self, keys: list[GroupKey], since: int) -> None:
        """Send what came after ``since`` to the parked subscriptions of these groups, in slices of a millisecond."""
        upto = self.last
        slice_ends = time.perf_counter() + _SLICE_S
        for key in keys:
            channels, form, is_chunked = key
            frames = self._window.after(channels, since) if since >= self._window.floor else []
            body, last = join(frames, form, JOIN_BYTES)
            gaps = gaps_of(frames, last)
            # The generator has to tell of a closing, and reads a burst in parts if one write cannot hold it.
            is_direct = bool(frames) and last == frames[-1].id and not self._closed.issuperset(channels)
            if is_chunked and is_direct:
                body = wire.http_chunk(body)
            now = self._clock()
            fed = 0
            for number, subscription in enumerate(list(self._groups.get(key, ()))):
                if number % 16 == 0 and time.perf_counter() > slice_ends:
                    self._pause()
                    slice_ends = time.perf_counter() + _SLICE_S
                if not subscription.is_parked or subscription.cursor >= upto:
                    continue  # it left, or it parked just now and already has this
                if is_direct and subscription.cursor <= since:
                    subscription.feed(body, upto, now)
                    fed += 1
                    if gaps:
                        subscription.note_gaps(gaps)
                else:
                    subscription.wake()
            BYTES_SENT.add(fed * len(body))
        self.fed = upto

    # -- what a generator asks --------------------------------------------------------------------------------------

    def read(self, subscription: Subscription) -> tuple[bytes, int]:
        """The next bytes after the subscription's cursor, and where they end; no bytes at the head.

        A read of the log can tell of a closing that the tail has not reached; then what lies between comes from the
        log.
        """
        cursor = subscription.cursor
        if cursor >= self.last and not self.is_finished(subscription):
            return b"", cursor
        channels = subscription.channels
        is_in_window = cursor < self.last and self._window.holds(channels, cursor)
        page = self._page(channels, subscription.form, cursor, is_in_window=is_in_window)
        subscription.note_gaps(page.gaps)
        if not page.body:
            subscription.cursor = max(cursor, page.cursor)
        return page.body, page.cursor

    def first_page(self, channels: tuple[str, ...], form: Form, position: int) -> Page:
        """What follows ``position``, for a subscription that has just been registered."""
        is_in_window = self._window.holds(channels, position) and position <= self.last
        return self._page(channels, form, position, is_in_window=is_in_window and self._are_open(channels))

    def _are_open(self, channels: tuple[str, ...]) -> bool:
        """Whether none is closed as far as the tail has come, which is known only of channels that somebody else
        follows.
        """
        return all(self._interest[channel] > 1 for channel in channels) and self._closed.isdisjoint(channels)

    def _page(self, channels: tuple[str, ...], form: Form, cursor: int, *, is_in_window: bool) -> Page:
        now = self._clock()
        if now > self._forget_at or self._page_bytes > _PAGES_BYTES:
            self._forget_pages()
            self._forget_at = now + _KEPT_S
        key = (channels, form, cursor, is_in_window)
        page = self._pages.get(key)
        if page is not None and (is_in_window or page.closed.issuperset(self._closed.intersection(channels))):
            return page
        # There is none, or it was read before a channel was closed and may lack that channel's last events.
        page = self._from_window(channels, form, cursor) if is_in_window else self._from_log(channels, form, cursor)
        if cursor <= page.head:  # a position above it may be handed out in a moment
            self._pages[key] = page
            self._page_bytes += len(page.body) + _PAGE_OVERHEAD_BYTES
        return page

    def _forget_pages(self) -> None:
        self._pages.clear()
        self._page_bytes = 0

    def _from_window(self, channels: tuple[str, ...], form: Form, cursor: int) -> Page:
        frames = self._window.after(channels, cursor)
        body, last = join(frames, form, JOIN_BYTES)
        upto = last if frames and last < frames[-1].id else self.last
        gaps = gaps_of(frames, last)
        return Page(body, upto, self.last, upto == self.last, frozenset(), has_gap=False, gaps=gaps)

    def _from_log(self, channels: tuple[str, ...], form: Form, cursor: int) -> Page:
        replay = self._log.read_after(channels, cursor, limit=500, max_bytes=JOIN_BYTES)
        REPLAYED.observe(len(replay.items))
        body = b"".join(Frame(item).bytes_for(form) for item in replay.items)
        gaps = tuple(item for item in replay.items if isinstance(item, Gap))
        return Page(body, replay.cursor, replay.head, replay.is_complete, replay.closed, replay.has_gap, gaps)

    def is_far_behind(self, subscription: Subscription) -> bool:
        """Whether its next events have left the window, so that it may have many pages of the log to read."""
        return subscription.cursor < self._window.floor

    def is_finished(self, subscription: Subscription) -> bool:
        return self._closed.issuperset(subscription.channels)

    # -- who is here ------------------------------------------------------------------------------------------------

    def register(self, subscription: Subscription) -> None:
        """Follow its channels from now on. Call it before its history is read, so nothing falls between the two."""
        for channel in subscription.channels:
            self._interest[channel] = self._interest.get(channel, 0) + 1

    def note_closed(self, channels: frozenset[str]) -> None:
        """Take in what a read of the log said about channels that somebody here follows."""
        self._closed |= channels

    def forget(self, subscription: Subscription) -> None:
        for channel in subscription.channels:
            self._interest[channel] -= 1
            if not self._interest[channel]:
                del self._interest[channel]
                self._closed.discard(channel)

    @contextmanager
    def listening(self, channel: str) -> Iterator[Signal]:
        """A signal for a client that polls, set when something comes to ``channel``."""
        signal = Signal()
        if self._has_dismissed:
            signal.set()
        self._listeners.setdefault(channel, set()).add(signal)
        try:
            yield signal
        finally:
            self._listeners[channel].discard(signal)
            if not self._listeners[channel]:
                del self._listeners[channel]

    def dismiss_listeners(self) -> None:
        """End all waiting, because this worker is stopping."""
        self._has_dismissed = True
        for signals in self._listeners.values():
            for signal in signals:
                signal.set()

    def park(self, subscription: Subscription) -> None:
        key = _key(subscription)
        group = self._groups.get(key)
        if group is None:
            group = self._groups[key] = {}
            for channel in subscription.channels:
                self._keys_by_channel.setdefault(channel, set()).add(key)
        group[subscription] = None

    def unpark(self, subscription: Subscription) -> None:
        key = _key(subscription)
        group = self._groups.get(key)
        if group is None or subscription not in group:
            return
        del group[subscription]
        if not group:
            del self._groups[key]
            for channel in subscription.channels:
                keys = self._keys_by_channel[channel]
                keys.discard(key)
                if not keys:
                    del self._keys_by_channel[channel]


def _key(subscription: Subscription) -> GroupKey:
    return subscription.channels, subscription.form, subscription.sink is not None and subscription.sink.is_chunked
