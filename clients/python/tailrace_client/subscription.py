"""Following channels: every event once, in order, across lost connections and restarts of the server.

A position is one number for all channels. It moves with every event, and a stream that breaks is asked for again from
there. What the server no longer has is told (`Gap`), never passed over in silence.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Generator, Iterator, Sequence
from contextlib import AbstractContextManager
from typing import Any, Callable, NamedTuple

import requests

from .event_stream import Message, Parser
from .failure import StreamRefused
from .retry import TRANSIENT, Attempts, retry_after_s
from .server import Server, error_of, limit_silence

logger = logging.getLogger("tailrace_client")

_FROM_THE_START = ("scan.", "screening.", "chat.")
"""Channels that a stream without a position begins at their start; all others, and any mix, begin now."""

_SILENCE_S = 35.0
"""Without a byte for so long, heartbeats included, the connection is taken for dead."""

_MISSED = 2
_LATE_S = 1.0
"""Once the server has said how often its heart beats: so many beats, and so much for a network that is no clock."""


class Event(NamedTuple):
    """``data`` is the object as it was published, with ``type`` and ``channel`` added."""

    id: int
    channel: str
    type: str
    data: dict[str, Any]


class Gap(NamedTuple):
    """What the server no longer has: the events of ``channel`` (None: of all) after ``from_id`` up to ``to``.

    ``reason``: ``trimmed`` by retention, or ``reset``: the position was not of this server's log.
    """

    channel: str | None
    from_id: int
    to: int
    reason: str


def log_gap(gap: Gap) -> None:
    logger.warning(
        "Events %d to %d of %s are no longer there (%s).",
        gap.from_id,
        gap.to,
        gap.channel or "every channel",
        gap.reason,
    )


def log_interruption(why: str) -> None:
    logger.info("The stream was interrupted (%s); connecting again.", why)


def subscribe(
    url: str,
    token: str,
    channels: str | Sequence[str],
    last_event_id: int | None = None,
    *,
    on_gap: Callable[[Gap], None] = log_gap,
    on_interruption: Callable[[str], None] = log_interruption,
    silence_s: float = _SILENCE_S,
) -> Subscription:
    """Iterate over the events of 1 to 50 channels; ends when all of them are closed.

    ``last_event_id``: what came after this event; 0: everything that is kept; None: a run's channel from its start,
    others from now. ``on_gap`` and ``on_interruption`` are told what happens between events; they log it otherwise.
    Without a byte for ``silence_s``, or for two of the server's heartbeats and a second if that is less, the connection
    is taken for dead.

    Raises (while iterating): StreamRefused.
    """
    names = [channels] if isinstance(channels, str) else list(channels)
    return Subscription(Server(url, token), names, last_event_id, on_gap, on_interruption, silence_s)


class Subscription:
    """An iterator of `Event`. ``last_event_id`` is where it stands: keep it to go on later."""

    def __init__(
        self,
        server: Server,
        channels: Sequence[str],
        last_event_id: int | None,
        on_gap: Callable[[Gap], None],
        on_interruption: Callable[[str], None],
        silence_s: float,
    ) -> None:
        self._server = server
        self._channels = channels
        self._on_gap = on_gap
        self._on_interruption = on_interruption
        self._silence_s = silence_s
        self._is_done = False
        self._client_id = ""
        self.last_event_id = last_event_id
        self._events = self._follow()

    def __iter__(self) -> Iterator[Event]:
        return self

    def __next__(self) -> Event:
        return next(self._events)

    def close(self) -> None:
        """Leave; the connection is closed."""
        self._events.close()

    def _follow(self) -> Generator[Event, None, None]:
        attempts = _endless()
        while not self._is_done:
            parser = Parser()
            wait_s: float | None = None
            why = "the connection ended"
            try:
                with self._open() as response:
                    if response.status_code == 204:
                        return
                    if response.status_code != 200:
                        why, wait_s = self._refusal(response)
                    else:
                        for event in self._read(response, parser):
                            attempts = _endless()
                            yield event
            except requests.RequestException as error:
                why = type(error).__name__
            if not self._is_done:
                self._on_interruption(why)
                attempts.wait(wait_s if parser.retry_ms is None else parser.retry_ms / 1000)

    def _open(self) -> AbstractContextManager[requests.Response]:
        headers = {"Accept": "text/event-stream", "Accept-Encoding": "identity"}
        if self.last_event_id is not None:
            headers["Last-Event-ID"] = str(self.last_event_id)
        params = [("channel", name) for name in self._channels]
        if self._client_id:
            params.append(("previous", self._client_id))  # so that the server's journal knows what goes on with what
        return self._server.open_stream("/api/v1/stream", params, timeout_s=self._silence_s, headers=headers)

    def _refusal(self, response: requests.Response) -> tuple[str, float | None]:
        code, message = error_of(response)
        if response.status_code not in TRANSIENT:
            raise StreamRefused(code, message, response.status_code)
        return f"{response.status_code} {code}", retry_after_s(response)

    def _read(self, response: requests.Response, parser: Parser) -> Iterator[Event]:
        if not response.headers.get("Content-Type", "").startswith("text/event-stream"):
            raise StreamRefused(
                "bad_answer", "The answer is not a stream; is this the address of a Tailrace server?", 200
            )
        # Chunk by chunk where there are chunks; else a byte at a time, or a proxy without them would hold events back.
        size = None if getattr(response.raw, "chunked", False) else 1
        for part in response.iter_content(size):
            for message in parser.feed(part):
                if message.name == "message" and message.id is None:
                    self._opened(response, json.loads(message.data))
                    continue
                event = self._take(message)
                if event is not None:
                    yield event

    def _take(self, message: Message) -> Event | None:
        if message.name == "done":
            self._is_done = True
        elif message.name == "gap":
            self._pass(json.loads(message.data))
        elif message.name == "message":
            id = int(message.id or 0)
            if self.last_event_id is None or id > self.last_event_id:
                self.last_event_id = id
                data = json.loads(message.data)
                return Event(id, data["channel"], data["type"], data)
        return None

    def _pass(self, told: dict[str, Any]) -> None:
        self._on_gap(Gap(told["channel"], told["from"], told["to"], told["reason"]))
        self.last_event_id = told["to"]

    def _opened(self, response: requests.Response, told: dict[str, Any]) -> None:
        """A stream that begins now, begins here: what comes while the connection is lost must not be missed."""
        heartbeat_s = told.get("heartbeat_s")
        if isinstance(heartbeat_s, (int, float)) and heartbeat_s > 0:
            limit_silence(response, min(self._silence_s, _MISSED * heartbeat_s + _LATE_S))
        self._client_id = str(told.get("client_id", ""))
        begins_now = not all(name.startswith(_FROM_THE_START) for name in self._channels)
        if self.last_event_id is None and begins_now and told.get("type") == "connected":
            self.last_event_id = int(told["head"])


def _endless() -> Attempts:
    return Attempts(float("inf"))
