"""The recorder: notes in the journal what becomes of a worker's streams.

An event costs it nothing: a stream knows its own cursor. Twice a second one greenlet looks at all streams, and one
thread writes what has changed. So a worker that is killed loses at most its last half second; whoever asks next notes
that its streams ended with it. A journal that cannot be written (the disk is full) costs no stream anything: the
recorder keeps what it may, tries again, and then notes the lapse.
"""

from __future__ import annotations

import json
import logging
import sqlite3
import time
from bisect import bisect_right
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from functools import lru_cache
from itertools import count, islice

import gevent
from gevent.threadpool import ThreadPool

from services.streaming.delivery.subscription import Subscription
from services.streaming.end_reason import EndReason
from services.streaming.journal.entry import Lapse, Told, network_of, short_program
from services.streaming.journal.journal import Journal
from services.streaming.journal.sqlite_journal import Batch, Moved
from services.streaming.log.event_log import Gap
from services.streaming.workers.presence import BEAT_S

logger = logging.getLogger(__name__)

_AT_ONCE = 500
"""Streams that are looked at without a pause (a tenth of a millisecond), and rows in one transaction."""

_COUNTED = 200
"""Streams whose bytes are counted at each beat, in turn. The kernel counts them; to ask takes a microsecond."""

_WAITING = 20_000
"""Notes of each kind that wait while the journal cannot be written."""

_GAPS = 100
"""Gaps that are noted of one stream."""

_HEADS = 2400
"""Beats for which the recorder knows how far the log had come: twenty minutes."""

_TRIM_BEATS = 20
_LEAVING_S = 3.0


_Opening = tuple[Subscription, int, int, bool]
"""When it opened, where it starts, and whether that recovers all that it asked for."""


class _Noted:
    """What the journal knows of a stream. ``level``: it has everything up to here."""

    __slots__ = ("gaps", "has_all", "lag_ms", "level", "opened_at", "peak_at", "peak_ms", "taken")

    def __init__(self, opened_at: int, level: int) -> None:
        self.opened_at = opened_at
        self.level = level
        self.has_all = False
        self.lag_ms = self.peak_ms = self.gaps = 0
        self.peak_at: int | None = None
        self.taken: int | None = None


