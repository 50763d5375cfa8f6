"""The event log in memory, for one process: for tests, and for programs that want streams without a history on disk."""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field

from gevent.monkey import get_original

from services.errors import Conflict, KeyReused, TailraceError
from services.streaming.event import Event
from services.streaming.log.bell import Bell
from services.streaming.log.event_log import Append, Closing, Gap, Outcome, Replay, Tail
from services.streaming.log.memory_survey import MemorySurvey
from services.streaming.log.retention import Retention
from services.streaming.log.survey import Survey


@dataclass(slots=True)
class _Channel:
    events: list[Event] = field(default_factory=list)
    trimmed_to: int = 0
    closed: int = 0


class MemoryEventLog:
    """See `services.streaming.log.event_log.EventLog`."""

    bell: Bell | None = None

    def __init__(self, *, now_s: Callable[[], float] = time.time) -> None:
        self._now_s = now_s
        self._lock = get_original("_thread", "allocate_lock")()  # as in SqliteEventLog: a real one
        self._channels: dict[str, _Channel] = {}
        self.survey: Survey = MemorySurvey(self._channels)
        self._keys: dict[tuple[str, str], tuple[bytes, list[int]]] = {}
        self._start = self._head = int(now_s()) << 20
        self._last_at = 0

    def append(self, batch: Sequence[Append]) -> list[Outcome]:
        with self._lock:
            self._last_at = max(int(self._now_s() * 1000), self._last_at)
            outcomes: list[Outcome] = []
            for append in batch:
                try:
                    outcomes.append(self._store(append))
                except TailraceError as error:
                    outcomes.append(error)
            return outcomes

    def _store(self, append: Append) -> list[int]:
        key = (append.principal, append.idempotency_key or "")
        if append.idempotency_key is not None and key in self._keys:
            digest, ids = self._keys[key]
            if digest != append.body_digest:
                raise KeyReused("This Idempotency-Key came with another body before; use a new key for a new request.")
            return ids
        names = {event.channel for event in append.events} | ({append.closes} if append.closes else set())
        for name in names:
            if self._channels.setdefault(name, _Channel()).closed:
                raise Conflict(
                    f"The channel {name} is closed; nothing more can be published to it.", code="channel_closed"
                )
        if append.closes:
            self._head += 1
            self._channels[append.closes].closed = self._head
            return [self._head]
        ids = []
        for event in append.events:
            self._head += 1
            ids.append(self._head)
            stored = Event(self._head, event.channel, event.type, self._last_at, event.data, event.prefix)
            self._channels[event.channel].events.append(stored)
        if append.idempotency_key is not None:
            self._keys[key] = (append.body_digest, ids)
        return ids

    def head(self) -> int:
        return self._head

    def standing(self, channels: Collection[str]) -> tuple[frozenset[str], int]:
        with self._lock:
            closed = frozenset(name for name in channels if name in self._channels and self._channels[name].closed)
            return closed, self._head

    def read_after(
        self, channels: Collection[str], after: int, *, limit: int = 1000, max_bytes: int = 131_072
    ) -> Replay:
        with self._lock:
            items: list[Event | Gap] = []
            if after and not self._start <= after <= self._head:
                items.append(Gap(None, after, self._start, "reset"))
                after = self._start
            found: list[Event | Gap] = []
            for name in channels:
                channel = self._channels.get(name, _Channel())
                if channel.trimmed_to > after:
                    found.append(Gap(name, after, channel.trimmed_to, "trimmed"))
                found += [event for event in channel.events if event.id > after]
            found.sort(key=_position)
            closed = frozenset(name for name in channels if name in self._channels and self._channels[name].closed)
            has_gap = any(isinstance(item, Gap) for item in items + found)
            size = 0
            for item in found:
                if size >= max_bytes or len(items) > limit:
                    return Replay(items, _position(items[-1]), self._head, False, closed, has_gap)
                items.append(item)
                size += len(item.data) if isinstance(item, Event) else 0
            return Replay(items, self._head, self._head, True, closed, has_gap)

    def newest(self, channel: str) -> Event | None:
        with self._lock:
            events = self._channels.get(channel, _Channel()).events
            return events[-1] if events else None

    def tail(self, after: int, *, limit: int = 2000, max_bytes: int = 4_194_304) -> Tail:
        with self._lock:
            found: list[Event | Gap | Closing] = []
            for name, channel in self._channels.items():
                found += [event for event in channel.events if event.id > after]
                if channel.trimmed_to > after:
                    found.append(Gap(name, after, channel.trimmed_to, "trimmed"))
                if channel.closed > after:
                    found.append(Closing(channel.closed, name))
            found.sort(key=_position)
            if len(found) <= limit:
                return Tail(max(self._head, after), found)
            return Tail(_position(found[limit - 1]), found[:limit], is_complete=False)

    def trim(self, retention: Retention, *, max_rows: int = 500) -> int:
        now_ms = int(self._now_s() * 1000)
        removed = 0
        with self._lock:
            for name, channel in self._channels.items():
                kept = retention.of(name)
                youngest, oldest = (now_ms - int(age_s * 1000) for age_s in (kept.grace_s, kept.oldest_s))
                excess = len(channel.events) - kept.events
                count = 0
                for event in channel.events[: max_rows - removed]:
                    if not (event.at <= oldest or (count < excess and event.at <= youngest)):
                        break
                    count += 1
                self._remove(channel, count)
                removed += count
        return removed

    def purge(self, channel: str) -> None:
        with self._lock:
            if channel in self._channels:
                self._head += 1
                self._channels[channel].events.clear()
                self._channels[channel].trimmed_to = self._head

    def discard(self, channel: str, to: int) -> None:
        with self._lock:
            if channel in self._channels:
                found = self._channels[channel]
                self._remove(found, sum(event.id <= to for event in found.events))

    @staticmethod
    def _remove(channel: _Channel, count: int) -> None:
        if count:
            channel.trimmed_to = channel.events[count - 1].id
            del channel.events[:count]

    def close(self) -> None:
        return None


def _position(item: Event | Gap | Closing) -> int:
    return item.to if isinstance(item, Gap) else item.id
