"""The ear: between an agent that speaks in a greenlet of its own and the run that tells what it says.

It holds little: an agent that speaks faster than its run may tell waits. An agent that says nothing, says too much or
never stops cannot hold its run up, because nobody waits for it to let go.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Generator

import gevent
from gevent.event import Event

from services.agent import AgentFailed, Artifact, InputRequired, Said, Status, Text, Use

MOST_BYTES = 256 * 1024
"""What waits to be told, of one run."""

_log = logging.getLogger(__name__)


def size_of(said: Said) -> int:
    """The memory that it takes, in bytes, at most. Nothing is free: empty things can come without end, too."""
    match said:
        case Text(text):
            return 16 + 4 * len(text)
        case Status(text, step):
            return 256 + 4 * len(text) + len(str(step))
        case Artifact():
            return 256 + len(said.content) + 4 * len(said.text) + (len(str(said.data)) if said.data is not None else 0)
        case InputRequired() | Use():
            return 64
    raise AgentFailed("The agent said something that cannot be part of an answer, so the answer was broken off.")


class Ear:
    """Hears ``said`` to its end. Call `close` in any case."""

    def __init__(self, said: Generator[Said]) -> None:
        self._said = said
        self._heard: list[Said] = []
        self._bytes = 0
        self._has_room = Event()
        self._has_room.set()
        self._has_news = Event()
        self._is_closed = False
        self.is_over = False
        """The agent has said everything."""
        self.failure: BaseException | None = None
        """What its generator raised."""
        self._speaker = gevent.spawn(self._listen)

    def take(self, within_s: float) -> list[Said]:
        """What was said since the last call; waits for something. Empty when time is up or the agent is over."""
        self._has_news.wait(max(0.0, within_s))
        self._has_news.clear()
        heard, self._heard, self._bytes = self._heard, [], 0
        self._has_room.set()
        if self.is_over:
            self._has_news.set()  # it stays news
        return heard

    def pause(self, for_s: float) -> None:
        """Wait, unless the agent has said its last word and all of it was taken."""
        ends_at = time.monotonic() + for_s
        self._speaker.join(for_s)
        if self._heard:
            gevent.sleep(max(0.0, ends_at - time.monotonic()))

    def wake(self) -> None:
        """Let `take` return now."""
        self._has_news.set()

    def close(self) -> None:
        """Stop listening. The agent hears of it where it waits; how long it takes to let go is its own time."""
        self._is_closed = True
        self._speaker.kill(block=False)

    def wait_for_silence(self, within_s: float) -> None:
        """After `close`: give the agent the time to let go."""
        self._speaker.join(within_s)

    def _listen(self) -> None:
        try:
            for said in self._said:
                self._bytes += size_of(said)
                self._heard.append(said)
                self._has_news.set()
                if self._bytes > MOST_BYTES and not self._is_closed:
                    self._has_room.clear()
                    self._has_room.wait()
                if self._is_closed:
                    break
        except BaseException as error:  # an agent may not end the process, either
            self.failure = error
        finally:
            self.is_over = True
            self._has_news.set()
            self._let_go()

    def _let_go(self) -> None:
        try:
            self._said.close()
        except BaseException as error:
            _log.warning("agent_did_not_let_go", extra={"error": str(error)})
