"""A survey of the event log in memory."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Protocol

from services.streaming.event import Event
from services.streaming.log.survey import ChannelState, Published


class _Channel(Protocol):
    events: list[Event]
    trimmed_to: int
    closed: int


class MemorySurvey:
    def __init__(self, channels: Mapping[str, _Channel]) -> None:
        self._channels = channels

    def channels(self, text: str, after: str, limit: int, *, with_empty: bool = False) -> list[ChannelState]:
        named = sorted(name for name in self._channels if text in name and after < name < "~")
        return [_state(name, self._channels[name]) for name in named if with_empty or self._channels[name].events][
            :limit
        ]

    def channel(self, name: str) -> ChannelState | None:
        return _state(name, self._channels[name]) if name in self._channels else None

    def around(self, channel: str, id: int, before: int, after: int) -> list[Event]:
        events = self._events(channel)
        earlier = [event for event in events if event.id < id]
        later = [event for event in events if event.id > id]
        at = [event for event in events if event.id == id]
        return [*earlier[max(0, len(earlier) - before) :], *at, *later[:after]]

    def published(self, channels: Collection[str], after: int, max_ids: int) -> list[Published]:
        return [self._published(name, after, max_ids) for name in sorted(channels)]

    def event(self, id: int) -> Event | None:
        found = (event for channel in self._channels.values() for event in channel.events if event.id == id)
        return next(found, None)

    def _events(self, name: str) -> list[Event]:
        return list(self._channels[name].events) if name in self._channels else []

    def _published(self, name: str, after: int, max_ids: int) -> Published:
        ids = [event.id for event in self._events(name) if event.id > after]
        trimmed_to = self._channels[name].trimmed_to if name in self._channels else 0
        first, last = (ids[0], ids[-1]) if ids else (None, None)
        return Published(name, len(ids), first, last, tuple(ids[:max_ids]), trimmed_to if trimmed_to > after else 0)


def _state(name: str, channel: _Channel) -> ChannelState:
    events = channel.events
    return ChannelState(
        name,
        max(events[-1].id if events else 0, channel.trimmed_to, channel.closed),
        len(events),
        sum(len(event.data) for event in events),
        True,
        events[0].at if events else None,
        events[-1].at if events else None,
        channel.trimmed_to,
        channel.closed,
    )