class Recorder:
    """``key`` is the worker's; its client ids begin with it. ``fed``: what its caught-up streams have."""

    def __init__(
        self,
        journal: Journal,
        key: str,
        subscriptions: Mapping[str, Subscription],
        fed: Callable[[], int],
        *,
        now_ms: Callable[[], int] = lambda: int(time.time() * 1000),
    ) -> None:
        self._journal = journal
        self._key = key
        self._subscriptions = subscriptions
        self._fed = fed
        self._now_ms = now_ms
        self._thread = ThreadPool(1)
        self._noted: dict[str, _Noted] = {}
        self._opened: list[_Opening] = []
        self._moved: list[Moved] = []
        self._told: list[Told] = []
        self._forgotten: list[str] = []
        self._heads: list[int] = []
        self._heads_at: list[int] = []
        self._round: Iterator[str] = iter(())
        self._upto = 0
        self._failing: Lapse | None = None

    def start(self) -> None:
        """Once per process, after fork."""
        gevent.spawn(self._keep)

    # -- what streams tell --------------------------------------------------------------------------------------------

    def opened(self, subscription: Subscription, start: int, *, is_recovered: bool) -> None:
        at = self._now_ms()
        self._noted[subscription.client_id] = _Noted(at, start)
        self._opened.append((subscription, at, start, is_recovered))

    def told(self, subscription: Subscription, gaps: Sequence[Gap]) -> None:
        noted = self._noted.get(subscription.client_id)
        if noted is None or noted.gaps >= _GAPS:
            return
        noted.gaps += len(gaps)
        at = self._now_ms()
        self._told += [Told(subscription.client_id, *gap, at) for gap in gaps[:_GAPS]]

    def ended(self, subscription: Subscription, reason: EndReason) -> None:
        noted = self._noted.pop(subscription.client_id, None)
        if noted is not None:
            at = self._now_ms()
            self._moved.append(self._move(subscription, noted, at, ended_at=at, reason=reason.value))

    def forget(self, user_id: str) -> None:
        """Note nothing of a user who is deleted, and remove what was noted meanwhile."""
        self._forgotten.append(user_id)

    # -- the beat -----------------------------------------------------------------------------------------------------

    def _keep(self) -> None:
        for number in count(1):
            gevent.sleep(BEAT_S)
            try:
                self.beat()
                while number % _TRIM_BEATS == 0 and self._thread.apply(self._trim):
                    gevent.sleep(0.01)
            except Exception:  # whatever it was, streams go on
                logger.exception("journal_failed")

    def beat(self) -> None:
        """Look at all streams, and write what is new."""
        upto = self._fed()
        now = self._now_ms()
        if not self._heads or upto > self._heads[-1]:
            self._heads.append(upto)
            self._heads_at.append(now)
            del self._heads[:-_HEADS], self._heads_at[:-_HEADS]
        self._look(now)
        self._count(now)
        self._upto = upto
        self._write()

    def _look(self, now: int) -> None:
        for number, (client_id, subscription) in enumerate(list(self._subscriptions.items()), 1):
            if number % _AT_ONCE == 0:
                gevent.sleep(0.0001)
            noted = self._noted.get(client_id)
            if noted is None or (noted.has_all and subscription.has_all):
                continue
            self._moved.append(self._move(subscription, noted, now))

    def _count(self, now: int) -> None:
        """Note the bytes of some streams, so that all have their turn."""
        some = list(islice(self._round, _COUNTED))
        if len(some) < _COUNTED:
            self._round = iter(list(self._noted))
        for client_id in some:
            noted, subscription = self._noted.get(client_id), self._subscriptions.get(client_id)
            if noted is None or subscription is None or subscription.sink is None:
                continue
            traffic = subscription.sink.traffic
            if traffic is not None and traffic.taken != noted.taken:
                self._moved.append(self._move(subscription, noted, now))

    def _move(
        self,
        subscription: Subscription,
        noted: _Noted,
        now: int,
        *,
        ended_at: int | None = None,
        reason: str | None = None,
    ) -> Moved:
        """Note how far a stream is. It had everything at the last beat, so it has what had been fed by then."""
        had_all, noted.has_all = noted.has_all, subscription.has_all and ended_at is None
        noted.level = max(noted.level, subscription.written, self._upto if had_all else 0)
        noted.lag_ms = 0 if noted.has_all or ended_at is not None else self._waiting_ms(noted, now)
        if noted.lag_ms > noted.peak_ms:
            noted.peak_ms, noted.peak_at = noted.lag_ms, now
        traffic = None if subscription.sink is None else subscription.sink.traffic
        noted.taken, unconfirmed = (noted.taken, None) if traffic is None else traffic
        return Moved(
            noted.has_all, noted.level, noted.taken, unconfirmed, noted.lag_ms, noted.peak_ms, noted.peak_at, now,
            ended_at, reason, subscription.client_id,
        )  # fmt: skip

    def _waiting_ms(self, noted: _Noted, now: int) -> int:
        """How long ago the worker had something for the stream that it has not got yet."""
        place = bisect_right(self._heads, noted.level)
        if place == len(self._heads):
            return 0
        return max(0, now - max(self._heads_at[place], noted.opened_at))

    # -- writing ------------------------------------------------------------------------------------------------------

    def _write(self) -> None:
        """In parts, so that what is lost when one cannot be written is known."""
        at, upto = self._now_ms(), self._upto
        while True:
            opened, moved, told = self._opened[:_AT_ONCE], self._moved[:_AT_ONCE], self._told[:_AT_ONCE]
            if len(self._opened) > _AT_ONCE:
                moved, told = [], []  # they may be of streams that are still to be noted
            lapse = self._failing and self._failing._replace(until=at)
            forgotten = [*self._forgotten]
            batch = Batch((), moved, told, lapse, upto, forgotten)
            error = self._thread.apply(self._attempt, (opened, batch, at))
            if error:
                self._fail(at, error)
                return
            self._failing = None
            del self._opened[: len(opened)], self._moved[: len(moved)], self._told[: len(told)]
            if not self._opened:  # else some of theirs may still come
                del self._forgotten[: len(forgotten)]
            if not (self._opened or len(self._moved) > _AT_ONCE or len(self._told) > _AT_ONCE):
                return

    def _attempt(self, opened: Sequence[_Opening], batch: Batch, at: int) -> str:
        """Runs in the thread. Returns what went wrong, since gevent would log what is raised there."""
        try:
            rows = [_row(self._key, *one) for one in opened]
            self._journal.write(self._key, batch._replace(opened=rows), at)
        except (sqlite3.Error, OSError) as error:
            self._journal.begin_anew()
            return str(error) or type(error).__name__
        return ""

    def _trim(self) -> int:
        try:
            return self._journal.trim()
        except (sqlite3.Error, OSError):  # the next beat meets it, too, and says so
            return 0

    def _fail(self, at: int, why: str) -> None:
        if self._failing is None:
            logger.error("journal_not_written", extra={"error": why})
            self._failing = Lapse(at, at, 0, why)
        lost = 0
        for waiting in (self._opened, self._moved, self._told):
            excess = max(0, len(waiting) - _WAITING)
            lost += excess
            del waiting[:excess]
        self._failing = self._failing._replace(lost=self._failing.lost + lost, why=why)

    @property
    def failing(self) -> Lapse | None:
        """The time since which nothing could be written; None if all is well."""
        return self._failing

    def leave(self) -> None:
        """Note the last things, when the worker ends."""
        for client_id, subscription in list(self._subscriptions.items()):
            if client_id in self._noted:
                self.ended(subscription, subscription.end_reason or EndReason.DRAIN)
        with suppress(gevent.Timeout), gevent.Timeout(_LEAVING_S):
            self.beat()
        self._journal.leave(self._key)


def _row(key: str, subscription: Subscription, at: int, start: int, is_recovered: bool) -> tuple[object, ...]:
    request, subscriber = subscription.request, subscription.request.subscriber
    return (
        subscription.client_id, key, subscriber.user_id, subscriber.login_id, request.kind, _named(request.channels),
        network_of(subscriber.address), short_program(subscriber.program), at, request.position, request.from_start,
        is_recovered, start, request.previous, start, at,
    )  # fmt: skip


@lru_cache(1024)
def _named(channels: tuple[str, ...]) -> str:
    return json.dumps(channels)
