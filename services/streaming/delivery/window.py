"""The window: the newest events of the whole log, encoded, in memory. Readers near the head are served from it.

Everything above ``floor`` is here, for all channels but those whose history was removed meanwhile: what the log no
longer holds must not be replayed from memory. Bounded by bytes: the oldest events go first, and readers that need
them read the log.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Collection, Iterable
from operator import attrgetter
from typing import NamedTuple

from services.streaming.delivery import compression
from services.streaming.event import Event
from services.streaming.log.event_log import Closing, Gap
from services.streaming.wire import event_frame, gap_frame, named_frame, timed_frame

_OVERHEAD_BYTES = 300


class Form(NamedTuple):
    """How a stream is written: whether types become ``event:`` lines, whether it is compressed, and whether each event
    comes with its time.
    """

    is_named: bool = False
    is_compressed: bool = False
    is_timed: bool = False


class Frame:
    """One event or gap as bytes, made once and shared by all connections."""

    __slots__ = ("_at", "_deflated", "_type", "_written", "channel", "gap", "id", "plain", "size")

    def __init__(self, item: Event | Gap) -> None:
        if isinstance(item, Gap):
            self.id, self.channel = item.to, item.channel or ""
            self.plain = gap_frame(*item)
            self._type, self._at = None, 0
            self.gap: Gap | None = item
        else:
            self.id, self.channel = item.id, item.channel
            self.plain = event_frame(item.id, item.data)
            self._type, self._at = item.type, item.at
            self.gap = None
        self._written: dict[Form, bytes] | None = None
        self._deflated: dict[Form, bytes] | None = None
        self.size = len(self.plain) + _OVERHEAD_BYTES

    def bytes_for(self, form: Form) -> bytes:
        body = self._written_as(form) if form.is_named or form.is_timed else self.plain
        if not form.is_compressed:
            return body
        if len(body) < compression.MIN_BYTES:
            return compression.stored(body)
        if self._deflated is None:
            self._deflated = {}
        if form not in self._deflated:
            self._deflated[form] = compression.deflated(body)
        return self._deflated[form]

    def _written_as(self, form: Form) -> bytes:
        if self._type is None:
            return self.plain
        if self._written is None:
            self._written = {}
        if form not in self._written:
            body = named_frame(self.plain, self._type) if form.is_named else self.plain
            self._written[form] = timed_frame(body, self._at) if form.is_timed else body
        return self._written[form]


class Window:
    def __init__(self, floor: int, max_bytes: int) -> None:
        self.floor = floor
        self._max_bytes = max_bytes
        self._bytes = 0
        self._all: deque[Frame] = deque()
        self._by_channel: dict[str, deque[Frame]] = {}
        self._removed: dict[str, int] = {}

    def holds(self, channels: Iterable[str], cursor: int) -> bool:
        """Whether all events of ``channels`` after ``cursor`` are here."""
        if cursor < self.floor:
            return False
        return not self._removed or all(self._removed.get(name, 0) <= cursor for name in channels)

    def add(self, items: Collection[Event | Gap | Closing]) -> None:
        """Append items in id order, each above all earlier ones. A gap takes its channel's older events away."""
        self._remove({item.channel: item.to for item in items if isinstance(item, Gap) and item.channel})
        for item in items:
            if isinstance(item, Closing):
                continue
            frame = Frame(item)
            self._all.append(frame)
            self._by_channel.setdefault(frame.channel, deque()).append(frame)
            self._bytes += frame.size
        while self._bytes > self._max_bytes:
            oldest = self._all.popleft()
            channel = self._by_channel[oldest.channel]
            channel.popleft()
            if not channel:
                del self._by_channel[oldest.channel]
            self._bytes -= oldest.size
            self.floor = oldest.id
        if self._removed:
            self._removed = {name: to for name, to in self._removed.items() if to > self.floor}

    def _remove(self, removed: dict[str, int]) -> None:
        if not removed:
            return
        self._removed |= removed
        for name in removed:
            self._bytes -= sum(frame.size for frame in self._by_channel.pop(name, ()))
        self._all = deque(frame for frame in self._all if frame.channel not in removed)

    def after(self, channels: Collection[str], cursor: int) -> list[Frame]:
        """The frames of ``channels`` after ``cursor``, in id order. ``cursor`` must not lie below the floor."""
        found: list[Frame] = []
        for name in channels:
            newest_first: list[Frame] = []
            for frame in reversed(self._by_channel.get(name, ())):
                if frame.id <= cursor:
                    break
                newest_first.append(frame)
            found.extend(reversed(newest_first))
        if len(channels) > 1:
            found.sort(key=attrgetter("id"))
        return found


def gaps_of(frames: Iterable[Frame], upto: int) -> tuple[Gap, ...]:
    return tuple(frame.gap for frame in frames if frame.gap is not None and frame.id <= upto)


def join(frames: Iterable[Frame], form: Form, max_bytes: int) -> tuple[bytes, int]:
    """Frames as one write of about ``max_bytes`` before compression, and the id of its last frame (0 if there is
    none).
    """
    parts: list[bytes] = []
    size = last = 0
    for frame in frames:
        if size >= max_bytes:
            break
        parts.append(frame.bytes_for(form))
        size += len(frame.plain)
        last = frame.id
    return b"".join(parts), last
