"""The production of one answer: from a message to the last event, in a greenlet of the producer.

Chunks are joined before they are published: the first goes out at once, then at most one in `PACE_S` (in a long answer,
in `SLOW_PACE_S`), unless an event cannot hold all that was said. Whatever happens, a run ends with exactly one last
event, and what was said stays.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Generator, Mapping, Sequence
from typing import Any, TypeVar

import gevent
import msgspec
from gevent.event import Event

from services.agent import AgentFailed, Artifact, InputRequired, Question, Said, Status, Text, Use
from services.agents.producer.artifacts import Artifacts
from services.agents.producer.ear import Ear, size_of
from services.agents.producer.ending import Ending
from services.agents.producer.patience import patiently
from services.agents.producer.speaking import Choice, Speakers
from services.agents.producer.teller import Happening, Teller
from services.agents.producer.tracing import context_of
from services.agents.runs.run import ChatRun
from services.agents.runs.store import RunStore
from services.agents.runs.story import (
    CHUNK,
    EXECUTION_STARTED,
    ROUTING_COMPLETED,
    ROUTING_STARTED,
    STATUS,
    Story,
    text_chunk,
)
from services.agents.settings import AgentSettings
from services.agents.sound import joined, sound, without_half
from services.errors import TailraceError
from services.telemetry.trace import trace

T = TypeVar("T")

PACE_S = 0.05
MANY_EVENTS = 4000
SLOW_PACE_S = 0.12
"""After many events: an answer of ten minutes stays whole in the event log, which keeps 10,000 of a channel."""

STATUS_CHARACTERS = 1000
STEP_BYTES = 4096
PROMPT_CHARACTERS = 4000
"""What is longer is cut: an event has to fit its limit."""
MOST_TOKENS = 2**53
"""Other counts are no counts; an agent that tells them is taken at none."""
_EMPTY_BYTES = 16
"""What an empty text counts for. Nothing is free, or it could come without end."""

CANCELLED = "You stopped this answer."
LOST = "The server was stopped while this answer was being made; ask again."
NOT_KEPT = (
    "The server could not keep more of this answer: its disk is full, or its event log is locked. Ask again later."
)

_log = logging.getLogger(__name__)


class Production:
    """Call `run` once, in a greenlet; `stop` from another one ends it within moments."""

    def __init__(
        self, run: ChatRun, speakers: Speakers, store: RunStore, teller: Teller, artifacts: Artifacts,
        settings: AgentSettings,
    ) -> None:  # fmt: skip
        self.run_id = run.id
        self._run = run
        self._speakers = speakers
        self._store = store
        self._teller = teller
        self._artifacts = artifacts
        self._settings = settings
        self._ear: Ear | None = None
        self._verdict: AgentFailed | None = None
        self._is_ready = Event()
        self._agent_id = run.agent_id
        self._bytes = 0
        self._half = ""
        self._use = Use()
        self._asks = ""

    def recall(self, story: Story) -> None:
        """Go on from what an earlier producer told. Before `run`."""
        self._teller.story = story
        self._artifacts.restore(story)

    def stop(self, verdict: AgentFailed) -> None:
        """End the answer for this reason, unless it is already over. Returns at once."""
        if self._verdict is None:
            self._verdict = verdict
            self._is_ready.set()
            if self._ear is not None:
                self._ear.wake()

    def wait_for_silence(self, within_s: float) -> None:
        """After the end: give the agent the time to let go of what it holds."""
        if self._ear is not None:
            self._ear.wait_for_silence(within_s)

    def run(self, *, resumes: bool = False) -> Ending:
        """Make the answer. ``resumes``: an earlier producer began it, and its agent can go on."""
        try:
            if self._verdict is None:
                said = self._resumed() if resumes else self._begun()
                self._relay(said)
            failure = self._verdict
        except AgentFailed as error:
            failure = self._verdict or error
        except TailraceError as error:  # a store takes nothing any more
            _log.error("answer_not_kept", extra={"run": self.run_id, "error": str(error)})
            failure = self._verdict or AgentFailed(NOT_KEPT, "lost")
        except BaseException:
            _log.exception("answer_failed", extra={"run": self.run_id, "agent": self._agent_id})
            failure = AgentFailed("The agent failed unexpectedly; the server's log says why.")
        finally:
            if self._ear is not None:
                self._ear.close()
        return Ending(failure, self._asks, self._use, self._artifacts)

    # -- beginning ---------------------------------------------------------------------------------------------

    def _begun(self) -> Generator[Said]:
        self._teller.tell([(ROUTING_STARTED, {})])
        with trace.span("routing", context_of(self._run)):
            question, choice = self._aside(self._choose)
        self._agent_id = choice.entry.id
        self._teller.tell([(ROUTING_COMPLETED, choice.as_dict()), (EXECUTION_STARTED, {"agent_id": choice.entry.id})])
        return _once_asked(lambda: self._speakers.speak(self._run, choice, question))

    def _choose(self) -> tuple[Question, Choice]:
        question = patiently(lambda: self._speakers.question(self._run))
        choice = patiently(lambda: self._speakers.choose(self._run, question))
        patiently(lambda: self._store.note_agent(self.run_id, choice.entry.id, choice.entry.name))
        return question, choice

    def _resumed(self) -> Generator[Said]:
        text = self._teller.story.text
        self._bytes = len(text.encode())
        question = patiently(lambda: self._speakers.question(self._run))
        return _once_asked(lambda: self._speakers.resume(self._run, question, text))

    def _aside(self, work: Callable[[], T]) -> T:
        """What ``work`` finds, in a greenlet of its own, which nobody waits for once the answer is stopped.

        Raises: AgentFailed, it was stopped, or takes too long.
        """
        found: list[T | BaseException] = []
        task = gevent.spawn(self._find, work, found)
        self._is_ready.wait(self._settings.silence_s)
        if self._verdict is None and found:
            if isinstance(found[0], BaseException):
                raise found[0]
            return found[0]
        task.kill(block=False)
        raise self._verdict or AgentFailed(
            f"No agent was found within {self._settings.silence_s:g} s (TAILRACE_ANSWER_SILENCE_S); choose one"
            " yourself, or ask again.",
            "timeout",
        )

    def _find(self, work: Callable[[], T], found: list[T | BaseException]) -> None:
        try:
            found.append(work())
        except BaseException as error:  # what an agent declares may not end the process, either
            found.append(error)
        self._is_ready.set()

    # -- relaying ----------------------------------------------------------------------------------------------

    def _relay(self, said: Generator[Said]) -> None:
        """Tell what the agent says until it is over. Raises: AgentFailed, it went over a limit, or failed."""
        ends_at = time.monotonic() + self._settings.answer_s
        self._ear = ear = Ear(said)
        while self._verdict is None:
            heard = ear.take(min(self._settings.silence_s, ends_at - time.monotonic()))
            is_last = ear.is_over and not heard
            self._tell(heard)
            if self._asks or is_last:
                break
            if self._verdict is None and (not heard or time.monotonic() >= ends_at):
                raise self._too_slow(ends_at)
            ear.pause(PACE_S if len(self._teller.story) < MANY_EVENTS else SLOW_PACE_S)
        if ear.failure is not None and self._verdict is None:
            raise ear.failure
        if self._verdict is None:
            self._tell_rest()

    def _too_slow(self, ends_at: float) -> AgentFailed:
        if time.monotonic() >= ends_at:
            return AgentFailed(
                f"The answer took longer than {self._settings.answer_s:g} s (TAILRACE_ANSWER_S), and was broken off.",
                "timeout",
            )
        return AgentFailed(
            f"The agent said nothing for {self._settings.silence_s:g} s (TAILRACE_ANSWER_SILENCE_S), so the answer"
            " was broken off.",
            "timeout",
        )

    def _tell(self, heard: Sequence[Said]) -> None:
        """Raises: AgentFailed, it is more than an answer may have; what fits is told."""
        happenings: list[Happening] = []
        self._bytes += _EMPTY_BYTES * sum(isinstance(said, Text) and not said.text for said in heard)
        for said in joined(heard):
            room = max(0, self._settings.answer_bytes - self._bytes)
            self._bytes += _weight(said)
            if self._bytes <= self._settings.answer_bytes:
                happenings += self._happenings(said)
            elif isinstance(said, Text):
                text = said.text.encode("utf-8", "replace")[:room].decode("utf-8", "ignore")
                happenings += self._happenings(Text(text))
        self._teller.tell(happenings)
        if self._bytes > self._settings.answer_bytes:
            raise AgentFailed(
                f"The answer is larger than {self._settings.answer_bytes:,} bytes (TAILRACE_ANSWER_BYTES); the rest is"
                " left out.",
                "limit",
            )

    def _tell_rest(self) -> None:
        """What waited for more, at the end of the answer."""
        rest = [(CHUNK, text_chunk(sound(self._half)))] if self._half else []
        self._teller.tell([*rest, *((CHUNK, told) for told in self._artifacts.rest())])

    def _happenings(self, said: Said) -> list[Happening]:
        match said:
            case Text(text):
                text, self._half = without_half(self._half + text)
                return [(CHUNK, text_chunk(sound(text)))] if text else []
            case Status(text, step):
                return [(STATUS, {"text": sound(text)[:STATUS_CHARACTERS], **_step(step)})]
            case Artifact():
                return [(CHUNK, told) for told in self._artifacts.take(said)]
            case InputRequired(prompt):
                self._asks = sound(prompt)[:PROMPT_CHARACTERS] or "The agent needs more from you to go on."
            case Use(int(sent), int(received)) if min(sent, received) >= 0 and max(sent, received) <= MOST_TOKENS:
                self._use = Use(sent, received, bool(said.cut))
        return []


def _once_asked(ask: Callable[[], Generator[Said]]) -> Generator[Said]:
    """What an agent says; it is asked by whoever listens."""
    yield from ask()


def _weight(said: Said) -> int:
    """What it takes of an answer's limit, in bytes."""
    return len(said.text.encode("utf-8", "replace")) if isinstance(said, Text) else size_of(said)


def _step(step: Mapping[str, Any]) -> dict[str, Any]:
    """The facts of a step, if they can be told and are small enough."""
    if not step:
        return {}
    try:
        encoded = msgspec.json.encode(step)
        return {"step": msgspec.json.decode(encoded)} if len(encoded) <= STEP_BYTES else {}
    except (TypeError, ValueError, OverflowError, RecursionError):
        return {}
