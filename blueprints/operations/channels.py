"""What admins ask and change about channels, for the calls, the pages and the commands alike."""

from __future__ import annotations

from typing import NamedTuple

from blueprints.edge.current import container
from blueprints.operations.journal import read_journal
from services.errors import Conflict, NotFound
from services.streaming.event import Event
from services.streaming.log.survey import ChannelState
from services.thread import in_thread

MAX_LIMIT = 200


class Found(NamedTuple):
    """Channels by name. ``next`` is the name to go on after; None if these are all."""

    states: list[ChannelState]
    subscribers: dict[str, int]
    next: str | None


def find_channels(text: str, *, after: str = "", limit: int = 100, with_empty: bool = False) -> Found:
    if "\0" in text + after:
        return Found([], {}, None)  # in no name, and PostgreSQL refuses to look for it
    survey = container().event_log.survey
    states = in_thread(survey.channels, text, after, limit + 1, with_empty=with_empty)
    more, states = len(states) > limit, states[:limit]
    return Found(states, subscribers_of([state.name for state in states]), states[-1].name if more else None)


def read_channel(name: str) -> tuple[ChannelState, int]:
    """Its state and how many follow it now. Raises: NotFound."""
    state = in_thread(container().event_log.survey.channel, name)
    subscribers = subscribers_of([name])[name]
    if state is None and not subscribers:
        raise NotFound(f"Nothing was ever published to {name}, and nobody follows it.", code="no_channel")
    return state or ChannelState(name, 0, 0, 0, True, None, None, 0, 0), subscribers


def subscribers_of(names: list[str]) -> dict[str, int]:
    found: dict[str, int] = read_journal(lambda journal: journal.subscribers(names))
    return found


def around(name: str, id: int, before: int, after: int) -> list[Event]:
    return in_thread(container().event_log.survey.around, name, id, before, after)


def is_private(name: str) -> bool:
    """Whether the channel is read by its owner alone."""
    channels = container().channels.get(name.partition(".")[0])
    return channels is not None and channels.is_private


def is_own(name: str) -> bool:
    """Whether the server itself speaks on the channel."""
    return name.partition(".")[0] in container().channels


def purge_channel(name: str) -> int:
    """Remove all its events. Returns the log's head after it. Raises: NotFound, Conflict, Unavailable."""
    _check_changeable(name)
    if in_thread(container().event_log.survey.channel, name) is None:
        raise NotFound(f"Nothing was ever published to {name}.", code="no_channel")
    in_thread(container().event_log.purge, name)
    return in_thread(container().event_log.head)


def close_channel(name: str) -> int:
    """The position at which it was closed. Raises: Conflict, Unavailable."""
    _check_changeable(name)
    return container().publisher.close_channel(name)


def _check_changeable(name: str) -> None:
    """Raises: Conflict, the server itself speaks on this channel."""
    if is_own(name):
        raise Conflict(
            f"{name} is written by the server itself, and goes with what it tells of: delete that, or set a retention"
            " rule.",
            code="own_channel",
        )
