"""Answers made without a server: a real producer in a greenlet of the test, on a data folder of its own, and an agent
that the test writes as a generator.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, TypeVar

import gevent
import msgspec

from services.agent import Question, Said, Skill
from services.agents.chat import Chat
from services.agents.directory import Directory
from services.agents.face import FACE
from services.agents.producer.companion import PRODUCER
from services.agents.producer.producer import Producer
from services.agents.producer.speaking import Speakers
from services.agents.routing.decision import Asked, Decision
from services.agents.runs.asking import Asking, SentMessage
from services.agents.runs.run import ChatRun
from services.agents.runs.story import events_of
from services.agents.settings import AgentSettings
from services.companion import lock
from services.container import Container
from services.face import HostedAgent
from services.settings.settings import Settings
from services.streaming.event import Event
from services.streaming.publishing.publisher import DirectPublisher, Publisher
from tests.support.prepared_folder import copy_prepared
from tests.support.schema import give_schema
from tests.support.setting import FACES, settings_in

T = TypeVar("T")
Answer = Callable[[Question], Iterator[Said]]
OWNER = "alice"
DEADLINE_S = 20.0


def agent_that(answer: Answer, id: str = "test") -> HostedAgent:
    skill = Skill("anything", "Anything", "Says what the test wants.", ("test",))
    return HostedAgent(id, "Test", "An agent of a test.", (skill,), lambda _rooms, question: answer(question))


class FirstAgent:
    """A router that takes the first agent there is, after ``decide_s``."""

    def __init__(self) -> None:
        self.decide_s = 0.0
        self.asked: list[Asked] = []

    def decide(self, asked: Asked) -> Decision:
        self.asked.append(asked)
        gevent.sleep(self.decide_s)
        if not asked.candidates:
            return Decision(None, 1.0, "There is nobody.", message="There is no agent here.")
        others = tuple((one.agent_id, 0.1) for one in asked.candidates[1:])
        return Decision(asked.candidates[0].agent_id, 0.9, "It is the first one.", others)


class Answers:
    """``agents`` answer; the first of them is the one that the router finds. Call `close` at the end."""

    def __init__(self, data: Path, agents: Sequence[HostedAgent], **settings: Any) -> None:
        if not data.exists():
            copy_prepared(data)
        streaming = {name: settings.pop(name) for name in ("max_event_bytes",) if name in settings}
        store = {name: settings.pop(name) for name in ("database_url",) if name in settings}
        self.settings: Settings = settings_in(data, agents=settings, streaming=streaming, store=store)
        self.container = Container(self.settings, FACES)
        if store:
            give_schema(self.container.database, self.container.migrations)
        self.chat: Chat = self.container.service(FACE)
        self.asking = Asking(self.container.database, self.settings.of(AgentSettings))
        self.router = FirstAgent()
        self.agents = agents
        self.producers: list[Producer] = []
        self._greenlets: list[gevent.Greenlet[..., None]] = []

    def produce(self, publisher: Publisher | None = None, *, lock_name: str = PRODUCER.lock) -> Producer:
        """Start a producer."""
        directory = Directory(self.container, self.agents, self.chat.registry)
        speakers = Speakers(self.container, self.chat.runs, directory, self.router)  # type: ignore[arg-type]
        lock_fd = lock.take(self.settings.data, lock_name)
        assert lock_fd is not None
        log = self.container.event_log
        producer = Producer(self.settings, self.chat.runs, speakers, publisher or DirectPublisher(log), log, lock_fd)
        self.producers.append(producer)
        self._greenlets.append(gevent.spawn(producer.run))
        return producer

    def ask(self, message: str = "Go on.", **asked: Any) -> ChatRun:
        run = self.asking.ask(OWNER, SentMessage(message, **asked))
        self.ring()
        return run

    def ring(self) -> None:
        self.chat._bell.ring()

    def cancel(self, run: ChatRun) -> None:
        self.chat.runs.cancel(run.id)
        self.ring()

    def answer(self, message: str = "Go on.", **asked: Any) -> ChatRun:
        """Ask, and wait for the end."""
        return self.ended(self.ask(message, **asked))

    def ended(self, run: ChatRun, within_s: float = DEADLINE_S) -> ChatRun:
        def look() -> ChatRun | None:
            found = self.chat.runs.find(run.id)
            return found if found is not None and found.is_told else None

        return self.until(look, within_s)

    def until(self, look: Callable[[], T | None], within_s: float = DEADLINE_S) -> T:
        """What ``look`` finds, once it finds something."""
        with gevent.Timeout(within_s):
            while not (found := look()):
                gevent.sleep(0.005)
        return found

    def events(self, run: ChatRun) -> list[Event]:
        return list(events_of(self.container.event_log, run.channel))

    def told(self, run: ChatRun) -> list[tuple[str, dict[str, Any]]]:
        return [(event.type, msgspec.json.decode(event.published)) for event in self.events(run)]

    def types(self, run: ChatRun) -> list[str]:
        return [event.type for event in self.events(run)]

    def text(self, run: ChatRun) -> str:
        """What a watcher puts together from the chunks."""
        return "".join(
            data["response_data"]["raw_response"]["parts"][0]["text"]
            for type, data in self.told(run)
            if type == "response_chunk" and "artifact_id" not in data
        )

    def message(self, run: ChatRun) -> dict[str, Any]:
        """The answer as the conversation keeps it."""
        conversation = self.chat.conversations.get(OWNER, run.conversation_id)
        return next(one for one in conversation.messages if one["id"] == run.answer_id)

    def close(self) -> None:
        for producer in self.producers:
            producer.stop()
        gevent.joinall(self._greenlets, timeout=DEADLINE_S)
        self.container.close()
